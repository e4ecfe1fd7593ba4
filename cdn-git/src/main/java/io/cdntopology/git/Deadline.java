package io.cdntopology.git;

import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.Optional;
import org.eclipse.jgit.lib.EmptyProgressMonitor;
import org.jspecify.annotations.Nullable;

/** The end of the time that a fetch has; JGit looks at it whenever it makes progress, and stops. Thread-safe. */
final class Deadline extends EmptyProgressMonitor {
    /** Who waits hears of the deadline first, and not of a silence that it made too long. */
    private static final Duration GRACE = Duration.ofMillis(500);

    private final Duration allowed;
    private final long startNanos;
    private volatile boolean abandoned;
    private @Nullable Runnable end;

    Deadline(Duration allowed) {
        this(allowed, System.nanoTime());
    }

    private Deadline(Duration allowed, long startNanos) {
        this.allowed = allowed;
        this.startNanos = startNanos;
    }

    /** What is left of the time, for something else than what was abandoned. */
    Deadline rest() {
        return new Deadline(allowed, startNanos);
    }

    Duration allowed() {
        return allowed;
    }

    /** What is left; zero if nothing is. */
    long remainingNanos() {
        return Math.max(0, allowed.toNanos() - (System.nanoTime() - startNanos));
    }

    /** A time of waiting, in milliseconds, as far as it does not go beyond the end. */
    int limit(int millis) {
        long left = Duration.ofNanos(remainingNanos()).plus(GRACE).toMillis();
        return (int) Math.min(millis, left);
    }

    /**
     * Says what ends the exchange that goes on, also if that makes no progress; null if nothing has to be ended any more.
     *
     * @throws InterruptedIOException if nobody waits any more
     */
    synchronized void endBy(@Nullable Runnable action) throws InterruptedIOException {
        if (abandoned && action != null) {
            throw new InterruptedIOException("nobody waits any more");
        }
        end = action;
    }

    /** Nobody waits any more. Returns what ends the exchange, if one goes on and can be ended; it may take a while. */
    synchronized Optional<Runnable> abandon() {
        abandoned = true;
        return Optional.ofNullable(end);
    }

    @Override
    public boolean isCancelled() {
        return abandoned || remainingNanos() == 0;
    }
}

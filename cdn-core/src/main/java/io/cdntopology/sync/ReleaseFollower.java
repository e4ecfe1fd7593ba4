package io.cdntopology.sync;

import io.cdntopology.release.Release;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Runs an action for a release, whenever that is another one than before: any command on a watch.
 *
 * <p>Serial: in a thread of its own, never two at once. Coalescing: whatever changes while the action runs leads to one
 * more run, for the newest. Level-triggered: it looks at what the release is, not at what happened, so the newest is
 * never lost. A run that fails is repeated after a pause that doubles from 0.1 to 10 seconds until it succeeds, or until
 * the release is another one, for which it runs at once. A run that failed may have done a part: going back to the
 * release before it runs the action for that again.
 *
 * <p>Thread-safe.
 */
public final class ReleaseFollower implements AutoCloseable {
    /** Only so that a wake that was lost through a defect does no lasting harm. */
    private static final Duration UNWOKEN = Duration.ofMinutes(5);

    private final Supplier<Optional<Release>> current;
    private final Action action;
    private final Consumer<Failure> failures;
    private final Backoff backoff = new Backoff();
    private final WakeLoop loop;
    private Optional<Release> succeeded;

    /** For this one there is nothing to do. Empty from when a run begins until one succeeds. */
    private Optional<Release> settled;

    private long retryAt;
    private volatile @Nullable Failure failure;
    private volatile boolean closed;

    /** What is done for a release. */
    @FunctionalInterface
    public interface Action {
        /**
         * Does it. Runs in the follower's thread, may block, and is interrupted some time after the follower was closed.
         *
         * @param release  the release
         * @param previous the one for which it succeeded last; empty if there is none. The same as {@code release} if a
         *     run for another one failed in between.
         * @throws Exception if it has to be done again
         */
        void run(Release release, Optional<Release> previous) throws Exception;
    }

    /**
     * A run that failed.
     *
     * @param release    the release that it was for
     * @param cause      what the action threw
     * @param retryAfter how long until the next run, if the release stays the same
     */
    public record Failure(Release release, Throwable cause, Duration retryAfter) {
        public Failure {
            Objects.requireNonNull(release, "release");
            Objects.requireNonNull(cause, "cause");
            Objects.requireNonNull(retryAfter, "retryAfter");
        }
    }

    /**
     * Starts the thread, which looks at once.
     *
     * @param name     the name of the thread
     * @param current  tells the release, empty while there is none; {@link #wake} is called after it changed
     * @param done     the release for which the action was done already, for example before a restart; empty if it is to
     *     run whatever the release is
     * @param action   what is done
     * @param failures hears of each run that failed, in the follower's thread
     */
    public ReleaseFollower(
            String name,
            Supplier<Optional<Release>> current,
            Optional<Release> done,
            Action action,
            Consumer<Failure> failures) {
        this.current = current;
        this.action = action;
        this.failures = failures;
        this.succeeded = done;
        this.settled = done;
        this.loop = new WakeLoop(name, this::pass);
    }

    /** The release may be another one: looks. Returns at once. */
    public void wake() {
        loop.wake();
    }

    /** How the last run failed; empty if it succeeded, or none ended yet. */
    public Optional<Failure> failure() {
        return Optional.ofNullable(failure);
    }

    private Duration pass() {
        Optional<Release> release = current.get();
        if (closed || release.isEmpty() || release.equals(settled)) {
            return UNWOKEN;
        }
        Failure before = failure;
        if (before != null && before.release().equals(release.get())) {
            Duration left = Duration.ofNanos(retryAt - System.nanoTime());
            return left.isNegative() || left.isZero() ? attempt(release.get()) : left;
        }
        backoff.reset();
        return attempt(release.get());
    }

    private Duration attempt(Release release) {
        settled = Optional.empty();
        try {
            action.run(release, succeeded);
        } catch (Throwable e) {
            return failed(release, e);
        } finally {
            if (!closed) {
                // The thread is to go on, whatever the action did to it.
                Thread.interrupted();
            }
        }
        succeeded = Optional.of(release);
        settled = succeeded;
        failure = null;
        return Duration.ZERO;
    }

    private Duration failed(Release release, Throwable cause) {
        if (closed) {
            // This is how it answers to the interrupt.
            return UNWOKEN;
        }
        Duration delay = backoff.next();
        retryAt = System.nanoTime() + delay.toNanos();
        Failure told = new Failure(release, cause, delay);
        failure = told;
        failures.accept(told);
        return delay;
    }

    /**
     * Ends the thread after the run it is in, which is interrupted if it takes more than five seconds. May be called by
     * the action. Idempotent.
     */
    @Override
    public void close() {
        closed = true;
        loop.close();
    }
}

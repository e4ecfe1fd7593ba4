package io.cdntopology.git;

import java.time.Duration;
import org.eclipse.jgit.lib.EmptyProgressMonitor;

/** The end of the time that a fetch has; JGit looks at it whenever it makes progress, and stops. Thread-safe. */
final class Deadline extends EmptyProgressMonitor {
    private final Duration allowed;
    private final long startNanos = System.nanoTime();
    private volatile boolean abandoned;

    Deadline(Duration allowed) {
        this.allowed = allowed;
    }

    Duration allowed() {
        return allowed;
    }

    /** What is left; zero if nothing is. */
    long remainingNanos() {
        return Math.max(0, allowed.toNanos() - (System.nanoTime() - startNanos));
    }

    /** Nobody waits any more. */
    void abandon() {
        abandoned = true;
    }

    @Override
    public boolean isCancelled() {
        return abandoned || remainingNanos() == 0;
    }
}

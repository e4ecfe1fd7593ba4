package io.cdntopology.agent;

import io.cdntopology.failure.CdnException;
import io.cdntopology.release.Release;
import io.cdntopology.store.LiveRelease;
import io.cdntopology.store.ReleaseStore;
import io.cdntopology.sync.ReleaseFollower;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs a command for each release that is live on this host: one at a time, for the newest after a burst, repeated until it
 * succeeds, and over restarts.
 *
 * <p>Thread-safe.
 */
final class Exec implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Exec.class);

    private final ExecMemory memory;
    private final ReleaseCommand command;
    private final ReleaseFollower follower;

    /**
     * Starts; a release that is live already, and for which the command did not succeed, is the first.
     *
     * @param name     the name of the network, for the thread
     * @param command what is run
     * @param store    says what is live
     * @param memory   remembers what was done
     */
    Exec(String name, ReleaseCommand command, ReleaseStore store, ExecMemory memory) {
        this.memory = memory;
        this.command = command;
        this.follower =
                new ReleaseFollower("cdn-" + name + "-exec", () -> live(store), memory.done(), this::run, Exec::failed);
    }

    /** Another release may be live: looks. Returns at once. */
    void wake() {
        follower.wake();
    }

    /** What is wrong at the moment; empty if the last run succeeded. */
    Optional<String> problem() {
        return follower.failure().map(failure -> "exec: " + failure.cause().getMessage());
    }

    private static Optional<Release> live(ReleaseStore store) {
        try {
            return store.live().map(LiveRelease::release);
        } catch (CdnException e) {
            // The synchronizer reads the same pointer, and reports it.
            return Optional.empty();
        }
    }

    private void run(Release release, Optional<Release> previous) throws IOException, InterruptedException {
        memory.begin();
        long start = System.nanoTime();
        command.run(release, memory.succeeded());
        memory.succeed(release);
        LOG.info(
                "The command succeeded for release {} after {} ms",
                release,
                Duration.ofNanos(System.nanoTime() - start).toMillis());
    }

    private static void failed(ReleaseFollower.Failure failure) {
        LOG.warn(
                "The command failed for release {}: {}; it is run again in {} ms",
                failure.release(),
                failure.cause().getMessage(),
                failure.retryAfter().toMillis());
    }

    /** Ends a command that runs, and runs no other one. Idempotent. */
    @Override
    public void close() {
        command.stop();
        follower.close();
    }
}

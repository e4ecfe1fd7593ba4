package io.cdntopology.git;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.eclipse.jgit.lib.ObjectId;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps the private repository small, in the background: old commits are forgotten, objects are put together. */
final class Maintenance {
    private static final Logger LOG = LoggerFactory.getLogger(Maintenance.class);
    private static final Duration FOREVER = Duration.ofDays(10_000);

    private static final int COMMITS_BETWEEN = 8;

    private final Exchanges exchanges;
    private final AtomicBoolean running = new AtomicBoolean();
    private final Deadline deadline = new Deadline(FOREVER);
    private Optional<ObjectId> newest = Optional.empty();
    private int commits;

    Maintenance(Exchanges exchanges) {
        this.exchanges = exchanges;
    }

    /** Something may have been fetched. Called by who has the turn. */
    void fetched(PrivateRepository repository) {
        Optional<ObjectId> now = repository.complete().newest();
        if (now.equals(newest)) {
            return;
        }
        newest = now;
        // The first one, too: after a restart nobody knows what is there.
        if (commits++ % COMMITS_BETWEEN == 0 && running.compareAndSet(false, true)) {
            exchanges.inBackground(() -> {
                try {
                    run(repository);
                } finally {
                    running.set(false);
                }
            });
        }
    }

    private void run(PrivateRepository repository) {
        repository.jgit().incrementOpen();
        try {
            PrivateJGit.run(() -> {
                compact(repository);
                return repository;
            });
        } catch (IOException | RuntimeException e) {
            if (!exchanges.isClosed()) {
                LOG.warn("{} could not be cleaned up; it is tried again", repository.directory(), e);
            }
        } finally {
            repository.jgit().close();
        }
    }

    private void compact(PrivateRepository repository) throws IOException {
        List<PrivateRepository.Kept> kept = exchanges.inQuietTurn(() -> {
            repository.complete().forgetOld();
            repository.sites().keepOnly(repository.complete().all());
            return repository.kept();
        });
        if (!Compaction.isDue(repository)) {
            return;
        }
        Compaction compaction = new Compaction(repository, kept, deadline);
        compaction.prepare();
        boolean finished = false;
        while (!finished) {
            repository.awaitIdle();
            finished = exchanges.inQuietTurn(() -> repository.isClosed() || compaction.finish());
        }
    }

    /** Ends what runs. */
    void close() {
        deadline.abandon();
    }
}

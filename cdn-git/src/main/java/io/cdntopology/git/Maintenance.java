package io.cdntopology.git;

import java.io.IOException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps the private repository small, after the results of fetches have been returned. */
final class Maintenance {
    private static final Logger LOG = LoggerFactory.getLogger(Maintenance.class);

    private final Exchanges exchanges;

    Maintenance(Exchanges exchanges) {
        this.exchanges = exchanges;
    }

    /** Something may have been fetched. Called by who has the turn. */
    void fetched(PrivateRepository repository) {
        if (repository.complete().isLong()) {
            exchanges.later(() -> forgetOld(repository));
        }
    }

    private static void forgetOld(PrivateRepository repository) {
        try {
            PrivateJGit.run(() -> {
                repository.complete().forgetOld();
                return repository;
            });
        } catch (IOException e) {
            LOG.warn("{} could not be cleaned up; it is tried again", repository.directory(), e);
        }
    }
}

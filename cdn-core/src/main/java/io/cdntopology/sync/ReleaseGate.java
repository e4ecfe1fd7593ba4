package io.cdntopology.sync;

import io.cdntopology.release.Release;
import io.cdntopology.spi.ContentRepository;
import io.cdntopology.spi.Revision;
import io.cdntopology.store.SiteCheck;
import java.util.Optional;

/**
 * What a release has to pass before it becomes the wanted one. Called by a {@link Publisher}, by one thread at a time;
 * what it throws is thrown, and nothing is decided then.
 */
@FunctionalInterface
public interface ReleaseGate {
    /**
     * Sees whether a commit may be served at all.
     *
     * @throws io.cdntopology.failure.CdnException with {@code CONTENT_REFUSED} or {@code CONTENT_TOO_LARGE}
     */
    void check(Revision revision);

    /**
     * Does what has to be done before a release that was checked becomes the wanted one, also where one comes back by a
     * rollback. May be called again for the same. Nothing, unless a gate says otherwise.
     *
     * @return the configuration that edges serve it by then, if that is released together with it
     * @throws io.cdntopology.failure.CdnException with {@code CONFIGURATION_REFUSED} if the release does not do; its commit
     *     is kept out then
     */
    default Optional<Release> enter(Release release) {
        return Optional.empty();
    }

    /** Whether what is wanted has passed: it may have been decided before there was this gate. */
    default boolean hasPassed(Desired desired) {
        return true;
    }

    /** Whether {@link #enter} does what only the process that leads may do. */
    default boolean isForLeaders() {
        return false;
    }

    /**
     * The decision that {@link #enter} was called for was made known, or was not made after all. Comes before that is called
     * again, and by the same thread. May come without one.
     */
    default void decided() {}

    /** That of content: any that can be written. */
    static ReleaseGate of(SiteCheck check, ContentRepository repository) {
        return revision -> check.check(revision.release(), repository);
    }
}

package io.cdntopology;

import io.cdntopology.release.Release;
import java.util.Optional;

/** Does something for each release that becomes the wanted one. See {@link Cdn#onRelease}. */
@FunctionalInterface
public interface ReleaseListener {
    /**
     * Does it. Called by one thread at a time, the listener's own; may block, and may call every method of
     * {@link Cdn} but {@code close}.
     *
     * @param release  the wanted release. Edges may not serve it yet: {@link Cdn#awaitConverged} waits until they do
     * @param previous the release for which this listener succeeded last; empty the first time. The same as
     *     {@code release} if it failed for another one in between
     * @throws Exception if it is to be called again
     */
    void onRelease(Release release, Optional<Release> previous) throws Exception;
}

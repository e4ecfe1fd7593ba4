package io.cdntopology.spi;

import io.cdntopology.failure.CdnException;
import java.util.List;

/**
 * Hears what a watch sees.
 *
 * <p>Called by one thread at a time, in the order of the revisions, and by a thread of the store: return at once, and
 * do not call the store. An exception thrown from here ends the watch with {@link #onLost}.
 */
public interface WatchListener {
    /**
     * Something changed.
     *
     * @param revision the revision up to which everything has been told now
     * @param changes  the changes since the call before, all those of a revision in one call
     */
    void onChanges(long revision, List<Change> changes);

    /**
     * The watch has ended by itself, once and for good: read everything again, then watch again. Told at most once,
     * and not after {@link Watch#close()} has returned.
     *
     * @param reason with {@code COORDINATION_UNAVAILABLE} if the connection broke, {@code COORDINATION_REFUSED} if the
     *     store does not let this client watch, {@code CONFLICT} if the next revision to tell was compacted,
     *     {@code BUG} if {@link #onChanges} threw
     */
    void onLost(CdnException reason);

    /**
     * The watch has ended because changes that it still had to tell were compacted; told instead of {@link #onLost}, which
     * is what this calls unless it is overridden.
     *
     * @param oldest the oldest revision that a watch may begin with now: one that begins there misses nothing that is not
     *     lost to everybody. What was deleted before it only a reading shows
     * @param reason with {@code CONFLICT}
     */
    default void onCompacted(long oldest, CdnException reason) {
        onLost(reason);
    }
}

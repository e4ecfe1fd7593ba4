package io.cdntopology.embedded;

import io.cdntopology.spi.Change;
import io.cdntopology.spi.Key;
import java.util.List;
import java.util.TreeMap;

/** The changes of each revision, back to the one that was compacted last. Guarded by its {@link KeyValueStore}. */
final class ChangeLog {
    private final TreeMap<Long, List<Change>> changesByRevision = new TreeMap<>();
    private long oldest = 1;

    /** The first revision whose changes are known. */
    long oldest() {
        return oldest;
    }

    void append(long revision, List<Change> changes) {
        changesByRevision.put(revision, List.copyOf(changes));
    }

    /** The changes below a prefix since a revision, itself included, oldest first. */
    List<Change> since(long revision, Key prefix) {
        return changesByRevision.tailMap(revision).values().stream()
                .flatMap(List::stream)
                .filter(change -> change.key().startsWith(prefix))
                .toList();
    }

    /** Whether something changed below a prefix from one revision, itself included, until before another. */
    boolean changed(long from, long until, Key prefix) {
        return from < until
                && changesByRevision.subMap(from, until).values().stream()
                        .flatMap(List::stream)
                        .anyMatch(change -> change.key().startsWith(prefix));
    }

    /** Forgets what happened before a revision. */
    void compact(long revision) {
        changesByRevision.headMap(revision).clear();
        oldest = Math.max(oldest, revision);
    }
}

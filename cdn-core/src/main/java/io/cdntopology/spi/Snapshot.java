package io.cdntopology.spi;

import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Everything below a prefix at one revision.
 *
 * @param revision the revision; a watch from {@code revision + 1} misses nothing and repeats nothing
 * @param entries  the entries by key, ordered
 */
public record Snapshot(long revision, SortedMap<Key, Entry> entries) {
    public Snapshot {
        entries = Collections.unmodifiableSortedMap(new TreeMap<>(Map.copyOf(entries)));
    }

    /** The entry of a key, if it exists at this revision. */
    public Optional<Entry> entry(Key key) {
        return Optional.ofNullable(entries.get(key));
    }
}

package io.cdntopology.embedded;

import io.cdntopology.spi.Change;
import io.cdntopology.spi.Condition;
import io.cdntopology.spi.Entry;
import io.cdntopology.spi.Key;
import io.cdntopology.spi.Snapshot;
import io.cdntopology.spi.Write;
import java.util.Optional;
import java.util.TreeMap;

/** The entries as they are now, and which of them end with a lease. Guarded by its {@link KeyValueStore}. */
final class EntryTable {
    private final TreeMap<Key, Entry> entries = new TreeMap<>();
    private final LeaseTable leases;

    EntryTable(LeaseTable leases) {
        this.leases = leases;
    }

    Snapshot below(Key prefix, long revision) {
        TreeMap<Key, Entry> found = new TreeMap<>();
        for (Entry entry : entries.tailMap(prefix).values()) {
            if (!entry.key().startsWith(prefix)) {
                break;
            }
            found.put(entry.key(), entry);
        }
        return new Snapshot(revision, found);
    }

    boolean holds(Condition condition) {
        Entry entry = entries.get(condition.key());
        if (condition instanceof Condition.ChangedAt changed) {
            return entry != null && entry.changedRevision() == changed.revision();
        }
        if (condition instanceof Condition.CreatedAt created) {
            return entry != null && entry.createdRevision() == created.revision();
        }
        return entry == null;
    }

    /** Whether the lease that a write depends on, if any, still exists. */
    boolean canBeMade(Write write) {
        return !(write instanceof Write.PutLeased put) || leases.exists(put.lease());
    }

    /** Makes a write that {@link #canBeMade}; empty if it changes nothing. */
    Optional<Change> make(Write write, long revision) {
        if (write instanceof Write.PutLeased put) {
            Change change = put(put.key(), put.value(), revision);
            leases.attach(put.key(), put.lease());
            return Optional.of(change);
        }
        if (write instanceof Write.Put put) {
            return Optional.of(put(put.key(), put.value(), revision));
        }
        return delete(write.key(), revision);
    }

    /** Deletes a key; empty if it does not exist. */
    Optional<Change> delete(Key key, long revision) {
        leases.detach(key);
        return Optional.ofNullable(entries.remove(key)).map(entry -> new Change.Deleted(key, revision));
    }

    private Change put(Key key, String value, long revision) {
        leases.detach(key);
        Entry before = entries.get(key);
        Entry after = new Entry(key, value, before == null ? revision : before.createdRevision(), revision);
        entries.put(key, after);
        return new Change.Put(after);
    }
}

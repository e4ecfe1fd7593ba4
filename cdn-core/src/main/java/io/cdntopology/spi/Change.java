package io.cdntopology.spi;

import java.util.Objects;

/** One thing that happened to one key. */
public sealed interface Change {
    /** The key. */
    Key key();

    /** The revision at which it happened. */
    long revision();

    /** The key was created or written. */
    record Put(Entry entry) implements Change {
        public Put {
            Objects.requireNonNull(entry, "entry");
        }

        @Override
        public Key key() {
            return entry.key();
        }

        @Override
        public long revision() {
            return entry.changedRevision();
        }
    }

    /** The key was deleted, by somebody or because its lease ended. */
    record Deleted(Key key, long revision) implements Change {
        public Deleted {
            Objects.requireNonNull(key, "key");
        }
    }
}

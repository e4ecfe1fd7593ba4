package io.cdntopology.spi;

import java.util.Objects;

/** What has to hold of a key for a {@link Transaction} to be made. */
public sealed interface Condition {
    /** The key. */
    Key key();

    /** The key does not exist. */
    record Absent(Key key) implements Condition {
        public Absent {
            Objects.requireNonNull(key, "key");
        }
    }

    /** The key exists and its last write was at this revision: nobody changed it since it was read. */
    record ChangedAt(Key key, long revision) implements Condition {
        public ChangedAt {
            Objects.requireNonNull(key, "key");
        }
    }

    /** The key exists since this revision: the fencing token of whoever created it is still good. */
    record CreatedAt(Key key, long revision) implements Condition {
        public CreatedAt {
            Objects.requireNonNull(key, "key");
        }
    }
}

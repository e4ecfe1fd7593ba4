package io.cdntopology.spi;

import java.util.Objects;

/** One write of a {@link Transaction}. */
public sealed interface Write {
    /** The key. */
    Key key();

    /** Creates the key or replaces its value; it stays until it is deleted, also if it ended with a lease before. */
    record Put(Key key, String value) implements Write {
        public Put {
            Objects.requireNonNull(key, "key");
            Objects.requireNonNull(value, "value");
        }
    }

    /**
     * As {@link Put}; the key ends with the lease. A lease that has ended already is as a condition that does not hold:
     * the transaction is a {@link CommitResult.Conflict}.
     */
    record PutLeased(Key key, String value, LeaseId lease) implements Write {
        public PutLeased {
            Objects.requireNonNull(key, "key");
            Objects.requireNonNull(value, "value");
            Objects.requireNonNull(lease, "lease");
        }
    }

    /** Deletes the key; nothing if it does not exist. */
    record Delete(Key key) implements Write {
        public Delete {
            Objects.requireNonNull(key, "key");
        }
    }
}

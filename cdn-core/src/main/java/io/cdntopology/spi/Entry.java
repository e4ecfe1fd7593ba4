package io.cdntopology.spi;

import java.util.Objects;

/**
 * A key with its value at some revision.
 *
 * @param key             the key
 * @param value           its value, text
 * @param createdRevision the revision at which the key came to be, this time
 * @param changedRevision the revision of its last write
 */
public record Entry(Key key, String value, long createdRevision, long changedRevision) {
    public Entry {
        Objects.requireNonNull(key, "key");
        Objects.requireNonNull(value, "value");
    }
}

package io.cdntopology.spi;

import io.cdntopology.failure.CdnException;
import io.cdntopology.failure.ErrorCode;
import io.cdntopology.failure.Problem;

/**
 * A key of the coordination store, or the prefix of several.
 *
 * @param value starts with a slash; printable ASCII; at most 512 characters
 */
public record Key(String value) implements Comparable<Key> {
    private static final int MAX_LENGTH = 512;

    /**
     * @throws CdnException with {@code INVALID_ARGUMENT} if the value is no such key
     */
    public Key {
        boolean printable = value.chars().allMatch(c -> c > ' ' && c < 0x7F);
        if (!value.startsWith("/") || !printable || value.length() > MAX_LENGTH) {
            throw CdnException.of(
                    ErrorCode.INVALID_ARGUMENT,
                    "Naming a key",
                    new Problem(
                            "key",
                            "'" + value + "' is no valid key",
                            "start with a slash, use printable ASCII, at most " + MAX_LENGTH + " characters"));
        }
    }

    /** The key with text appended. */
    public Key append(String text) {
        return new Key(value + text);
    }

    /** Whether this key starts with the text of {@code prefix}. */
    public boolean startsWith(Key prefix) {
        return value.startsWith(prefix.value);
    }

    @Override
    public int compareTo(Key other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}

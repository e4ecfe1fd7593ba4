package io.cdntopology.docker;

import java.util.Objects;

/**
 * The id of an image on an engine: the checksum of its configuration, and so of all that is in it.
 *
 * @param value as the engine gave it: {@code sha256:…}
 */
record ImageId(String value) {
    ImageId {
        Objects.requireNonNull(value, "value");
    }

    @Override
    public String toString() {
        return value;
    }
}

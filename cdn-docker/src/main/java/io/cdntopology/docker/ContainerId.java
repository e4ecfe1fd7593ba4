package io.cdntopology.docker;

import io.cdntopology.failure.CdnException;
import io.cdntopology.failure.ErrorCode;
import io.cdntopology.failure.Problem;
import java.util.regex.Pattern;

/**
 * The id of a container, as its engine gave it: never used again, unlike a name.
 *
 * @param value 64 of {@code 0-9 a-f}
 */
public record ContainerId(String value) implements Comparable<ContainerId> {
    /** What engines show of an id. */
    private static final int SHORT_LENGTH = 12;

    private static final Pattern VALID = Pattern.compile("[0-9a-f]{64}");

    /**
     * @throws CdnException with {@code INVALID_ARGUMENT} if the value is no such id
     */
    public ContainerId {
        if (!VALID.matcher(value).matches()) {
            throw CdnException.of(
                    ErrorCode.INVALID_ARGUMENT,
                    "Naming a container",
                    new Problem(
                            "container id",
                            "'" + value + "' is no full id",
                            "give all 64 of 0-9 and a-f; docker ps --no-trunc shows them"));
        }
    }

    /** The first 12 characters, which is what {@code docker ps} shows. */
    public String shortForm() {
        return value.substring(0, SHORT_LENGTH);
    }

    @Override
    public int compareTo(ContainerId other) {
        return value.compareTo(other.value);
    }

    /** The full id. */
    @Override
    public String toString() {
        return value;
    }
}

package io.cdntopology.docker;

import io.cdntopology.failure.CdnException;
import io.cdntopology.failure.ErrorCode;
import io.cdntopology.failure.Problem;
import java.util.regex.Pattern;

/**
 * A user of a registry, as HTTP Basic authentication can say it.
 *
 * @param value 1 to 255 characters, no colon and no control characters
 */
record RegistryUser(String value) implements Comparable<RegistryUser> {
    private static final Pattern VALID = Pattern.compile("[^:\\p{Cntrl}]{1,255}");

    /**
     * @throws CdnException with {@code INVALID_ARGUMENT} if the value is no such user
     */
    RegistryUser {
        if (!VALID.matcher(value).matches()) {
            throw CdnException.of(
                    ErrorCode.INVALID_ARGUMENT,
                    "Naming a user of a registry",
                    new Problem(
                            "user", "it is no valid name", "use 1 to 255 characters, no colon and no control ones"));
        }
    }

    @Override
    public int compareTo(RegistryUser other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}

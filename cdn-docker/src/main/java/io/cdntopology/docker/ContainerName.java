package io.cdntopology.docker;

import io.cdntopology.failure.CdnException;
import io.cdntopology.failure.ErrorCode;
import io.cdntopology.failure.Problem;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The name of a container on its engine. The slash that an engine puts before it is not part of it.
 *
 * @param value at least 2 of {@code a-z A-Z 0-9 _ . -}, starting with a letter or a digit
 */
public record ContainerName(String value) implements Comparable<ContainerName> {
    private static final Pattern VALID = Pattern.compile("[a-zA-Z0-9][a-zA-Z0-9_.-]+");

    /**
     * @throws CdnException with {@code INVALID_ARGUMENT} if the value is no such name
     */
    public ContainerName {
        if (!VALID.matcher(value).matches()) {
            throw CdnException.of(
                    ErrorCode.INVALID_ARGUMENT,
                    "Naming a container",
                    new Problem(
                            "container",
                            "'" + value + "' is no valid name",
                            value.startsWith("/")
                                    ? "leave the slash out"
                                    : "use at least 2 of a-z, A-Z, 0-9, _, . and -, starting with a letter or a digit"));
        }
    }

    /**
     * The name in what an engine reports, with the slash before it.
     *
     * @return empty if it is none, such as {@code /other/alias}: what another container calls this one by a link
     */
    static Optional<ContainerName> reported(String reported) {
        String bare = reported.startsWith("/") ? reported.substring(1) : reported;
        return VALID.matcher(bare).matches() ? Optional.of(new ContainerName(bare)) : Optional.empty();
    }

    @Override
    public int compareTo(ContainerName other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}

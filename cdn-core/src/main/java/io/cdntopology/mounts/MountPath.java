package io.cdntopology.mounts;

import io.cdntopology.failure.CdnException;
import io.cdntopology.failure.ErrorCode;
import io.cdntopology.failure.Problem;
import io.cdntopology.release.EntryName;
import java.util.List;
import java.util.Optional;

/**
 * Where in a site another source is.
 *
 * @param value names of directories, each after a slash, such as {@code /docs}; at most {@value #MAX_LENGTH} characters
 */
public record MountPath(String value) implements Comparable<MountPath> {
    private static final int MAX_LENGTH = 200;

    /**
     * @throws CdnException with {@code INVALID_ARGUMENT} if the value is no such path
     */
    public MountPath {
        String why = problem(value).orElse("");
        if (!why.isEmpty()) {
            throw CdnException.of(
                    ErrorCode.INVALID_ARGUMENT,
                    "Mounting a source",
                    new Problem(
                            "mount(\"" + EntryName.printable(value) + "\")",
                            why,
                            "give a slash and the name of a directory, for example /docs"));
        }
    }

    private static Optional<String> problem(String value) {
        if (value.length() < 2 || value.charAt(0) != '/' || value.endsWith("/")) {
            return Optional.of("it is no path below the root of a site");
        }
        if (value.length() > MAX_LENGTH) {
            return Optional.of("it is longer than " + MAX_LENGTH + " characters");
        }
        return names(value).stream()
                .flatMap(name -> EntryName.problem(value, name).stream())
                .map(Problem::why)
                .findFirst();
    }

    private static List<String> names(String value) {
        return List.of(value.substring(1).split("/", -1));
    }

    /** The names of the directories on the way, at least one. */
    List<String> names() {
        return names(value);
    }

    @Override
    public int compareTo(MountPath other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}

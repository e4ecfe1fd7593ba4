package io.cdntopology.embedded;

import io.cdntopology.failure.CdnException;
import io.cdntopology.failure.ErrorCode;
import io.cdntopology.failure.Problem;
import io.cdntopology.release.EntryName;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Paths in a commit, taken apart into the names that {@link GitEntry} has. */
final class EntryPath {
    private EntryPath() {}

    /** The names of a path that a site may have. */
    static List<String> checked(String attempted, String path) {
        List<Problem> problems = new ArrayList<>();
        for (String name : path.split("/", -1)) {
            EntryName.problem(path, name).map(EntryPath::asArgument).ifPresent(problems::add);
        }
        if (!problems.isEmpty()) {
            throw CdnException.of(ErrorCode.INVALID_ARGUMENT, attempted, problems);
        }
        return unchecked(path);
    }

    /** The names of any path; none for the empty one. */
    static List<String> unchecked(String path) {
        List<String> names = new ArrayList<>();
        if (!path.isEmpty()) {
            for (String name : path.split("/", -1)) {
                names.add(rawName(name.getBytes(StandardCharsets.UTF_8)));
            }
        }
        return names;
    }

    /** A name with a character for each of its bytes. */
    static String rawName(byte[] name) {
        return new String(name, StandardCharsets.ISO_8859_1);
    }

    private static Problem asArgument(Problem problem) {
        return new Problem(
                problem.where(),
                problem.why(),
                "give names that can be served, joined by single slashes; `raw` puts any name, for hostile content");
    }
}

package io.cdntopology.git;

import io.cdntopology.failure.CdnException;
import io.cdntopology.failure.ErrorCode;
import io.cdntopology.failure.Problem;
import io.cdntopology.release.EntryName;
import java.util.List;
import java.util.Optional;

/**
 * Names files and directories of a site by their paths, as {@link GitSource#only} says.
 *
 * <p>A path is looked at name by name, from the root on. How far a pattern has come is a set of bits: bit {@code i} says
 * that its first {@code i} names are those of the path up to here. So no path takes longer than its length times that of
 * the pattern.
 */
final class PathGlob {
    private static final int MAX_LENGTH = 250;

    /** So that a set of how many of them have been found fits into a {@code long}. */
    private static final int MAX_NAMES = 60;

    private static final String RESERVED = "[]{}\\,";
    private static final String ANY_DIRECTORIES = "**";

    private final List<String> names;
    private final boolean isOfDirectories;

    private PathGlob(List<String> names, boolean isOfDirectories) {
        this.names = names;
        this.isOfDirectories = isOfDirectories;
    }

    /**
     * Reads a pattern.
     *
     * @param option what it was given to, for the message
     * @throws CdnException with {@code INVALID_ARGUMENT}
     */
    static PathGlob of(String option, String text) {
        problem(text).ifPresent(reason -> {
            throw CdnException.of(
                    ErrorCode.INVALID_ARGUMENT,
                    "Describing a git repository",
                    new Problem(
                            option + "(\"" + EntryName.printable(text) + "\")",
                            reason,
                            "write a path from the root of the site, such as docs, assets/*.css or **/*.map"));
        });
        boolean isOfDirectories = text.endsWith("/");
        String path = isOfDirectories ? text.substring(0, text.length() - 1) : text;
        return new PathGlob(List.of(path.split("/", -1)), isOfDirectories);
    }

    private static Optional<String> problem(String text) {
        if (text.isEmpty() || text.length() > MAX_LENGTH) {
            return Optional.of("it is empty, or longer than " + MAX_LENGTH + " characters");
        }
        if (text.startsWith("/")) {
            return Optional.of("it starts with a slash, and is from the root of the site anyway");
        }
        if (text.startsWith("!")) {
            return Optional.of("it starts with !, which is said by only(…) and except(…)");
        }
        if (text.chars().anyMatch(Character::isISOControl)) {
            return Optional.of("it has a control character");
        }
        if (text.chars().anyMatch(c -> RESERVED.indexOf(c) >= 0)) {
            return Optional.of("it has one of " + RESERVED + ", in whose place ? can stand");
        }
        String path = text.endsWith("/") ? text.substring(0, text.length() - 1) : text;
        String[] names = path.split("/", -1);
        return names.length > MAX_NAMES
                ? Optional.of("it has more than " + MAX_NAMES + " names")
                : List.of(names).stream()
                        .flatMap(name -> problemOfName(name).stream())
                        .findFirst();
    }

    private static Optional<String> problemOfName(String name) {
        if (name.isEmpty() || name.equals(".") || name.equals("..")) {
            return Optional.of("a name in it is empty, . or ..");
        }
        return name.contains(ANY_DIRECTORIES) && !name.equals(ANY_DIRECTORIES)
                ? Optional.of("** is only a part of a name in it, and stands for whole ones")
                : Optional.empty();
    }

    /** How far it has come before the first name. */
    long start() {
        return withSkipped(1);
    }

    /** How far it comes by one more name. */
    long after(long found, int[] name) {
        long next = 0;
        for (int i = 0; i < names.size(); i++) {
            if ((found & bit(i)) == 0) {
                continue;
            }
            if (names.get(i).equals(ANY_DIRECTORIES)) {
                next |= bit(i) | (i == names.size() - 1 ? bit(names.size()) : 0);
            } else if (isOne(names.get(i), name)) {
                next |= bit(i + 1);
            }
        }
        return withSkipped(next);
    }

    /** Whether the path up to here is one that it names. */
    boolean isWhole(long found, boolean isDirectory) {
        return (found & bit(names.size())) != 0 && (isDirectory || !isOfDirectories);
    }

    private static long bit(int found) {
        return 1L << found;
    }

    /** Any directories may be none, but at the end they stand for what is below. */
    private long withSkipped(long found) {
        long all = found;
        for (int i = 0; i < names.size() - 1; i++) {
            if ((all & bit(i)) != 0 && names.get(i).equals(ANY_DIRECTORIES)) {
                all |= bit(i + 1);
            }
        }
        return all;
    }

    /** Whether a name has a pattern; of the {@code *} before only the last one can have stood for too little. */
    private static boolean isOne(String pattern, int[] name) {
        int[] wanted = pattern.codePoints().toArray();
        int at = 0;
        int in = 0;
        int star = -1;
        int inAtStar = 0;
        while (in < name.length) {
            if (at < wanted.length && wanted[at] == '*') {
                star = at++;
                inAtStar = in;
            } else if (at < wanted.length && (wanted[at] == '?' || wanted[at] == name[in])) {
                at++;
                in++;
            } else if (star >= 0) {
                at = star + 1;
                in = ++inAtStar;
            } else {
                return false;
            }
        }
        while (at < wanted.length && wanted[at] == '*') {
            at++;
        }
        return at == wanted.length;
    }
}

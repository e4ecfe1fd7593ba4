package io.cdntopology.topology;

import io.cdntopology.failure.CdnException;
import io.cdntopology.failure.ErrorCode;
import io.cdntopology.failure.Problem;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * A header that edges add to what they answer.
 *
 * <p>A value is 1 to 2,000 characters of printable ASCII without {@code $}, for which nginx has no quoting, and neither
 * starts nor ends with a space. An empty one leaves the header out.
 *
 * @param name  its name: 1 to 64 letters of ASCII, digits, dashes and underscores, starting with a letter; none that edges
 *     set themselves, such as {@code Content-Type}
 * @param value its value in every answer, unless a rule says otherwise
 * @param files its values in answers that send certain files, or say that these have not changed; the first rule that
 *     matches decides
 */
public record ResponseHeader(String name, String value, List<FileRule> files) {
    private static final Pattern NAME = Pattern.compile("[A-Za-z][A-Za-z0-9_-]{0,63}");
    private static final Pattern VALUE = Pattern.compile("[!-~&&[^$]](?:[ -~&&[^$]]*[!-~&&[^$]])?");
    private static final int MAX_LENGTH = 2_000;

    /** How long something may be kept is said in one place. */
    private static final Set<String> OF_CACHES = Set.of("cache-control", "expires", "pragma");

    /** What follows from a request, a file, or the connection. */
    private static final Set<String> OF_EDGES = Set.of(
            "accept-ranges",
            "allow",
            "connection",
            "content-encoding",
            "content-length",
            "content-range",
            "content-type",
            "date",
            "etag",
            "keep-alive",
            "last-modified",
            "location",
            "retry-after",
            "server",
            "trailer",
            "transfer-encoding",
            "upgrade",
            "x-cdn-configuration",
            "x-cdn-release");

    /**
     * @throws CdnException with {@code INVALID_ARGUMENT} naming each mistake
     */
    public ResponseHeader {
        Objects.requireNonNull(value, "value");
        files = List.copyOf(files);
        List<Problem> problems = new ArrayList<>();
        String where = "header(\"" + Printable.of(name) + "\")";
        requireName(problems, where, name);
        requireValue(problems, where, value);
        files.forEach(rule -> requireValue(
                problems, "header(\"" + rule.files() + "\", \"" + Printable.of(name) + "\")", rule.value()));
        if (!problems.isEmpty()) {
            throw CdnException.of(ErrorCode.INVALID_ARGUMENT, "Adding a header", problems);
        }
    }

    /**
     * The name of a header as a part of one of a variable: of letters in lower case, digits and underscores, and the same for two
     * names only if these are the same, in whatever letter case.
     */
    public static String variable(String name) {
        return name.toLowerCase(Locale.ROOT).replace("_", "__").replace('-', '_');
    }

    private static void requireName(List<Problem> problems, String where, String name) {
        String lowerCase = name.toLowerCase(Locale.ROOT);
        if (!NAME.matcher(name).matches()) {
            problems.add(new Problem(
                    where, "it is no name of a header", "give up to 64 letters, digits, dashes and underscores"));
        } else if (OF_CACHES.contains(lowerCase)) {
            problems.add(new Problem(where, "how long answers may be kept is no header here", "use cacheControl(…)"));
        } else if (OF_EDGES.contains(lowerCase)) {
            problems.add(new Problem(where, "edges set it themselves", "leave it out"));
        }
    }

    /** Names what is wrong with a value; an empty one is right. */
    static void requireValue(List<Problem> problems, String where, String value) {
        if (!value.isEmpty()
                && (value.length() > MAX_LENGTH || !VALUE.matcher(value).matches())) {
            problems.add(new Problem(
                    where,
                    "'" + Printable.of(value) + "' cannot be the value of a header here",
                    "give up to 2,000 characters of printable ASCII without $, and without spaces around them"));
        }
    }
}

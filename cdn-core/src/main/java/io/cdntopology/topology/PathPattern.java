package io.cdntopology.topology;

import io.cdntopology.failure.CdnException;
import io.cdntopology.failure.ErrorCode;
import io.cdntopology.failure.Problem;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Names files of a site by their paths.
 *
 * <p>{@code *} stands for any characters within a name, also for none; {@code **}, in the place of a name, for any
 * directories, also for none, and at the end for whatever is below. Everything else stands for itself; upper and lower case
 * differ.
 *
 * <ul>
 *   <li>{@code /assets/*.css} is {@code /assets/site.css}, but not {@code /assets/a/site.css}
 *   <li>{@code /assets/**} is both, and every other file below {@code /assets}
 *   <li>{@code /**}{@code /*.html} is every page, {@code /index.html} too
 * </ul>
 *
 * <p>The path is that of the file that is sent, decoded: {@code /docs/} sends {@code /docs/index.html}.
 *
 * @param text the pattern: 2 to 250 characters, starting with a slash, with at most four {@code *} and {@code **}; names
 *     are not empty, {@code .} or {@code ..}, and have
 *     no control characters and none of <code>? [ ] { } \ %</code>
 */
public record PathPattern(String text) {
    private static final int MAX_LENGTH = 250;

    /** Each that is added multiplies how long it may take to see that a path has another pattern. */
    private static final int MAX_WILDCARDS = 4;

    private static final Pattern WILDCARD = Pattern.compile("\\*\\*?");
    private static final String ANY_DIRECTORIES = "**";
    private static final String RESERVED = "?[]{}\\%";

    /**
     * @throws CdnException with {@code INVALID_ARGUMENT} if it has another form
     */
    public PathPattern {
        String pattern = text;
        reason(pattern).ifPresent(problem -> {
            throw CdnException.of(
                    ErrorCode.INVALID_ARGUMENT,
                    "Naming files",
                    new Problem("pattern \"" + Printable.of(pattern) + "\"", problem.why(), problem.fix()));
        });
    }

    private record Reason(String why, String fix) {}

    private static Optional<Reason> reason(String text) {
        if (!text.startsWith("/") || text.length() > MAX_LENGTH) {
            return Optional.of(new Reason(
                    "it does not start with a slash, or is too long",
                    "give up to " + MAX_LENGTH + " characters such as /assets/**"));
        }
        if (text.chars().anyMatch(c -> Character.isISOControl(c) || RESERVED.indexOf(c) >= 0)
                || !StandardCharsets.UTF_8.newEncoder().canEncode(text)) {
            return Optional.of(new Reason(
                    "it has a character that is none of a path, or stands for something elsewhere",
                    "write paths decoded; only * and ** stand for something, the others of " + RESERVED
                            + " are refused"));
        }
        if (WILDCARD.matcher(text).results().count() > MAX_WILDCARDS) {
            return Optional.of(
                    new Reason("it has too many * and **", "give up to " + MAX_WILDCARDS + ", or several patterns"));
        }
        return names(text).stream().flatMap(name -> reasonOfName(name).stream()).findFirst();
    }

    private static Optional<Reason> reasonOfName(String name) {
        if (name.isEmpty() || name.equals(".") || name.equals("..")) {
            return Optional.of(new Reason(
                    "a name in it is empty, . or .., which no file has",
                    "name files: /docs/index.html, or /docs/** for all below a directory"));
        }
        return name.contains(ANY_DIRECTORIES) && !name.equals(ANY_DIRECTORIES)
                ? Optional.of(new Reason(
                        "** is only a part of a name",
                        "write * within a name, or ** in the place of a name: /a/**/b.css"))
                : Optional.empty();
    }

    private static List<String> names(String text) {
        return List.of(text.substring(1).split("/", -1));
    }

    /**
     * A regular expression that a whole path matches if this is its pattern; it means the same to {@link Pattern}
     * and, on UTF-8, to PCRE. It captures nothing.
     */
    public String regex() {
        List<String> names = names(text);
        List<String> parts = new ArrayList<>();
        for (String name : names.subList(0, names.size() - 1)) {
            parts.add(name.equals(ANY_DIRECTORIES) ? "(?:[^/]*/)*" : regex(name) + "/");
        }
        String last = names.get(names.size() - 1);
        parts.add(last.equals(ANY_DIRECTORIES) ? "(?:[^/]*/)*[^/]*" : regex(last));
        return "/" + String.join("", parts);
    }

    private static String regex(String name) {
        return name.codePoints().mapToObj(PathPattern::regex).collect(Collectors.joining());
    }

    /** A letter or digit that is escaped would mean something else, any other character of ASCII itself. */
    private static String regex(int c) {
        String character = Character.toString(c);
        if (c == '*') {
            return "[^/]*";
        }
        return c > '~' || Character.isLetterOrDigit(c) ? character : "\\" + character;
    }

    /** The pattern. */
    @Override
    public String toString() {
        return text;
    }
}

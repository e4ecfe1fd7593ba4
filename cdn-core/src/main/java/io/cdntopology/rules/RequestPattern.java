package io.cdntopology.rules;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Which requests a rule is for, by their paths as they were sent: so what is taken from one goes into another unchanged.
 *
 * <p>{@code :name} in the place of a name stands for any name, {@code *} at the end for whatever is below, also for nothing.
 * Slashes in a row count as one, those at the end as none. The regular expression means the same to {@link Pattern} and to
 * PCRE. Nothing below {@code /-/} is meant. Immutable.
 */
final class RequestPattern {
    /** What a target calls the part that {@code *} stands for. */
    static final String SPLAT = "splat";

    /** nginx takes 4,095 bytes as one word of its configuration; this leaves room for what comes around it. */
    private static final int MAX_REGEX = 3_500;

    private static final String WILDCARD = "*";
    private static final String ABOUT_THE_EDGE = "-";
    private static final String WELL_KNOWN = ".well-known";
    private static final String NOT_ABOUT_THE_EDGE = "(?!/+-/)";

    /** What stands for a name, in a pattern and in what it leads to. */
    static final Pattern PLACEHOLDER = Pattern.compile(":([A-Za-z][A-Za-z0-9_]*)");

    private final String regex;
    private final Pattern pattern;
    private final Map<String, String> groups;

    private RequestPattern(String regex, Map<String, String> groups) {
        this.regex = regex;
        this.pattern = Pattern.compile(regex);
        this.groups = groups;
    }

    /**
     * Reads one that may have {@code *} at its end.
     *
     * @throws io.cdntopology.failure.CdnException with {@code CONTENT_REFUSED} if it has another form
     */
    static RequestPattern of(String text) {
        return new Reading(false).read(text);
    }

    /**
     * Reads one that may have {@code *} anywhere, where it stands for any characters.
     *
     * @throws io.cdntopology.failure.CdnException with {@code CONTENT_REFUSED} if it has another form
     */
    static RequestPattern withWildcards(String text) {
        return new Reading(true).read(text);
    }

    /** It as a regular expression for a whole path, percent-encoded as it is sent. */
    String regex() {
        return regex;
    }

    /** The names of the groups in it, by what a target calls them. */
    Map<String, String> groups() {
        return groups;
    }

    /** Whether a path has it; the match has the groups. */
    Optional<Matcher> match(String path) {
        Matcher matcher = pattern.matcher(path);
        return matcher.matches() ? Optional.of(matcher) : Optional.empty();
    }

    private static final class Reading {
        private final boolean wildcards;
        private final Map<String, String> groups = new LinkedHashMap<>();

        Reading(boolean wildcards) {
            this.wildcards = wildcards;
        }

        RequestPattern read(String text) {
            if (!text.startsWith("/")) {
                throw Refused.of("'" + text + "' is no path", "start it with a slash; other hosts have no rules here");
            }
            List<String> names = new ArrayList<>(List.of(text.substring(1).split("/", -1)));
            if (names.get(names.size() - 1).isEmpty()) {
                names.remove(names.size() - 1);
            }
            // With more, a long path could be cut in too many ways to try all of them for each request.
            if (text.chars().filter(c -> c == '*').count() > 1) {
                throw Refused.of("'" + text + "' has more than one *", "give one, or several rules");
            }
            String regex = NOT_ABOUT_THE_EDGE + (names.isEmpty() ? "/++" : regex(names));
            if (regex.length() > MAX_REGEX) {
                throw Refused.of("it is too long", "give a shorter pattern");
            }
            return new RequestPattern(regex, Map.copyOf(groups));
        }

        private String regex(List<String> names) {
            StringBuilder regex = new StringBuilder();
            int last = names.size() - 1;
            for (int i = 0; i < last; i++) {
                regex.append("/++").append(regex(names.get(i), i == 0));
            }
            if (!names.get(last).equals(WILDCARD)) {
                return regex.append("/++")
                        .append(regex(names.get(last), false))
                        .append("/*+")
                        .toString();
            }
            String below = "/++(?<" + group(SPLAT) + ">[^?]*)";
            return regex.append(last == 0 ? below : "(?:" + below + ")?").toString();
        }

        private String regex(String name, boolean isTop) {
            Matcher placeholder = PLACEHOLDER.matcher(name);
            if (placeholder.matches()) {
                return "(?<" + group(placeholder.group(1)) + ">[^/?]++)";
            }
            List<String> literals = new ArrayList<>();
            for (String literal : wildcards ? name.split("\\*", -1) : new String[] {name}) {
                literals.add(literal(PercentEncoding.decoded(literal)));
            }
            requireName(name, isTop);
            return String.join("[^?]*", literals);
        }

        private String group(String called) {
            String group = "site" + (groups.size() + 1);
            if (groups.put(called, group) != null) {
                throw Refused.of(":" + called + " is in it twice", "give each its own name");
            }
            return group;
        }

        private void requireName(String name, boolean isTop) {
            String decoded = PercentEncoding.decoded(name);
            if (isTop && decoded.equals(ABOUT_THE_EDGE)) {
                throw Refused.of("below /-/ an edge speaks of itself", "give another path");
            }
            if (decoded.startsWith(".") && !(isTop && decoded.equals(WELL_KNOWN))) {
                throw Refused.of(
                        "'" + name + "' begins with a dot, and edges answer 404 for what does", "give another path");
            }
            boolean isOdd = decoded.isEmpty() || decoded.chars().anyMatch(c -> "?#\\/".indexOf(c) >= 0);
            if (isOdd || (!wildcards && decoded.contains(WILDCARD))) {
                throw Refused.of(
                        "'" + name + "' is no name in a path",
                        "write names decoded, joined by single slashes, * only in the place of the last one");
            }
        }

        private static String literal(String text) {
            StringBuilder regex = new StringBuilder();
            text.codePoints().forEach(c -> regex.append(literal(c)));
            return regex.toString();
        }

        /** Programs differ in which characters of ASCII they encode; letters and digits none does. */
        private static String literal(int c) {
            if (c < 0x80 && Character.isLetterOrDigit(c)) {
                return Character.toString(c);
            }
            StringBuilder encoded = new StringBuilder();
            for (byte b : Character.toString(c).getBytes(StandardCharsets.UTF_8)) {
                encoded.append('%').append(digit(b >> 4)).append(digit(b));
            }
            return c > ' ' && c <= '~' ? "(?:\\" + Character.toString(c) + "|" + encoded + ")" : encoded.toString();
        }

        private static String digit(int halfByte) {
            char digit = Character.toUpperCase(Character.forDigit(halfByte & 0xF, 16));
            return Character.isDigit(digit) ? String.valueOf(digit) : "[" + Character.toLowerCase(digit) + digit + "]";
        }
    }
}

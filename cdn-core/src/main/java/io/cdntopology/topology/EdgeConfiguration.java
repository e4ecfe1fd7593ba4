package io.cdntopology.topology;

import io.cdntopology.failure.CdnException;
import io.cdntopology.failure.ErrorCode;
import io.cdntopology.failure.Problem;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * What edges say besides the content of files: the same on each edge of a network, whatever it runs on.
 *
 * <pre>{@code
 * EdgeConfiguration.builder()
 *         .cacheControl("/assets/**", "public, max-age=86400")
 *         .header("Content-Security-Policy", "default-src 'self'")
 *         .header("/fonts/**", "Access-Control-Allow-Origin", "*")
 *         .withoutHeader("/embed/**", "X-Frame-Options")
 *         .rateLimit("/search/**", RateLimit.perSecond(5, 20))
 *         .build()
 * }</pre>
 *
 * @param cacheControl how long files may be kept, the first rule that matches decides; where none does, a year for a name
 *     with a fingerprint of its content, such as {@code app.3f9a1c2b.js}, and otherwise not without asking
 * @param headers      what is added to answers; each name once
 * @param notFoundPage the page that is sent with status 404, if the site has it; otherwise a line of text is
 * @param fallback     the page that is sent with status 200 for paths that name no file and have no extension
 * @param rateLimits   how often each client may ask an edge; every one whose pattern a path has applies; up to 8, each pattern
 *     once
 * @param encodings    in what files are kept besides and sent to who takes it, of several the first
 * @param siteRules    whether the site says more itself, in its files {@code _redirects} and {@code _headers}
 */
public record EdgeConfiguration(
        List<FileRule> cacheControl,
        List<ResponseHeader> headers,
        PagePath notFoundPage,
        Optional<PagePath> fallback,
        List<RateRule> rateLimits,
        Set<Encoding> encodings,
        boolean siteRules) {
    /** Each takes memory of its own in an edge. */
    private static final int MAX_RATE_LIMITS = 8;

    private static final String DIRECTIVE = "[A-Za-z-]+(?:=(?:[0-9]+|\"[^\"]*\"))?";
    private static final Pattern DIRECTIVES = Pattern.compile(DIRECTIVE + "(?: *, *" + DIRECTIVE + ")*");

    /** What the {@link #builder()} makes if nothing else is said. */
    public static final EdgeConfiguration DEFAULT = builder().build();

    /**
     * @throws CdnException with {@code INVALID_ARGUMENT} naming each mistake
     */
    public EdgeConfiguration {
        cacheControl = List.copyOf(cacheControl);
        headers = List.copyOf(headers);
        Objects.requireNonNull(notFoundPage, "notFoundPage");
        Objects.requireNonNull(fallback, "fallback");
        rateLimits = List.copyOf(rateLimits);
        encodings = Collections.unmodifiableSortedSet(new TreeSet<>(encodings));
        List<Problem> problems = new ArrayList<>();
        cacheControl.forEach(rule ->
                problems.addAll(problemsOfCacheControl("cacheControl(\"" + rule.files() + "\")", rule.value())));
        requireDistinct(problems, headers);
        requireLimits(problems, rateLimits);
        if (!problems.isEmpty()) {
            throw CdnException.of(ErrorCode.INVALID_ARGUMENT, "Configuring edges", problems);
        }
    }

    /** Starts with the defaults. */
    public static EdgeConfigurationBuilder builder() {
        return new EdgeConfigurationBuilder();
    }

    /**
     * What is wrong with a {@code Cache-Control} header; empty if nothing is.
     *
     * @param where the option, for the report
     */
    public static List<Problem> problemsOfCacheControl(String where, String value) {
        List<Problem> problems = new ArrayList<>();
        ResponseHeader.requireValue(problems, where, value);
        if (problems.isEmpty() && !DIRECTIVES.matcher(value).matches()) {
            problems.add(new Problem(
                    where,
                    "'" + Printable.of(value) + "' is no list of directives",
                    "give one such as \"public, max-age=86400\""));
        }
        return problems;
    }

    private static void requireDistinct(List<Problem> problems, List<ResponseHeader> headers) {
        Set<String> seen = new HashSet<>();
        for (ResponseHeader header : headers) {
            if (!seen.add(header.name().toLowerCase(Locale.ROOT))) {
                problems.add(new Problem(
                        "header(\"" + header.name() + "\")",
                        "there is another one of this name",
                        "give each name once"));
            }
        }
    }

    private static void requireLimits(List<Problem> problems, List<RateRule> rules) {
        if (rules.size() > MAX_RATE_LIMITS) {
            problems.add(new Problem(
                    "rateLimit(…)",
                    "there are " + rules.size(),
                    "give up to " + MAX_RATE_LIMITS + ", of wider patterns"));
        }
        Set<PathPattern> seen = new HashSet<>();
        for (RateRule rule : rules) {
            String where = "rateLimit(\"" + rule.paths() + "\")";
            if (!seen.add(rule.paths())) {
                problems.add(new Problem(where, "there is another one of this pattern", "give each pattern once"));
            }
            requireRange(
                    problems,
                    where,
                    "requests a minute",
                    rule.limit().requestsPerMinute(),
                    1,
                    RateLimit.MAX_REQUESTS_PER_MINUTE);
            requireRange(problems, where, "more at once", rule.limit().burst(), 0, RateLimit.MAX_BURST);
        }
    }

    private static void requireRange(
            List<Problem> problems, String where, String what, long value, long smallest, long largest) {
        if (value < smallest || value > largest) {
            problems.add(
                    new Problem(where, value + " " + what + " is out of range", "give " + smallest + " to " + largest));
        }
    }
}

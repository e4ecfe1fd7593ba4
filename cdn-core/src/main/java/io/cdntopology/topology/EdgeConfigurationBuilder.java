package io.cdntopology.topology;

import io.cdntopology.failure.CdnException;
import io.cdntopology.failure.ErrorCode;
import io.cdntopology.failure.Problem;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/**
 * Describes an {@link EdgeConfiguration}. {@link #build()} names all mistakes at once.
 *
 * <p>Files are named by a {@link PathPattern}. Of several patterns that a file has, the one that was given first decides:
 * give the special before the general. Giving one value twice throws {@link CdnException} with {@code OPTION_SET_TWICE}
 * and names the first value. Used by one thread at a time.
 */
public final class EdgeConfigurationBuilder {
    private static final String LEFT_OUT = "";
    private static final String NOT_FOUND_PAGE = "notFoundPage";
    private static final String FALLBACK = "fallback";
    private static final String EVERY_PATH = "/**";

    /** What does no harm to a site that knows nothing of it. */
    private static final Map<String, String> DEFAULT_HEADERS = orderedDefaults();

    private final Map<String, String> cacheControl = new LinkedHashMap<>();
    private final Map<String, HeaderDraft> headers = new LinkedHashMap<>();
    private final Map<String, String> pages = new LinkedHashMap<>();
    private final Map<String, RateLimit> rateLimits = new LinkedHashMap<>();
    private Set<Encoding> encodings = Set.of(Encoding.values());
    private boolean siteRules;
    private final List<Problem> problems = new ArrayList<>();

    EdgeConfigurationBuilder() {}

    private static Map<String, String> orderedDefaults() {
        Map<String, String> defaults = new LinkedHashMap<>();
        defaults.put("X-Content-Type-Options", "nosniff");
        defaults.put("X-Frame-Options", "SAMEORIGIN");
        defaults.put("Referrer-Policy", "strict-origin-when-cross-origin");
        return defaults;
    }

    /** A header and its values by pattern; without a pattern for every answer. */
    private record HeaderDraft(String name, Map<Optional<String>, String> values) {
        boolean isLeftOutOnly() {
            return values.values().stream().allMatch(LEFT_OUT::equals);
        }
    }

    /**
     * Says how long files may be kept, with or without asking: the {@code Cache-Control} header of what is sent. Default:
     * {@code public, max-age=31536000, immutable} for a name that holds a fingerprint of its content, such as
     * {@code app.3f9a1c2b.js}, and {@code no-cache} for any other. A pattern also decides over fingerprinted names.
     *
     * @param pattern which files
     * @param value   directives, such as {@code public, max-age=86400}
     */
    public EdgeConfigurationBuilder cacheControl(String pattern, String value) {
        set(cacheControl, pattern, value, "cacheControl(\"" + Printable.of(pattern) + "\")");
        return this;
    }

    /**
     * Adds a header to every answer, errors too, or replaces one of the defaults: {@code X-Content-Type-Options: nosniff},
     * {@code X-Frame-Options: SAMEORIGIN}, {@code Referrer-Policy: strict-origin-when-cross-origin}.
     *
     * @param name  see {@link ResponseHeader#name}
     * @param value see {@link ResponseHeader}
     */
    public EdgeConfigurationBuilder header(String name, String value) {
        return header(name, Optional.empty(), value, "header(\"" + Printable.of(name) + "\")");
    }

    /**
     * Adds a header to answers that send certain files, or say that these have not changed; it decides over what every
     * answer has.
     *
     * @param pattern which files
     * @param name    see {@link ResponseHeader#name}
     * @param value   see {@link ResponseHeader}
     */
    public EdgeConfigurationBuilder header(String pattern, String name, String value) {
        return header(
                name,
                Optional.of(pattern),
                value,
                "header(\"" + Printable.of(pattern) + "\", \"" + Printable.of(name) + "\")");
    }

    private EdgeConfigurationBuilder header(String name, Optional<String> pattern, String value, String where) {
        if (value.isEmpty()) {
            problems.add(new Problem(where, "its value is empty", "give one, or call withoutHeader(…)"));
        } else {
            set(draft(name).values(), pattern, value, where);
        }
        return this;
    }

    /** Leaves out one of the headers that every answer has by default; those of patterns stay. */
    public EdgeConfigurationBuilder withoutHeader(String name) {
        set(draft(name).values(), Optional.empty(), LEFT_OUT, "withoutHeader(\"" + Printable.of(name) + "\")");
        return this;
    }

    /** Leaves out a header of every answer where certain files are sent. */
    public EdgeConfigurationBuilder withoutHeader(String pattern, String name) {
        set(
                draft(name).values(),
                Optional.of(pattern),
                LEFT_OUT,
                "withoutHeader(\"" + Printable.of(pattern) + "\", \"" + Printable.of(name) + "\")");
        return this;
    }

    /**
     * Names the page of the site that is sent with status 404. Default: {@code /404.html}. Where a release does not have it, a
     * line of text is sent. It is not kept, and has the headers of every answer.
     *
     * @param path see {@link PagePath}
     */
    public EdgeConfigurationBuilder notFoundPage(String path) {
        set(pages, NOT_FOUND_PAGE, path, NOT_FOUND_PAGE);
        return this;
    }

    /**
     * Names the page of a single-page application, such as {@code /index.html}, that is sent with status 200 for a path that
     * names no file of the site, so that the application can show what it stands for. Default: none, the answer is 404.
     *
     * <p>It is still 404 where the last name of the path has a dot, since a program that asks for a script or an image wants
     * no page; where a name starts with a dot; and below {@code /-/}. Headers and {@code Cache-Control} are those of the page.
     *
     * @param path see {@link PagePath}
     */
    public EdgeConfigurationBuilder fallback(String path) {
        set(pages, FALLBACK, path, FALLBACK);
        return this;
    }

    /**
     * Says how often each client may ask an edge, whatever for: the same as {@code rateLimit("/**", limit)}. Default: as often
     * as it wants to.
     *
     * @param limit how often
     */
    public EdgeConfigurationBuilder rateLimit(RateLimit limit) {
        return rateLimit(EVERY_PATH, limit);
    }

    /**
     * Says how often each client may ask an edge for certain paths. A request too many is answered with status 429, a line of
     * text, and a {@code Retry-After} of whole seconds, and is not counted. Every limit whose pattern a path has applies, up to
     * 8. Default: none.
     *
     * <p>Each edge counts for itself, by the address of the client, as {@link RateLimit} has it: with four edges behind a
     * balancer a client may ask four times as often. Nothing below {@code /-/} is ever limited, and what an edge refuses
     * without a look at the site, such as names that begin with a dot, is not counted. An edge remembers 10,000 clients or
     * more for each limit, those that asked last.
     *
     * @param pattern which paths, of those that are asked for
     * @param limit   how often
     */
    public EdgeConfigurationBuilder rateLimit(String pattern, RateLimit limit) {
        set(rateLimits, pattern, limit, "rateLimit(\"" + Printable.of(pattern) + "\")");
        return this;
    }

    /**
     * Has files neither compressed nor sent so. Default: a host compresses what is live, and edges send that to clients that
     * take it: in gzip's encoding, and in brotli's, which is smaller, where an agent makes it. Browsers take brotli over TLS
     * only, so it is for edges behind what speaks TLS and hands {@code Accept-Encoding} on. Idempotent.
     */
    public EdgeConfigurationBuilder withoutCompression() {
        encodings = Set.of();
        return this;
    }

    /**
     * Has the site say more itself, in the files {@code _redirects} and {@code _headers} at its root, as hosts of static sites
     * have them. They are released with the site, and answer with what is in it; a release whose rules cannot be used is
     * refused, naming file and line. The files themselves are not sent. What they may say is in docs/SITE-RULES.md. Default:
     * they are files as any other. Idempotent.
     *
     * <p>On nginx a release with other rules than the one before is rolled out as a configuration is, within seconds; any other is
     * live as without rules. Not together with a configuration from a repository.
     */
    public EdgeConfigurationBuilder siteRules() {
        siteRules = true;
        return this;
    }

    private HeaderDraft draft(String name) {
        return headers.computeIfAbsent(
                name.toLowerCase(Locale.ROOT), key -> new HeaderDraft(name, new LinkedHashMap<>()));
    }

    private static <K, V> void set(Map<K, V> values, K key, V value, String where) {
        V first = values.putIfAbsent(key, value);
        if (first != null) {
            throw CdnException.of(
                    ErrorCode.OPTION_SET_TWICE,
                    "Configuring edges",
                    new Problem(where, "it was set to '" + Printable.of(first.toString()) + "' before", "set it once"));
        }
    }

    /**
     * Builds the configuration.
     *
     * @throws CdnException with {@code INVALID_ARGUMENT}; {@link CdnException#problems()} names every mistake
     */
    public EdgeConfiguration build() {
        List<Problem> found = new ArrayList<>(problems);
        List<FileRule> caching = rules(found, cacheControl);
        Optional<PagePath> notFoundPage = page(found, pages.getOrDefault(NOT_FOUND_PAGE, "/404.html"));
        Optional<PagePath> fallback = Optional.ofNullable(pages.get(FALLBACK)).flatMap(path -> page(found, path));
        List<RateRule> limits = limits(found);
        check(
                found,
                () -> new EdgeConfiguration(
                        caching, List.of(), new PagePath("/404.html"), Optional.empty(), limits, encodings, siteRules));
        List<ResponseHeader> added = responseHeaders(found);
        if (!found.isEmpty()) {
            throw CdnException.of(ErrorCode.INVALID_ARGUMENT, "Configuring edges", found);
        }
        return new EdgeConfiguration(
                caching, added, notFoundPage.orElseThrow(), fallback, limits, encodings, siteRules);
    }

    private static Optional<PagePath> page(List<Problem> found, String path) {
        return check(found, () -> new PagePath(path));
    }

    private List<ResponseHeader> responseHeaders(List<Problem> found) {
        Map<String, HeaderDraft> drafts = new LinkedHashMap<>();
        DEFAULT_HEADERS.forEach((name, value) ->
                drafts.put(name.toLowerCase(Locale.ROOT), new HeaderDraft(name, Map.of(Optional.empty(), value))));
        headers.forEach((key, draft) -> {
            HeaderDraft standard = drafts.get(key);
            if (standard == null && draft.isLeftOutOnly()) {
                found.add(new Problem(
                        "withoutHeader(\"" + Printable.of(draft.name()) + "\")",
                        "no answer has this header",
                        "leave it out, or correct the name"));
            }
            Map<Optional<String>, String> values = new LinkedHashMap<>(draft.values());
            if (standard != null) {
                standard.values().forEach(values::putIfAbsent);
            }
            drafts.put(key, new HeaderDraft(draft.name(), values));
        });
        List<ResponseHeader> added = new ArrayList<>();
        drafts.values().forEach(draft -> responseHeader(found, draft).ifPresent(added::add));
        return added;
    }

    private static Optional<ResponseHeader> responseHeader(List<Problem> found, HeaderDraft draft) {
        Map<String, String> byFile = new LinkedHashMap<>();
        draft.values().forEach((pattern, value) -> pattern.ifPresent(files -> byFile.put(files, value)));
        String everywhere = draft.values().getOrDefault(Optional.<String>empty(), LEFT_OUT);
        List<FileRule> rules = rules(found, byFile);
        return check(found, () -> new ResponseHeader(draft.name(), everywhere, rules));
    }

    private static List<FileRule> rules(List<Problem> found, Map<String, String> values) {
        List<FileRule> rules = new ArrayList<>();
        values.forEach((pattern, value) -> check(found, () -> new FileRule(new PathPattern(pattern), value))
                .ifPresent(rules::add));
        return rules;
    }

    private List<RateRule> limits(List<Problem> found) {
        List<RateRule> rules = new ArrayList<>();
        rateLimits.forEach((pattern, limit) -> check(found, () -> new RateRule(new PathPattern(pattern), limit))
                .ifPresent(rules::add));
        return rules;
    }

    private static <T> Optional<T> check(List<Problem> found, Supplier<T> value) {
        try {
            return Optional.of(value.get());
        } catch (CdnException e) {
            found.addAll(e.problems());
            return Optional.empty();
        }
    }
}

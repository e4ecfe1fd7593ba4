package io.cdntopology.rules;

import io.cdntopology.failure.CdnException;
import io.cdntopology.failure.Problem;
import io.cdntopology.release.TreeEntry;
import io.cdntopology.release.TreeId;
import io.cdntopology.spi.ContentReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What a site says itself, besides the content of its files: where requests lead, and which headers answers have.
 *
 * <p>Paths are those of requests, percent-encoded as they were sent, without a query. Immutable.
 */
public final class SiteRules {
    /** The files at the root of a site that they are read from. */
    public static final Set<String> FILES = Set.of(RedirectsFile.NAME, HeadersFile.NAME);

    /** Those of a site that has none of the files. */
    public static final SiteRules NONE = new SiteRules(List.of(), List.of());

    /** How many bytes each file may have. */
    public static final int MAX_BYTES = 256 * 1024;

    private static final int MAX_RULES = 2_000;

    private final List<Redirect> redirects;
    private final List<HeaderRule> headers;

    private SiteRules(List<Redirect> redirects, List<HeaderRule> headers) {
        this.redirects = List.copyOf(redirects);
        this.headers = List.copyOf(headers);
    }

    /**
     * Where a request leads.
     *
     * @param status 301, 302, 303, 307 or 308 for a redirect; 200 or 404 for a page of the site
     * @param target the {@code Location}, percent-encoded; or the path of the page, starting with a slash
     */
    public record Answer(int status, String target) {
        public Answer {
            Objects.requireNonNull(target, "target");
        }

        /** Whether a page of the site is sent. */
        public boolean isPage() {
            return status == Redirect.FOUND || status == Redirect.NOT_FOUND;
        }
    }

    /** A header of an answer. */
    public record Header(String name, String value) {
        public Header {
            Objects.requireNonNull(name, "name");
            Objects.requireNonNull(value, "value");
        }

        /** Whether it says how long an answer may be kept: only of one that is the content of a file. */
        public boolean isCacheControl() {
            return name.equalsIgnoreCase(HeaderRule.CACHE_CONTROL);
        }
    }

    /**
     * Reads rules.
     *
     * @param files the content of each of {@link #FILES} that the site has
     * @throws CdnException with {@code CONTENT_REFUSED} naming each mistake by file and line
     */
    public static SiteRules of(Map<String, byte[]> files) {
        List<Problem> problems = new ArrayList<>();
        List<Redirect> redirects = text(files, RedirectsFile.NAME, problems)
                .map(text -> RedirectsFile.read(text, problems))
                .orElse(List.of());
        List<HeaderRule> headers = text(files, HeadersFile.NAME, problems)
                .map(text -> HeadersFile.read(text, problems))
                .orElse(List.of());
        requireFew(problems, RedirectsFile.NAME, redirects.size());
        requireFew(problems, HeadersFile.NAME, headers.size());
        if (!problems.isEmpty()) {
            throw Refused.of(problems);
        }
        return new SiteRules(redirects, headers);
    }

    private static Optional<String> text(Map<String, byte[]> files, String name, List<Problem> problems) {
        byte[] bytes = files.get(name);
        if (bytes == null) {
            return Optional.empty();
        }
        if (bytes.length > MAX_BYTES) {
            problems.add(tooLong(name, bytes.length));
            return Optional.empty();
        }
        try {
            return Optional.of(StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString());
        } catch (CharacterCodingException e) {
            problems.add(new Problem(name, "it is not UTF-8", "save it as UTF-8"));
            return Optional.empty();
        }
    }

    private static void requireFew(List<Problem> problems, String name, int rules) {
        if (rules > MAX_RULES) {
            problems.add(new Problem(
                    name, "it has " + rules + " rules", "give up to " + MAX_RULES + ", with * and :name for several"));
        }
    }

    private static Problem tooLong(String name, long bytes) {
        return new Problem(name, "it has " + bytes + " bytes", "give up to " + MAX_BYTES);
    }

    /**
     * Reads those of a site in a repository.
     *
     * @throws CdnException as {@link #of}, and whatever the reader throws
     */
    static SiteRules of(ContentReader reader, TreeId site) {
        Map<String, byte[]> files = new LinkedHashMap<>();
        List<Problem> problems = new ArrayList<>();
        for (TreeEntry entry : reader.tree(site)) {
            if (!FILES.contains(entry.name())) {
                continue;
            }
            if (!(entry instanceof TreeEntry.File file)) {
                problems.add(new Problem(entry.name(), "it is no file", "make it one, or give it another name"));
            } else if (reader.size(file.blob()) > MAX_BYTES) {
                problems.add(tooLong(entry.name(), reader.size(file.blob())));
            } else {
                files.put(entry.name(), bytes(reader, file));
            }
        }
        if (!problems.isEmpty()) {
            throw Refused.of(problems);
        }
        return of(files);
    }

    private static byte[] bytes(ContentReader reader, TreeEntry.File file) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try {
            reader.copy(file.blob(), bytes);
        } catch (IOException e) {
            throw new UncheckedIOException("a stream in memory does not fail", e);
        }
        return bytes.toByteArray();
    }

    /** Whether there is nothing in them. */
    public boolean isEmpty() {
        return redirects.isEmpty() && headers.isEmpty();
    }

    /** Where a request leads whatever file there is; rules for that are looked at before any other. */
    public Optional<Answer> forced(String path, @Nullable String query) {
        return first(redirects.stream().filter(Redirect::forced), path, query);
    }

    /** Where a request leads for which there is no file. */
    public Optional<Answer> answer(String path, @Nullable String query) {
        return first(redirects.stream(), path, query);
    }

    private static Optional<Answer> first(Stream<Redirect> rules, String path, @Nullable String query) {
        return rules.flatMap(rule -> rule.from().match(path).map(match -> answer(rule, match, query)).stream())
                .findFirst();
    }

    private static Answer answer(Redirect rule, Matcher match, @Nullable String query) {
        if (rule.isPage()) {
            return new Answer(rule.status(), rule.target());
        }
        boolean hasQuery = rule.passesQuery() && query != null && !query.isEmpty();
        String location = match.replaceFirst(rule.target()) + (hasQuery ? "?" + query : "") + rule.fragment();
        return new Answer(rule.status(), location);
    }

    /** The headers that the answer to a request has; of several rules for one, the last decides. */
    public List<Header> headers(String path) {
        Map<String, Header> found = new LinkedHashMap<>();
        headers.stream()
                .filter(rule -> rule.paths().match(path).isPresent())
                .forEach(rule -> found.put(rule.key(), new Header(rule.name(), rule.value())));
        return List.copyOf(found.values());
    }

    /** Those of redirects, in the order in which they are looked at where there is no file. */
    List<Redirect> redirects() {
        return redirects;
    }

    List<HeaderRule> headerRules() {
        return headers;
    }
}

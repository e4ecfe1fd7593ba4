package io.cdntopology.embedded;

import io.cdntopology.topology.EdgeConfiguration;
import io.cdntopology.topology.FileRule;
import io.cdntopology.topology.ResponseHeader;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** The headers that follow from what an edge is told to say, and from the file that an answer is about. Immutable. */
final class SiteHeaders {
    /** The one header that both edges and their configuration have a value for; an answer has both. */
    static final String VARY = "Vary";

    private final List<Rule> cacheControl;
    private final List<Header> headers;

    SiteHeaders(EdgeConfiguration configuration) {
        this.cacheControl = rules(configuration.cacheControl());
        this.headers = configuration.headers().stream().map(Header::of).toList();
    }

    private record Rule(Pattern files, String value) {}

    private record Header(String name, String value, List<Rule> files) {
        static Header of(ResponseHeader header) {
            return new Header(header.name(), header.value(), rules(header.files()));
        }

        String valueFor(Reply reply) {
            return reply.file().flatMap(path -> first(files, path)).orElse(value);
        }
    }

    private static List<Rule> rules(List<FileRule> rules) {
        return rules.stream()
                .map(rule -> new Rule(Pattern.compile(rule.files().regex()), rule.value()))
                .toList();
    }

    private static Optional<String> first(List<Rule> rules, String path) {
        return rules.stream()
                .filter(rule -> rule.files().matcher(path).matches())
                .map(Rule::value)
                .findFirst();
    }

    /** The {@code Cache-Control} header for a file of the site. */
    String cacheControl(String path) {
        return first(cacheControl, path).orElseGet(() -> CachePolicy.of(path.substring(path.lastIndexOf('/') + 1)));
    }

    /** A copy of an answer with the headers that it is to have besides; of those that it has, none is another one. */
    Reply added(Reply reply) {
        Reply with = reply;
        for (Header header : headers) {
            String value = header.valueFor(reply);
            boolean isSaid = value.isEmpty()
                    || (with.has(header.name()) && !header.name().equalsIgnoreCase(VARY));
            with = isSaid ? with : added(with, header.name(), value);
        }
        return with;
    }

    /** A copy with one header more; what was said of it before is replaced, but for what answers vary by. */
    static Reply added(Reply reply, String name, String value) {
        if (!name.equalsIgnoreCase(VARY)) {
            return reply.with(name, value);
        }
        String before = reply.headers().get(VARY);
        return reply.with(VARY, before == null ? value : before + ", " + value);
    }
}

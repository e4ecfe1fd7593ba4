package io.cdntopology.docker;

import io.cdntopology.topology.EdgeConfiguration;
import io.cdntopology.topology.FileRule;
import io.cdntopology.topology.ResponseHeader;
import java.util.List;
import java.util.stream.Collectors;

/** The headers of answers in a generated configuration, and the variables that they follow from. */
final class NginxHeaders {
    /** For answers that send a file, or say that it has not changed; a range has the status of the whole at that time. */
    private static final String FILE = "~^(?:200|304) ";

    private static final String ABOUT_THE_EDGE = FILE + "/-/(?:health|release)$";

    /** The end of a path whose last name holds a fingerprint. */
    static final String FINGERPRINTED = "[/.-](?:HEXADECIMAL|MIXED)\\.[^./]*$"
            .replace("HEXADECIMAL", hexadecimalFingerprint())
            .replace("MIXED", mixedFingerprint());

    private static final String FINGERPRINT = FILE + ".*" + FINGERPRINTED;

    /** What the rules of a site say of it decides for what is kept. */
    private static final String RULED_CACHE_CONTROL = """
            map "$status $said_cache_control" $ruled_cache_control {
                default $cache_control;
                "~^(?:200|304) (?<site_cache_control>.+)$" $site_cache_control;
            }
            """;

    private static final String ALWAYS = """
            add_header Cache-Control CACHE_CONTROL always;
            add_header X-Cdn-Release $commit always;
            add_header Retry-After $retry_after always;
            add_header Allow $allow always;
            # The time of a file follows from its content, and says nothing of when it changed.
            add_header Last-Modified "" always;
            """;

    private final EdgeConfiguration configuration;

    NginxHeaders(EdgeConfiguration configuration) {
        this.configuration = configuration;
    }

    /** The variables that the directives need, for the block of {@code http}. */
    String maps() {
        return cacheControl() + byFile() + (configuration.siteRules() ? RULED_CACHE_CONTROL + ruled() : "");
    }

    /** What the rules of a site say of a header takes the place of what is said here. */
    private String ruled() {
        StringBuilder maps = new StringBuilder();
        for (int i = 0; i < configuration.headers().size(); i++) {
            ResponseHeader header = configuration.headers().get(i);
            if (isRuled(header)) {
                String rules = line("default", "") + line("", own(i));
                maps.append("map ")
                        .append(said(header))
                        .append(' ')
                        .append(ruled(i))
                        .append(" {\n");
                maps.append(rules.indent(4)).append("}\n");
            }
        }
        return maps.toString();
    }

    /** An answer may have several of that one. */
    private boolean isRuled(ResponseHeader header) {
        return configuration.siteRules() && !header.name().equalsIgnoreCase("Vary");
    }

    /** The variable of what the rules of a site say of it, as they spell it; empty if they say nothing. */
    private static String said(ResponseHeader header) {
        return "$said_" + ResponseHeader.variable(header.name());
    }

    private static String ruled(int number) {
        return "$ruled_header_" + number;
    }

    /** What the rules of a site may say and have not said, for the block of {@code server}, before what they say. */
    String unsaid() {
        return configuration.siteRules()
                ? "set $said_cache_control \"\";\n"
                        + configuration.headers().stream()
                                .filter(this::isRuled)
                                .map(header -> "set " + said(header) + " \"\";\n")
                                .collect(Collectors.joining())
                : "";
    }

    /**
     * A name that holds a fingerprint never gets other content. What is asked about the edge, and what is no content, is
     * not kept.
     */
    private String cacheControl() {
        return map(
                "$cache_control",
                line("default", "no-store")
                        + line(ABOUT_THE_EDGE, "no-store")
                        + lines(configuration.cacheControl())
                        + line(FINGERPRINT, "public, max-age=31536000, immutable")
                        + line("~^(?:200|301|304) ", "no-cache"));
    }

    /** For each header that files have values of their own of; by its number, as a name need not be one of a variable. */
    private String byFile() {
        StringBuilder maps = new StringBuilder();
        for (int i = 0; i < configuration.headers().size(); i++) {
            ResponseHeader header = configuration.headers().get(i);
            if (!header.files().isEmpty()) {
                String everywhere = line("default", header.value()) + line(ABOUT_THE_EDGE, header.value());
                maps.append(map(variable(i), everywhere + lines(header.files())));
            }
        }
        return maps.toString();
    }

    private static String variable(int number) {
        return "$header_" + number;
    }

    /** Of the rules of a map, nginx takes the first that matches. */
    private static String map(String variable, String rules) {
        return "map \"$status $uri\" " + variable + " {\n" + rules.indent(4) + "}\n";
    }

    private static String lines(List<FileRule> rules) {
        return rules.stream()
                .map(rule -> line(FILE + rule.files().regex() + "$", rule.value()))
                .collect(Collectors.joining());
    }

    private static String line(String key, String value) {
        return quoted(key) + " " + quoted(value) + ";\n";
    }

    /** The directives; a location that adds one header loses all of these. */
    String directives() {
        StringBuilder directives = new StringBuilder(
                ALWAYS.replace("CACHE_CONTROL", configuration.siteRules() ? "$ruled_cache_control" : "$cache_control"));
        for (int i = 0; i < configuration.headers().size(); i++) {
            ResponseHeader header = configuration.headers().get(i);
            String value = isRuled(header) ? ruled(i) : quoted(own(i));
            if (!header.files().isEmpty() || !header.value().isEmpty()) {
                directives
                        .append("add_header ")
                        .append(header.name())
                        .append(' ')
                        .append(value)
                        .append(" always;\n");
            }
        }
        return directives.toString();
    }

    /** What is said here of a header: its value, or the variable of it. */
    private String own(int number) {
        ResponseHeader header = configuration.headers().get(number);
        return header.files().isEmpty() ? header.value() : variable(number);
    }

    /**
     * A text as one parameter of a directive, of which nothing in it is the end. nginx takes a variable for what it holds in
     * quotes, too: only the caller knows whether one is meant.
     */
    static String quoted(String text) {
        return "\"" + text.replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
    }

    /** 8 or more hexadecimal digits in one letter case, among them a digit and a letter, but not the end of a UUID. */
    private static String hexadecimalFingerprint() {
        String digit = "(?=[a-fA-F]*[0-9])";
        String letter = "(?=[0-9]*[a-fA-F])";
        String group = "[0-9a-fA-F]";
        String uuid = group + "{8}-" + (group + "{4}-").repeat(3) + group + "{12}";
        return digit + letter + "(?:[0-9a-f]{8,}|[0-9A-F]{8,})(?<!" + uuid + ")";
    }

    /**
     * 8 letters of both cases, digits and underscores, which change from one kind to another at least five times: six
     * rows of a kind, each of which leaves nothing of its kind behind it.
     */
    private static String mixedFingerprint() {
        String length = "(?=[A-Za-z0-9_]{8}\\.)";
        String kinds = "(?=[a-z0-9_]*[A-Z])(?=[A-Z0-9_]*[a-z])(?=[A-Za-z_]*[0-9])";
        return length + kinds + "(?:[A-Z]++|[a-z]++|[0-9]++|_++){6,}";
    }
}

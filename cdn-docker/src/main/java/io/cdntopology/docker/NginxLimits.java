package io.cdntopology.docker;

import io.cdntopology.topology.RateLimit;
import io.cdntopology.topology.RateRule;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * How often a generated configuration lets each client ask. nginx counts what reaches the location of content, once for each
 * request: what it said before that, and what is about the edge, does not count. Nothing is said where there is no limit.
 *
 * <p>A zone of 10 MB has room for 80,000 clients; nginx forgets the one that asked longest ago. It keeps a zone across a
 * reload, and refuses another key of it: the key is the same variable each time.
 */
final class NginxLimits {
    private static final String KEY = """
            map $uri $limit_NUMBER {
                default "";
                "~^/-/" "";
                PATHS $binary_remote_addr;
            }
            limit_req_zone $limit_NUMBER zone=cdn_limit_NUMBER:10m rate=RATEr/m;
            """;

    /** Of those that apply the slowest comes first. */
    private static final String SECONDS = """
            map $uri $limit_seconds {
                default 1;
            PATHS
            }
            """;

    /** Its log of errors is for what is wrong with the edge. */
    private static final String DIRECTIVES = """
            limit_req_status 429;
            limit_req_log_level info;
            """;

    private static final String ERROR = """
            error_page 429 @limited;
            location @limited {
                set $retry_after $limit_seconds;
                return 429 "Too many requests, ask again later\\n";
            }
            """;

    private final List<RateRule> rules;

    NginxLimits(List<RateRule> rules) {
        this.rules = rules;
    }

    /** What is counted, for the block of {@code http}. */
    String zones() {
        if (rules.isEmpty()) {
            return "";
        }
        String seconds = rules.stream()
                .sorted(Comparator.comparing(rule -> rule.limit().requestsPerMinute()))
                .map(rule -> paths(rule) + " " + rule.limit().retryAfter().toSeconds() + ";\n")
                .collect(Collectors.joining());
        return forEach(KEY) + SECONDS.replace("PATHS\n", seconds.indent(4));
    }

    /** The limits, for the location of content. */
    String directives() {
        return rules.isEmpty() ? "" : DIRECTIVES + forEach("limit_req zone=cdn_limit_NUMBER BURST;\n");
    }

    /** What is said to who asks too often, for the block of {@code server}. */
    String error() {
        return rules.isEmpty() ? "" : ERROR;
    }

    /** By number, as a pattern can be in no name. */
    private String forEach(String text) {
        return IntStream.range(0, rules.size())
                .mapToObj(number -> text.replace("NUMBER", String.valueOf(number))
                        .replace(
                                "RATE", String.valueOf(rules.get(number).limit().requestsPerMinute()))
                        .replace("BURST", burst(rules.get(number).limit()))
                        .replace("PATHS", paths(rules.get(number))))
                .collect(Collectors.joining());
    }

    /** nginx takes no burst of 0, but for what there is without one. */
    private static String burst(RateLimit limit) {
        return limit.burst() == 0 ? "nodelay" : "burst=" + limit.burst() + " nodelay";
    }

    private static String paths(RateRule rule) {
        return NginxHeaders.quoted("~^" + rule.paths().regex() + "$");
    }
}

package io.cdntopology.docker;

import io.cdntopology.topology.EdgeConfiguration;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Which page a generated configuration sends where there is no file. Named locations are entered without a look at the release
 * that is live by then. These pages are sent as they are, whatever a client takes.
 */
final class NginxPages {
    /** For what may be a page: a directory, or a name without a dot; nothing hidden, and nothing about the edge. */
    private static final String FALLBACK = """
            location @fallback {
                root $release/site;
                default_type text/html;
                error_page 404 @absent;
                set $vary "";
                if ($uri !~ "^/(?!-/)(?:[^./][^/]*/)*(?:index\\.html|[^./]*)$") {
                    return 404;
                }
                try_files PAGE =404;
            }
            """;

    private static final String ABSENT = """
            location @absent {
                root $release/site;
                default_type text/html;
                etag off;
                error_page 404 @no_page;
                try_files PAGE @no_page;
            }
            location @no_page {
                return 404 "There is no such file\\n";
            }
            """;

    /**
     * An asset that a page of an earlier release needs, which may still be open: what has such a name has never had other
     * content. {@code 404.html} and the like come after it.
     */
    private static final String EARLIER = """
            recursive_error_pages on;
            error_page 404 = @earlier;
            location @earlier {
                default_type application/octet-stream;
                error_page 404 NEXT;
                if ($uri !~ FINGERPRINTED) {
                    return 404;
                }
            LOOK
                root $release/$earlier/site;
            }
            """;

    private static final String LOOK = """
            if (-f $release/earlier-NUMBER/site$uri) {
                set $earlier earlier-NUMBER;
            }
            """;

    private NginxPages() {}

    /**
     * The locations, and what leads to them.
     *
     * @param earlier in how many releases before the live one assets are looked for
     */
    static String locations(EdgeConfiguration configuration, int earlier) {
        String fallback = configuration
                .fallback()
                .map(page -> FALLBACK.replace("PAGE", page.text()))
                .orElse("");
        String last = fallback.isEmpty() ? "@absent" : "= @fallback";
        String rules = configuration.siteRules() ? NginxSiteRules.locations(last) : "";
        return earlier(rules.isEmpty() ? last : NginxSiteRules.LOCATION, earlier)
                + rules
                + fallback
                + ABSENT.replace("PAGE", configuration.notFoundPage().text());
    }

    private static String earlier(String next, int count) {
        // The last that has it is the one that was live last.
        String looks = IntStream.rangeClosed(1, count)
                .map(number -> count + 1 - number)
                .mapToObj(number -> LOOK.replace("NUMBER", String.valueOf(number)))
                .collect(Collectors.joining());
        return EARLIER.replace("NEXT", next)
                .replace("FINGERPRINTED", NginxHeaders.quoted(NginxHeaders.FINGERPRINTED))
                .replace("LOOK\n", ("set $vary \"\";\nset $earlier none;\n" + looks + NginxTypes.types()).indent(4));
    }
}

package io.cdntopology.docker;

import io.cdntopology.topology.EdgeConfiguration;

/**
 * Which page a generated configuration sends where there is no file. Named locations are entered without a look at the release
 * that is live by then. These pages are sent as they are, whatever a client takes.
 */
final class NginxPages {
    /** For what may be a page: a directory, or a name without a dot; nothing hidden, and nothing about the edge. */
    private static final String TO_FALLBACK = """
            recursive_error_pages on;
            error_page 404 = @fallback;
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

    private NginxPages() {}

    /** The locations, and what leads to them. */
    static String locations(EdgeConfiguration configuration) {
        String way = configuration
                .fallback()
                .map(page -> TO_FALLBACK.replace("PAGE", page.text()))
                .orElse("error_page 404 @absent;\n");
        return way + ABSENT.replace("PAGE", configuration.notFoundPage().text());
    }
}

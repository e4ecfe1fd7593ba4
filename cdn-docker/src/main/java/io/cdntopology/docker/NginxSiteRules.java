package io.cdntopology.docker;

import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * How a generated configuration asks the rules of a site, which come in files of their own: {@code $site_forced} says where a
 * request leads whatever there is, {@code $site_redirect} where it leads when there is no file, each by a status, a space, and
 * a target.
 */
final class NginxSiteRules {
    /** What is entered where there is no file. */
    static final String LOCATION = "= @site_redirect";

    private static final String FILES = "^/_(?:headers|redirects)$";

    private static final String LEADS = """
            if (VARIABLE ~ "^STATUS (?<site_to>.+)$") {
                return STATUS $site_to;
            }
            """;

    /** A page that is sent in any case takes the place of what was asked for. */
    private static final String FORCED = """
            # What they say of headers.
            include site.d/*.conf;
            # The rules themselves.
            if ($uri ~ "FILES") {
                return 404;
            }
            LEADS
            if ($site_forced ~ "^404 ") {
                return 404;
            }
            if ($site_forced ~ "^200 (?<site_page>.+)$") {
                rewrite ^ $site_page;
            }
            """;

    private static final String ABSENT = """
            location @site_redirect {
                root $release/site;
            TYPES
                default_type application/octet-stream;
                error_page 404 NEXT;
                set $vary "";
                if ($uri ~ "HIDDEN|FILES") {
                    return 404;
                }
            LEADS
                if ($site_redirect ~ "^404 (?<site_page>.+)$") {
                    error_page 404 @site_absent;
                    return 404;
                }
                if ($site_redirect !~ "^200 (?<site_page>.+)$") {
                    return 404;
                }
                try_files $site_page =404;
            }
            location @site_absent {
                root $release/site;
                default_type text/html;
                etag off;
                error_page 404 @absent;
                try_files $site_page @absent;
            }
            """;

    private NginxSiteRules() {}

    /** What comes before a file is looked for, for the block of {@code server}; headers first, which a redirect has, too. */
    static String directives() {
        return FORCED.replace("LEADS\n", leads("$site_forced")).replace("FILES", FILES);
    }

    /**
     * What comes where there is no file.
     *
     * @param next where it goes on when no rule is for the request
     */
    static String locations(String next) {
        return ABSENT.replace("TYPES\n", NginxTypes.types().indent(4))
                .replace("LEADS\n", leads("$site_redirect").indent(4))
                .replace("HIDDEN", NginxRequests.HIDDEN)
                .replace("FILES", FILES)
                .replace("NEXT", next);
    }

    private static String leads(String variable) {
        return Stream.of("301", "302", "303", "307", "308")
                .map(status -> LEADS.replace("VARIABLE", variable).replace("STATUS", status))
                .collect(Collectors.joining());
    }
}

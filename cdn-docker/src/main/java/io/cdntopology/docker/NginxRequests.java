package io.cdntopology.docker;

/**
 * What a generated configuration does with each request before it looks for a file: which release answers it, and what it
 * may ask for. Conditions rather than maps, where either would do: nginx takes seven milliseconds to read a map.
 */
final class NginxRequests {
    /** Where a release is, as a path without links names it; the first part of its name is the commit. */
    private static final String COMMIT = """
            map $release $commit {
                default "";
                "~^CONTENT_ROOT/\\.cdn/releases/(?<release_commit>[0-9a-f]{40})-[0-9a-f]{40}$" $release_commit;
            }
            """;

    private static final String RELEASE = """
            # The release is found here, once for each request. After an internal redirect nginx would come by here
            # again: let there be none.
            root CONTENT_ROOT/current;
            if (-d CONTENT_ROOT/current/site) {
                set $release $realpath_root;
            }
            """;

    private static final String REFUSED = """
            uninitialized_variable_warn off;
            if ($request_method = OPTIONS) {
                set $allow "GET, HEAD, OPTIONS";
                return 204;
            }
            if ($request_method !~ "^(?:GET|HEAD)$") {
                return 405;
            }
            # nginx decodes a path and takes dot segments out of it. What somebody else might read in another way is
            # refused, as it was sent ...
            if ($request_uri ~* "^[^?]*(?:[^!-~]|#|%2f|/(?:\\.|%2e){1,2}(?:[/?]|$))") {
                return 400 "This path is refused\\n";
            }
            # ... and decoded: control characters, backslashes, and what is not UTF-8.
            if ($uri ~ "[\\x00-\\x1F\\x5C\\x7F]|\\xC2[\\x80-\\x9F]") {
                return 400 "This path is refused\\n";
            }
            if ($uri !~ "^(?:UTF_8)*+$") {
                return 400 "This path is refused\\n";
            }
            if ($commit = "") {
                return 503;
            }
            # Names that begin with a dot, but for the directory that RFC 8615 has for what is public.
            if ($uri ~ "^(?!/\\.well-known/(?!(?:.*/)?\\.)).*/\\.") {
                return 404;
            }
            # A directory is its index, if that is a file.
            if ($uri ~ "/$") {
                set $index "$release/site${uri}index.html";
            }
            if (-d $index) {
                return 404;
            }
            rewrite "/$" "${uri}index.html";
            """.replace("UTF_8", utf8());

    private NginxRequests() {}

    /** The variables that the directives need, for the block of {@code http}. */
    static String maps(String contentRoot) {
        return COMMIT.replace("CONTENT_ROOT", contentRoot.replace(".", "\\."));
    }

    /** The directives, for the block of {@code server}. */
    static String directives(String contentRoot) {
        return RELEASE.replace("CONTENT_ROOT", contentRoot) + REFUSED;
    }

    /** One well-formed character in UTF-8, or a row of ASCII: PCRE itself takes nothing else in its mode for UTF-8. */
    private static String utf8() {
        return String.join(
                "|",
                "[\\x00-\\x7F]++",
                "[\\xC2-\\xDF][\\x80-\\xBF]",
                "\\xE0[\\xA0-\\xBF][\\x80-\\xBF]",
                "[\\xE1-\\xEC\\xEE\\xEF][\\x80-\\xBF]{2}",
                "\\xED[\\x80-\\x9F][\\x80-\\xBF]",
                "\\xF0[\\x90-\\xBF][\\x80-\\xBF]{2}",
                "[\\xF1-\\xF3][\\x80-\\xBF]{3}",
                "\\xF4[\\x80-\\x8F][\\x80-\\xBF]{2}");
    }
}

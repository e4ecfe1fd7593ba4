package io.cdntopology.docker;

import io.cdntopology.release.CommitId;

/**
 * What a generated configuration does with each request before it looks for a file: which release answers it, and what it
 * may ask for. Conditions rather than maps, where either would do: nginx takes ten milliseconds to read a map.
 */
final class NginxRequests {
    /**
     * A release is where a path without links names it, and the first part of its name is the commit. nginx finds that path
     * anew each time it is asked for a value of it, five calls of the kernel, and {@code set} asks twice; a condition asks once.
     * It complains if there is no pointer.
     */
    private static final String RELEASE = """
            uninitialized_variable_warn off;
            # The release is found here, once for each request. After an internal redirect nginx would come by here
            # again: let there be none.
            set $pointer CONTENT_ROOT;
            if (-d POINTER/site) {
                set $pointer POINTER;
            }
            root $pointer;
            if ($realpath_root ~ "^(?<release>PATTERN/\\.cdn/releases/(?<commit>COMMIT_ID)-[0-9a-f]{40})$") {
            }
            """;

    /** A request that nginx refuses before it looks at what is asked for does not come by here, and is logged without them. */
    private static final String LOGGED = """
            # What a client chooses is cut, and to printable ASCII, so that each line is JSON and of bounded length.
            if ($request_method ~ "^(?<logged_method>[!-~]{1,16})") {
            }
            if ($request_uri ~ "^(?<logged_uri>[!-~]{1,1000})") {
            }
            if ($http_user_agent ~ "^(?<logged_agent>[ -~]{1,200})") {
            }
            """;

    static final String HIDDEN = "^(?!/\\.well-known/(?!(?:.*/)?\\.)).*/\\.";

    private static final String REFUSED =
            """
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
            if ($uri !~ "^(?:CHARACTERS)*+\\z") {
                return 400 "This path is refused\\n";
            }
            if ($commit = "") {
                return 503;
            }
            # Names that begin with a dot, but for the directory that RFC 8615 has for what is public.
            if ($uri ~ "HIDDEN") {
                return 404;
            }
            # A directory is its index ...
            if ($uri ~ "/$") {
                set $index "$release/site${uri}index.html";
            }
            rewrite "/$" "${uri}index.html";
            """.replace("CHARACTERS", characters()).replace("HIDDEN", HIDDEN);

    private NginxRequests() {}

    /**
     * The directives, for the block of {@code server}.
     *
     * @param pointer the path of the link to the release that is served, or a variable that holds it
     */
    static String directives(NginxSettings settings, String pointer) {
        String contentRoot = settings.contentRoot();
        return RELEASE.replace("CONTENT_ROOT", contentRoot)
                        .replace("POINTER", pointer)
                        .replace("PATTERN", contentRoot.replace(".", "\\."))
                        .replace("COMMIT_ID", CommitId.REGEX)
                + LOGGED
                + NginxTls.redirect(settings.tls())
                + REFUSED;
    }

    /**
     * One well-formed character in UTF-8 that may be in a path, or a row of ASCII: PCRE itself takes nothing else in its mode
     * for UTF-8.
     */
    private static String characters() {
        return String.join(
                "|",
                "[ -\\[\\]-~]++",
                "\\xC2[\\xA0-\\xBF]",
                "[\\xC3-\\xDF][\\x80-\\xBF]",
                "\\xE0[\\xA0-\\xBF][\\x80-\\xBF]",
                "[\\xE1-\\xEC\\xEE\\xEF][\\x80-\\xBF]{2}",
                "\\xED[\\x80-\\x9F][\\x80-\\xBF]",
                "\\xF0[\\x90-\\xBF][\\x80-\\xBF]{2}",
                "[\\xF1-\\xF3][\\x80-\\xBF]{3}",
                "\\xF4[\\x80-\\x8F][\\x80-\\xBF]{2}");
    }
}

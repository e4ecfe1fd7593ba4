package io.cdntopology.docker;

/**
 * The variables of a generated configuration that say what a request may ask for. nginx works one out when it is first
 * used.
 */
final class NginxMaps {
    /** Where a release is, as a path without links names it; the first part of its name is the commit. */
    private static final String COMMIT = """
            map $release $commit {
                default "";
                "~^CONTENT_ROOT/\\.cdn/releases/(?<release_commit>[0-9a-f]{40})-[0-9a-f]{40}$" $release_commit;
            }
            """;

    private static final String REFUSED = """
            # nginx decodes a path and takes dot segments out of it. What somebody else might read in another way is
            # refused, as it was sent ($request_uri) ...
            map $request_uri $refused {
                default $refused_name;
                "~*^[^?]*(?:[^!-~]|#|%2f|/(?:\\.|%2e){1,2}(?:[/?]|$))" 1;
            }
            # ... and decoded ($uri): control characters, backslashes, and what is not UTF-8.
            map $uri $refused_name {
                default 1;
                "~[\\x00-\\x1F\\x5C\\x7F]|\\xC2[\\x80-\\x9F]" 1;
                "~^(?:UTF_8)*+$" 0;
            }
            """.replace("UTF_8", utf8());

    private static final String HIDDEN = """
            map $uri $hidden {
                default 0;
                "~^/\\.well-known/(?!(?:.*/)?\\.)" 0;
                "~/\\." 1;
            }
            """;

    private NginxMaps() {}

    static String text(String contentRoot) {
        return COMMIT.replace("CONTENT_ROOT", contentRoot.replace(".", "\\.")) + REFUSED + HIDDEN;
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

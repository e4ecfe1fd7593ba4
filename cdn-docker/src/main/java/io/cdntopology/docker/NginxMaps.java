package io.cdntopology.docker;

/**
 * The variables of a generated configuration that follow from a request: what it may ask for, and what headers its
 * response has. nginx works one out when it is first used.
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

    private static final String CACHE_CONTROL =
            """
            # A name that holds a fingerprint never gets other content. What is asked about the edge, and what is no
            # content, is not kept.
            map "$status $uri" $cache_control {
                default no-store;
                "~^(?:200|304) /-/(?:health|release)$" no-store;
                "~^(?:200|304) .*[/.-]HEXADECIMAL\\.[^./]*$" "public, max-age=31536000, immutable";
                "~^(?:200|304) .*[/.-]MIXED\\.[^./]*$" "public, max-age=31536000, immutable";
                "~^(?:200|301|304) " no-cache;
            }
            """.replace("HEXADECIMAL", hexadecimalFingerprint()).replace("MIXED", mixedFingerprint());

    private static final String OTHER_HEADERS = """
            map $status $retry_after {
                default "";
                503 1;
            }
            map $request_method $allow {
                default "GET, HEAD, OPTIONS";
                GET "";
                HEAD "";
            }
            """;

    private NginxMaps() {}

    static String text(String contentRoot) {
        return COMMIT.replace("CONTENT_ROOT", contentRoot.replace(".", "\\."))
                + REFUSED
                + HIDDEN
                + CACHE_CONTROL
                + OTHER_HEADERS;
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

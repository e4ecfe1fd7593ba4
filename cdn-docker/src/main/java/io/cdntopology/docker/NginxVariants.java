package io.cdntopology.docker;

import io.cdntopology.spi.Variants;

/**
 * How a generated configuration sends a file in gzip's encoding to clients that take it: the variant beside it, if there is
 * one. The module for static gzip is not used, as it takes any {@code .gz} beside a file, however old.
 */
final class NginxVariants {
    /** A 304 says nothing of encodings, and what is no file has none. */
    private static final String ENCODING = """
            map $status$encoding $content_encoding {
                default "";
                200gzip gzip;
            }
            """;

    /** A range is one of the file itself, so that nobody puts parts of two encodings together. */
    private static final String DIRECTIVES = """
            set $file $uri;
            if ($uri ~* "^(?<directory>.*/)(?<name>[^/]*\\.(?:EXTENSIONS))$") {
                set $vary Accept-Encoding;
                set $variant "${directory}DIRECTORY/$name";
                set $variant_path "$release/site$variant";
            }
            if ($http_accept_encoding !~* "ACCEPTED") {
                set $variant_path "";
            }
            if ($http_range) {
                set $variant_path "";
            }
            if (-f $variant_path) {
                set $encoding gzip;
                set $file $variant;
            }
            """;

    private static final String HEADERS = """
            add_header Content-Encoding $content_encoding;
            add_header Vary $vary;
            """;

    private NginxVariants() {}

    /** The variable that the headers need, for the block of {@code http}. */
    static String maps() {
        return ENCODING;
    }

    /**
     * The directives that find out which file is sent, for the block of {@code server}, where {@code $uri} names the file that is
     * asked for and {@code $release} is known: {@code $file} is its path in the site.
     */
    static String directives() {
        return DIRECTIVES
                .replace("EXTENSIONS", String.join("|", Variants.EXTENSIONS))
                .replace("DIRECTORY", Variants.DIRECTORY)
                .replace("ACCEPTED", Variants.ACCEPTED);
    }

    /** The headers that tell of it. */
    static String headers() {
        return HEADERS;
    }
}

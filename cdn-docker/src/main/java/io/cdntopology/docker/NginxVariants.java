package io.cdntopology.docker;

import io.cdntopology.spi.Variants;
import io.cdntopology.topology.Encoding;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * How a generated configuration sends a file in another encoding to clients that take it: the variant beside it, if there is
 * one. The modules for static files are not used: that for gzip takes any {@code .gz} beside a file, however old, and a stock
 * nginx has none for brotli.
 */
final class NginxVariants {
    /** A 304 says nothing of encodings, and what is no file has none. */
    private static final String ENCODING = """
            map $status$encoding $content_encoding {
                default "";
            TOKENS
            }
            """;

    private static final String FILE = """
            set $file $uri;
            """;

    private static final String FOUND = """
            if ($uri ~* "^(?<directory>.*/)(?<name>[^/]*\\.(?:EXTENSIONS))$") {
                set $vary Accept-Encoding;
            PATHS
            }
            """;

    private static final String PATHS = """
            set $variant_TOKEN "${directory}DIRECTORY/$name";
            set $variant_TOKEN_path "$release/site$variant_TOKEN";
            """;

    private static final String ACCEPTED = """
            if ($http_accept_encoding !~* "ACCEPTED") {
                set $variant_TOKEN_path "";
            }
            """;

    /** A range is one of the file itself, so that nobody puts parts of two encodings together. */
    private static final String RANGE = """
            if ($http_range) {
            NONE
            }
            """;

    private static final String CHOSEN = """
            if (-f $variant_TOKEN_path) {
                set $encoding TOKEN;
                set $file $variant_TOKEN;
            }
            """;

    private static final String HEADERS = """
            add_header Content-Encoding $content_encoding;
            add_header Vary $vary;
            """;

    /** The last that is found is sent. */
    private final List<Encoding> encodings;

    NginxVariants(Set<Encoding> encodings) {
        this.encodings = reversed(encodings);
    }

    private static List<Encoding> reversed(Set<Encoding> encodings) {
        List<Encoding> reversed = new ArrayList<>(encodings);
        Collections.reverse(reversed);
        return List.copyOf(reversed);
    }

    /** The variable that the headers need, for the block of {@code http}. */
    String maps() {
        return encodings.isEmpty()
                ? ""
                : ENCODING.replace("TOKENS\n", forEach("200TOKEN TOKEN;\n").indent(4));
    }

    /**
     * The directives that find out which file is sent, for the block of {@code server}, where {@code $uri} names the file that is
     * asked for and {@code $release} is known: {@code $file} is its path in the site.
     */
    String directives() {
        return encodings.isEmpty()
                ? FILE
                : FILE
                        + FOUND.replace("EXTENSIONS", String.join("|", Variants.EXTENSIONS))
                                .replace("PATHS\n", forEach(PATHS).indent(4))
                        + forEach(ACCEPTED)
                        + RANGE.replace(
                                "NONE\n",
                                forEach("set $variant_TOKEN_path \"\";\n").indent(4))
                        + forEach(CHOSEN);
    }

    /** The headers that tell of it. */
    String headers() {
        return encodings.isEmpty() ? "" : HEADERS;
    }

    private String forEach(String text) {
        return encodings.stream()
                .map(encoding -> text.replace("TOKEN", encoding.token())
                        .replace("DIRECTORY", Variants.directory(encoding))
                        .replace("ACCEPTED", Variants.accepted(encoding)))
                .collect(Collectors.joining());
    }
}

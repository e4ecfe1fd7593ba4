package io.cdntopology.docker;

import java.util.stream.Collectors;

/**
 * The content types that nginx sends, by extension: those of every edge, since the list that comes with nginx differs
 * between its packages and lacks some.
 */
final class NginxTypes {
    /** What {@code charset_types} holds without being told, and complains about when it is told. */
    private static final String ALWAYS_TEXT = "text/html";

    /** What is text, and sent as UTF-8. One line per type: the type, then its extensions. */
    private static final String TEXT = """
            text/html html htm
            text/css css
            text/javascript js mjs
            text/plain txt text log
            text/markdown md
            text/csv csv
            text/calendar ics
            text/vtt vtt
            application/xml xml xsl
            application/rss+xml rss
            application/atom+xml atom
            application/xhtml+xml xhtml
            """;

    /** What says itself how it is encoded. */
    private static final String OTHERS = """
            application/json json map
            application/ld+json jsonld
            application/geo+json geojson
            application/manifest+json webmanifest
            application/wasm wasm
            application/pdf pdf
            application/zip zip
            application/gzip gz
            application/x-tar tar
            application/epub+zip epub
            image/svg+xml svg
            image/png png
            image/apng apng
            image/jpeg jpg jpeg
            image/gif gif
            image/webp webp
            image/avif avif
            image/jxl jxl
            image/bmp bmp
            image/tiff tif tiff
            image/x-icon ico
            font/woff woff
            font/woff2 woff2
            font/ttf ttf
            font/otf otf
            audio/mpeg mp3
            audio/mp4 m4a
            audio/ogg ogg oga opus
            audio/wav wav
            audio/flac flac
            video/mp4 mp4 m4v
            video/webm webm
            video/ogg ogv
            video/quicktime mov
            """;

    private NginxTypes() {}

    /** The directive that names the type of each extension. */
    static String types() {
        String lines = (TEXT + OTHERS).lines().map(line -> line + ";\n").collect(Collectors.joining());
        return "types {\n" + lines.indent(4) + "}\n";
    }

    /** The directives that have text sent as UTF-8. */
    static String charset() {
        String types = TEXT.lines()
                .map(line -> line.substring(0, line.indexOf(' ')))
                .filter(type -> !type.equals(ALWAYS_TEXT))
                .collect(Collectors.joining("\n"));
        return "charset utf-8;\ncharset_types\n" + types.indent(4).stripTrailing() + ";\n";
    }
}

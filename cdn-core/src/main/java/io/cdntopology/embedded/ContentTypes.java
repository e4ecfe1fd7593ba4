package io.cdntopology.embedded;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/** The content type of a file, by its extension. */
final class ContentTypes {
    /** For what has no known extension; browsers save it. */
    static final String UNKNOWN = "application/octet-stream";

    static final String JSON = "application/json";

    static final String PLAIN_TEXT = "text/plain; charset=utf-8";

    /** One line per type: the type, then its extensions. */
    private static final String TABLE = """
            text/html; charset=utf-8: html htm
            text/css; charset=utf-8: css
            text/javascript; charset=utf-8: js mjs
            text/plain; charset=utf-8: txt text log
            text/markdown; charset=utf-8: md
            text/csv; charset=utf-8: csv
            text/calendar; charset=utf-8: ics
            text/vtt; charset=utf-8: vtt
            application/xml; charset=utf-8: xml xsl
            application/rss+xml; charset=utf-8: rss
            application/atom+xml; charset=utf-8: atom
            application/xhtml+xml; charset=utf-8: xhtml
            application/json: json map
            application/ld+json: jsonld
            application/geo+json: geojson
            application/manifest+json: webmanifest
            application/wasm: wasm
            application/pdf: pdf
            application/zip: zip
            application/gzip: gz
            application/x-tar: tar
            application/epub+zip: epub
            image/svg+xml: svg
            image/png: png
            image/apng: apng
            image/jpeg: jpg jpeg
            image/gif: gif
            image/webp: webp
            image/avif: avif
            image/jxl: jxl
            image/bmp: bmp
            image/tiff: tif tiff
            image/x-icon: ico
            font/woff: woff
            font/woff2: woff2
            font/ttf: ttf
            font/otf: otf
            audio/mpeg: mp3
            audio/mp4: m4a
            audio/ogg: ogg oga opus
            audio/wav: wav
            audio/flac: flac
            video/mp4: mp4 m4v
            video/webm: webm
            video/ogg: ogv
            video/quicktime: mov
            """;

    private static final Map<String, String> BY_EXTENSION = parse(TABLE);

    private ContentTypes() {}

    /** The {@code Content-Type} header for a file. */
    static String of(String fileName) {
        int dot = fileName.lastIndexOf('.');
        String extension = dot < 0 ? "" : fileName.substring(dot + 1);
        return BY_EXTENSION.getOrDefault(extension.toLowerCase(Locale.ROOT), UNKNOWN);
    }

    private static Map<String, String> parse(String table) {
        Map<String, String> types = new HashMap<>();
        table.lines().map(line -> line.split(": ", -1)).forEach(columns -> {
            for (String extension : columns[1].split(" ", -1)) {
                types.put(extension, columns[0]);
            }
        });
        return Map.copyOf(types);
    }
}

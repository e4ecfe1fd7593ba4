package io.cdntopology.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

abstract class EdgeNameContract extends EdgeSharedContract {
    /** One line per type: the type, then names of files. */
    private static final String TYPES = """
            text/html; charset=utf-8: a.html a.htm
            text/css; charset=utf-8: a.css
            text/javascript; charset=utf-8: a.js a.mjs
            text/plain; charset=utf-8: a.txt a.text a.log
            text/markdown; charset=utf-8: a.md
            text/csv; charset=utf-8: a.csv
            text/calendar; charset=utf-8: a.ics
            text/vtt; charset=utf-8: a.vtt
            application/xml; charset=utf-8: a.xml a.xsl
            application/rss+xml; charset=utf-8: a.rss
            application/atom+xml; charset=utf-8: a.atom
            application/xhtml+xml; charset=utf-8: a.xhtml
            application/json: a.json a.js.map
            application/ld+json: a.jsonld
            application/geo+json: a.geojson
            application/manifest+json: a.webmanifest
            application/wasm: a.wasm
            application/pdf: a.pdf
            application/zip: a.zip
            application/gzip: a.gz a.tar.gz
            application/x-tar: a.tar
            application/epub+zip: a.epub
            image/svg+xml: a.svg
            image/png: a.png
            image/apng: a.apng
            image/jpeg: a.jpg a.jpeg PHOTO.JPG
            image/gif: a.gif
            image/webp: a.webp
            image/avif: a.avif
            image/jxl: a.jxl
            image/bmp: a.bmp
            image/tiff: a.tif a.tiff
            image/x-icon: a.ico
            font/woff: a.woff
            font/woff2: a.woff2
            font/ttf: a.ttf
            font/otf: a.otf
            audio/mpeg: a.mp3
            audio/mp4: a.m4a
            audio/ogg: a.ogg a.oga a.opus
            audio/wav: a.wav
            audio/flac: a.flac
            video/mp4: a.mp4 a.m4v
            video/webm: a.webm
            video/ogg: a.ogv
            video/quicktime: a.mov
            application/octet-stream: a.unknown txt a.
            """;

    private static final List<String> FINGERPRINTED = List.of(
            "app.3f9a1c2b.js",
            "app-3F9A1C2B.css",
            "3f9a1c2b4d.js",
            "main.d41d8cd98f00b204e980.js",
            "index-Bk3dQ9zX.js",
            "Bk3dQ9zX.js",
            "index-x9K_2bQ7.css",
            "app.3F9a1C2b.js",
            "my-app.3f9a1c2b.woff2",
            "app.3f9a1c2b.");

    private static final List<String> NOT_FINGERPRINTED = List.of(
            "index.html",
            "app.js",
            "app-december.js",
            "app-deadbeef.js",
            "jquery-31415926.js",
            "report-20240131.pdf",
            "app.3f9a1c2.js",
            "app.3f9a1c2B4d.js",
            "app_3f9a1c2b.js",
            "3f9a1c2b",
            "3f9a1c2b.min.js",
            "jquery-3.7.1.min.js",
            "guide-Chapter12.html",
            "photo-MacBook4.png",
            "guide-Win10Pro.html",
            "guide-iOS17App.html",
            "notes-README01.txt",
            "index-Bk3dQ9zX1.js",
            "index-Bk3dQ9z.js",
            "index-B_3_Q_9_.js",
            "avatar-550e8400-e29b-41d4-a716-44665544000a.png",
            "550E8400-E29B-41D4-A716-44665544000A.png");

    EdgeNameContract(EdgeContractTest suite) {
        super(suite, files());
    }

    private static Map<String, String> files() {
        return Stream.of(types().keySet(), FINGERPRINTED, NOT_FINGERPRINTED)
                .flatMap(names -> names.stream())
                .distinct()
                .collect(Collectors.toMap(name -> "3f9a1c2b.dir/" + name, Function.identity()));
    }

    private static Map<String, String> types() {
        return TYPES.lines()
                .map(line -> line.split(": ", -1))
                .flatMap(columns -> Stream.of(columns[1].split(" ", -1)).map(name -> Map.entry(name, columns[0])))
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    }

    @TestFactory
    Stream<DynamicTest> theTypeFollowsTheExtension() {
        return forEach(
                types(),
                (name, type) -> assertThat(get("/3f9a1c2b.dir/" + name).header("content-type"))
                        .contains(type));
    }

    @TestFactory
    Stream<DynamicTest> aFingerprintIsKeptForAYear() {
        return forEach(
                FINGERPRINTED.stream(),
                name -> assertThat(get("/3f9a1c2b.dir/" + name).header("cache-control"))
                        .contains("public, max-age=31536000, immutable"));
    }

    @TestFactory
    Stream<DynamicTest> anythingElseIsAskedForAgain() {
        return forEach(
                NOT_FINGERPRINTED.stream(),
                name -> assertThat(get("/3f9a1c2b.dir/" + name).header("cache-control"))
                        .contains("no-cache"));
    }
}

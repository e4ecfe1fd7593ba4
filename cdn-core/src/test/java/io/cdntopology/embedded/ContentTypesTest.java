package io.cdntopology.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ContentTypesTest {
    @ParameterizedTest
    @CsvSource({
        "index.html, text/html; charset=utf-8",
        "a.css, text/css; charset=utf-8",
        "a.js, text/javascript; charset=utf-8",
        "a.mjs, text/javascript; charset=utf-8",
        "a.txt, text/plain; charset=utf-8",
        "a.xml, application/xml; charset=utf-8",
        "a.json, application/json",
        "a.js.map, application/json",
        "a.webmanifest, application/manifest+json",
        "a.wasm, application/wasm",
        "a.svg, image/svg+xml",
        "a.woff2, font/woff2",
        "a.avif, image/avif",
        "a.webp, image/webp",
        "a.mp4, video/mp4",
        "a.pdf, application/pdf",
        "PHOTO.JPG, image/jpeg",
        "a.unknown, application/octet-stream",
        "txt, application/octet-stream",
        "a., application/octet-stream",
    })
    void followsTheExtension(String name, String type) {
        assertThat(ContentTypes.of(name)).isEqualTo(type);
    }
}

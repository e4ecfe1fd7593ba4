package io.cdntopology.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CachePolicyTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "app.3f9a1c2b.js",
                "app-3F9A1C2B.css",
                "3f9a1c2b4d.js",
                "main.d41d8cd98f00b204e980.js",
                "index-Bk3dQ9zX.js",
                "index-x9K_2bQ7.css",
                "app.3F9a1C2b.js",
                "my-app.3f9a1c2b.woff2"
            })
    void aFingerprintIsKeptForAYear(String name) {
        assertThat(CachePolicy.of(name)).isEqualTo("public, max-age=31536000, immutable");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "index.html",
                "app.js",
                "app-december.js",
                "app-deadbeef.js",
                "jquery-31415926.js",
                "report-20240131.pdf",
                "app.3f9a1c2.js",
                "3f9a1c2b",
                "3f9a1c2b.min.js",
                "jquery-3.7.1.min.js",
                "guide-Chapter12.html",
                "photo-MacBook4.png",
                "guide-Win10Pro.html",
                "guide-iOS17App.html",
                "notes-README01.txt",
                "avatar-550e8400-e29b-41d4-a716-44665544000a.png",
                "550E8400-E29B-41D4-A716-44665544000A.png",
                "",
                ".js"
            })
    void anythingElseIsAskedForAgain(String name) {
        assertThat(CachePolicy.of(name)).isEqualTo("no-cache");
    }
}

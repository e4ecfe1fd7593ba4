package io.cdntopology.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RequestPathTest {
    @ParameterizedTest
    @CsvSource({
        "/, index.html",
        "//, index.html",
        "/a.css, a.css",
        "/docs/, docs/index.html",
        "/docs//a.html, docs/a.html",
        "//docs///a.html, docs/a.html",
        "/a%20b.html, a b.html",
        "/%C3%A9.html, é.html",
        "/%F0%9F%98%80.html, 😀.html",
        "/a%2Bb+c.html, a+b+c.html",
        "/100%25.html, 100%.html",
        "/%2541, %41",
        "/...html, ...html",
    })
    void namesAFile(String path, String file) {
        assertThat(RequestPath.parse(path).orElseThrow().file()).isEqualTo(file);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "a",
                "*",
                "/..",
                "/.",
                "/../etc/passwd",
                "/a/../b",
                "/a/./b",
                "/a/..",
                "/%2e%2e/b",
                "/%2E./b",
                "/.%2e/b",
                "/%2e",
                "/a%2fb",
                "/a%2Fb",
                "/a%5cb",
                "/a\\b",
                "/a%00b",
                "/a%0Ab",
                "/a%7Fb",
                "/a%C2%85b",
                "/%",
                "/%4",
                "/%zz",
                "/%4g",
                "/%-1",
                "/%+4",
                "/%C3",
                "/%C0%AF",
                "/%ED%A0%80",
                "/é",
                "/a b",
                "/%٤١",
            })
    void isRefused(String path) {
        assertThat(RequestPath.parse(path)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/.git/config",
                "/a/.env",
                "/.well-known",
                "/.well-known/.hidden",
                "/a/.well-known/b",
                "/%2egit/config"
            })
    void isHidden(String path) {
        assertThat(RequestPath.parse(path).orElseThrow().isHidden()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/", "/a.b", "/.well-known/", "/.well-known/security.txt"})
    void isNotHidden(String path) {
        assertThat(RequestPath.parse(path).orElseThrow().isHidden()).isFalse();
    }

    @Test
    void encodesTheDirectorySoThatItCannotNameAHost() {
        assertThat(RequestPath.parse("//evil.example").orElseThrow().encodedDirectory())
                .isEqualTo("/evil.example/");
        assertThat(RequestPath.parse("/a%20b/%C3%A9%3F").orElseThrow().encodedDirectory())
                .isEqualTo("/a%20b/%C3%A9%3F/");
    }
}

package io.cdntopology.spi;

import static org.assertj.core.api.Assertions.assertThat;

import io.cdntopology.release.EntryName;
import io.cdntopology.topology.Encoding;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("A variant")
class VariantsTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "gzip",
                "GZIP",
                "gzip, deflate, br",
                "br,gzip",
                "br \t, \tgzip\t",
                "deflate, gzip;q=1.0, *;q=0.5",
                "gzip ; q=0.001",
                "gzip;Q=1",
                "identity, gzip;q=0.1",
                "*",
                "br;q=0, *;q=0.1",
                "identity;q=0.5, *",
            })
    @DisplayName("is accepted by name, or by a star where gzip is not named")
    void accepted(String acceptEncoding) {
        assertThat(Variants.areAccepted(Encoding.GZIP, acceptEncoding)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "identity",
                "br",
                "gzip;q=0",
                "gzip;q=0.000",
                "gzip; q=0, deflate",
                "gzip;q=0, *",
                "*, gzip;q=0.0",
                "*;q=0",
                "gzipped",
                "x-gzip",
                "not gzip",
                "gzip;q=x",
                "gzip;level=9",
            })
    @DisplayName("is not accepted at quality 0, and by nothing that only looks like it")
    void notAccepted(String acceptEncoding) {
        assertThat(Variants.areAccepted(Encoding.GZIP, acceptEncoding)).isFalse();
    }

    @Test
    @DisplayName("is beside its file, in a directory that no site can have")
    void path() {
        assertThat(Variants.path(Encoding.GZIP, "index.html")).contains(".git:gzip/index.html");
        assertThat(Variants.path(Encoding.GZIP, "a/b.c/App.3f9a1c2b.JS")).contains("a/b.c/.git:gzip/App.3f9a1c2b.JS");
        assertThat(Variants.path(Encoding.BROTLI, "a/index.html")).contains("a/.git:br/index.html");
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("is in a directory whose name is none of an entry of a tree")
    void directory(Encoding encoding) {
        String directory = Variants.directory(encoding);
        assertThat(EntryName.problem(directory, directory)).isPresent();
    }

    @Test
    @DisplayName("is accepted whatever is said of another encoding, but for the star")
    void several() {
        assertThat(takenBy("gzip, deflate")).containsExactly(Encoding.GZIP);
        assertThat(takenBy("br")).containsExactly(Encoding.BROTLI);
        assertThat(takenBy("gzip, deflate, br, zstd")).containsExactly(Encoding.BROTLI, Encoding.GZIP);
        assertThat(takenBy("br;q=0, *")).containsExactly(Encoding.GZIP);
        assertThat(takenBy("gzip;q=0, *")).containsExactly(Encoding.BROTLI);
        assertThat(takenBy("brotli, abr, vbr")).isEmpty();
    }

    private static List<Encoding> takenBy(String acceptEncoding) {
        return Arrays.stream(Encoding.values())
                .filter(encoding -> Variants.areAccepted(encoding, acceptEncoding))
                .toList();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"logo.png", "font.woff2", "site.zip", "index.html.gz", "page.html.br", "README", "a.css/b", ""})
    @DisplayName("is not of what is compressed by itself, or of no known type")
    void noVariant(String file) {
        assertThat(Variants.path(Encoding.GZIP, file)).isEmpty();
    }
}

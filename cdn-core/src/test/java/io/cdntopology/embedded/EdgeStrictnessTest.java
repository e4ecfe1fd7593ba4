package io.cdntopology.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import io.cdntopology.release.Release;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Where an edge in this JVM is stricter than the contract of all edges, or closer to the letter of RFC 9110. */
class EdgeStrictnessTest {
    @TempDir
    private Path directory;

    private EdgeFixture edge;
    private Release release;

    @BeforeEach
    void start() throws IOException {
        edge = EdgeFixture.start(directory.resolve("www"));
        release = edge.root().live(Map.of("index.html", "home", "a/b.txt", "b"));
    }

    @AfterEach
    void stop() {
        edge.close();
    }

    @Test
    void aLinkThatLeavesTheStoreIsNotServed() throws IOException {
        Path secret = Files.writeString(directory.resolve("secret.txt"), "secret");
        Files.createSymbolicLink(edge.root().tree(release).resolve("leak.txt"), secret);
        Files.createSymbolicLink(edge.root().tree(release).resolve("leak"), directory);
        assertThat(edge.get("/leak.txt").status()).isEqualTo(404);
        assertThat(edge.get("/leak/secret.txt").status()).isEqualTo(404);
        assertThat(edge.get("/leak").status()).isEqualTo(404);
    }

    /** The JDK's server reads each target as a {@link java.net.URI}. */
    @ParameterizedTest
    @ValueSource(strings = {"/a|b", "/a[1]", "//", "/?a=%zz", "/?a=|"})
    void whatIsNoUriIsRefused(String target) throws IOException {
        assertThat(edge.get(target).status()).isEqualTo(400);
    }

    @Test
    void tagsMayComeInSeveralHeaders() throws IOException {
        String tag = edge.get("/").header("etag").orElseThrow();
        assertThat(edge.get("/", "If-None-Match: \"other\"", "If-None-Match: " + tag)
                        .status())
                .isEqualTo(304);
    }

    @Test
    void aMethodInSmallLettersIsAnotherMethod() throws IOException {
        assertThat(edge.request("get", "/").status()).isEqualTo(405);
    }
}

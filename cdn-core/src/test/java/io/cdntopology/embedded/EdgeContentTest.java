package io.cdntopology.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import io.cdntopology.embedded.RawConnection.Response;
import io.cdntopology.release.Release;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EdgeContentTest {
    private static final Map<String, String> FILES = Map.ofEntries(
            Map.entry("index.html", "<h1>home</h1>"),
            Map.entry("app.3f9a1c2b.js", "run()"),
            Map.entry("empty.txt", ""),
            Map.entry("docs/index.html", "<h1>docs</h1>"),
            Map.entry("docs/deep/er/a b.txt", "deep"),
            Map.entry("bare/file.txt", "no index here"),
            Map.entry("odd/index.html/file.txt", "index.html is a directory"),
            Map.entry(".env", "SECRET=1"),
            Map.entry("docs/.git/config", "token"),
            Map.entry(".well-known/security.txt", "Contact: mailto:x@example.org"),
            Map.entry("-/health", "hidden by the edge's own"),
            Map.entry("-/other", "not hidden"));

    @TempDir
    private Path directory;

    private EdgeFixture edge;
    private Release release;

    @BeforeEach
    void start() throws IOException {
        edge = EdgeFixture.start(directory.resolve("www"));
        release = edge.root().live(FILES);
    }

    @AfterEach
    void stop() {
        edge.close();
    }

    @ParameterizedTest
    @CsvSource({
        "/, <h1>home</h1>",
        "/index.html, <h1>home</h1>",
        "/docs/, <h1>docs</h1>",
        "//docs//index.html?v=1, <h1>docs</h1>",
        "/docs/deep/er/a%20b.txt, deep",
        "/.well-known/security.txt, Contact: mailto:x@example.org",
        "/-/other, not hidden",
        "http://edge/docs/, <h1>docs</h1>",
    })
    void servesFiles(String target, String body) throws IOException {
        Response response = edge.get(target);
        assertThat(response.status()).isEqualTo(200);
        assertThat(response.body()).isEqualTo(body);
    }

    @Test
    void saysWhatItServes() throws IOException {
        Response response = edge.get("/index.html");
        assertThat(response.headers())
                .containsEntry("content-type", "text/html; charset=utf-8")
                .containsEntry("content-length", "13")
                .containsEntry("cache-control", "no-cache")
                .containsEntry("etag", "\"5f5e1000-d\"")
                .containsEntry("accept-ranges", "bytes")
                .containsEntry("x-content-type-options", "nosniff")
                .containsEntry("x-cdn-release", release.commit().value())
                .doesNotContainKey("last-modified");
        assertThat(edge.get("/app.3f9a1c2b.js").header("cache-control"))
                .contains("public, max-age=31536000, immutable");
        assertThat(edge.get("/empty.txt").header("content-length")).contains("0");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/", "/index.html", "/empty.txt", "/none", "/docs", "/-/health", "/-/release", "/a/../b"})
    void answersHeadLikeGet(String target) throws IOException {
        Response head = edge.request("HEAD", target);
        Response get = edge.get(target);
        assertThat(head.status()).isEqualTo(get.status());
        assertThat(head.body()).isEmpty();
        assertThat(endToEnd(head)).isEqualTo(endToEnd(get));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/none.html",
                "/docs/none/",
                "/index.html/",
                "/index.html/x",
                "/bare/",
                "/odd/",
                "/.env",
                "/docs/.git/config",
                "/docs/%2egit/config",
                "/.well-known",
                "/current",
                "/.cdn/releases/"
            })
    void hasNoSuchFile(String target) throws IOException {
        Response response = edge.get(target);
        assertThat(response.status()).isEqualTo(404);
        assertThat(response.headers())
                .containsEntry("cache-control", "no-store")
                .containsEntry("x-cdn-release", release.commit().value());
    }

    @Test
    void aNameThatNoFileSystemTakesIsNotFound() throws IOException {
        assertThat(edge.get("/" + "x".repeat(300)).status()).isEqualTo(404);
    }

    @ParameterizedTest
    @CsvSource({
        "/docs, /docs/",
        "/docs?a=b&c=%2F, /docs/?a=b&c=%2F",
        "/docs/deep, /docs/deep/",
        "//docs/deep, /docs/deep/",
        "/%64ocs, /docs/",
        "http://elsewhere/docs, /docs/",
    })
    void redirectsToTheDirectory(String target, String location) throws IOException {
        Response response = edge.get(target);
        assertThat(response.status()).isEqualTo(301);
        assertThat(response.header("location")).contains(location);
    }

    @ParameterizedTest
    @ValueSource(strings = {"POST", "PUT", "DELETE", "PATCH", "TRACE", "get"})
    void takesNoOtherMethod(String method) throws IOException {
        Response response = edge.request(method, "/", "Content-Length: 0");
        assertThat(response.status()).isEqualTo(405);
        assertThat(response.header("allow")).contains("GET, HEAD, OPTIONS");
    }

    @Test
    void saysWhichMethodsItTakes() throws IOException {
        Response response = edge.request("OPTIONS", "/");
        assertThat(response.status()).isEqualTo(204);
        assertThat(response.headers())
                .containsEntry("allow", "GET, HEAD, OPTIONS")
                .doesNotContainKey("content-length");
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

    @Test
    void tellsTheRelease() throws IOException {
        Response response = edge.get("/-/release");
        assertThat(response.status()).isEqualTo(200);
        assertThat(response.body()).isEqualTo("{\"commit\":\"" + release.commit() + "\"}");
        assertThat(response.headers())
                .containsEntry("content-type", "application/json")
                .containsEntry("cache-control", "no-store")
                .containsEntry("x-cdn-release", release.commit().value())
                .doesNotContainKey("etag");
    }

    @Test
    void isHealthy() throws IOException {
        Response response = edge.get("/-/health");
        assertThat(response.status()).isEqualTo(200);
        assertThat(response.body()).isEqualTo("ok");
        assertThat(response.header("x-cdn-release")).contains(release.commit().value());
    }

    private static Map<String, String> endToEnd(Response response) {
        Map<String, String> headers = new TreeMap<>(response.headers());
        headers.keySet().removeIf(name -> name.equals("date") || name.equals("connection"));
        return headers;
    }
}

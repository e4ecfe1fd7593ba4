package io.cdntopology.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.cdntopology.spi.EdgeContract;
import io.cdntopology.testkit.EdgeConnection.Response;
import java.io.IOException;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

abstract class EdgeContentContract extends EdgeSharedContract {
    private static final String RELEASE = "x-cdn-release";

    private static final Map<String, String> FILES = Map.of(
            "index.html", "<h1>home</h1>",
            "empty.txt", "",
            "docs/index.html", "<h1>docs</h1>",
            "bare/file.txt", "no index here",
            "odd/index.html/file.txt", "index.html is a directory",
            ".env", "SECRET=1",
            "docs/.config/token", "token",
            ".well-known/security.txt", "Contact: mailto:x@example.org",
            "-/health", "hidden by the edge's own",
            "-/other", "not hidden");

    EdgeContentContract(EdgeContractTest suite) {
        super(suite, FILES);
    }

    @Test
    void saysWhatItServes() throws IOException {
        Response response = get("/index.html");
        assertThat(response.status()).isEqualTo(200);
        assertThat(response.headers())
                .containsEntry("content-type", "text/html; charset=utf-8")
                .containsEntry("content-length", "13")
                .containsEntry("cache-control", "no-cache")
                .containsEntry("accept-ranges", "bytes")
                .containsEntry("x-content-type-options", "nosniff")
                .containsEntry("x-frame-options", "SAMEORIGIN")
                .containsEntry("referrer-policy", "strict-origin-when-cross-origin")
                .containsEntry(RELEASE, release().commit().value())
                .doesNotContainKeys("last-modified", "transfer-encoding");
        assertThat(response.header("etag").orElseThrow()).matches("\"[0-9a-f]+-d\"");
        assertThat(get("/empty.txt").header("content-length")).contains("0");
    }

    @TestFactory
    Stream<DynamicTest> answersHeadLikeGet() {
        return forEach(
                Stream.of(
                        "/",
                        "/index.html",
                        "/empty.txt",
                        "/none",
                        "/docs",
                        EdgeContract.HEALTH_PATH,
                        EdgeContract.RELEASE_PATH,
                        "/a/../b"),
                target -> {
                    Response head = request("HEAD", target);
                    Response get = get(target);
                    assertThat(head.status()).isEqualTo(get.status());
                    assertThat(head.body()).isEmpty();
                    assertThat(endToEnd(head)).isEqualTo(endToEnd(get));
                });
    }

    private static Map<String, String> endToEnd(Response response) {
        Map<String, String> headers = new TreeMap<>(response.headers());
        headers.keySet().removeIf(name -> name.equals("date") || name.equals("connection"));
        return headers;
    }

    @TestFactory
    Stream<DynamicTest> hasNoSuchFile() {
        return forEach(
                Stream.of(
                        "/none.html",
                        "/none.3f9a1c2b.js",
                        "/docs/none/",
                        "/index.html/",
                        "/index.html/x",
                        "/bare/",
                        "/odd/",
                        "/" + "x".repeat(300),
                        "/.env",
                        "/docs/.config/token",
                        "/docs/%2econfig/token",
                        "/.well-known",
                        "/.well-known/.hidden",
                        "/docs/.well-known/security.txt",
                        "/-/health/",
                        "/release.json",
                        "/current",
                        "/.cdn/releases/"),
                target -> {
                    Response response = get(target);
                    assertThat(response.status()).isEqualTo(404);
                    assertThat(response.headers())
                            .containsEntry("cache-control", "no-store")
                            .containsEntry("content-type", "text/plain; charset=utf-8")
                            .containsEntry("x-content-type-options", "nosniff")
                            .containsEntry("x-frame-options", "SAMEORIGIN")
                            .containsEntry("referrer-policy", "strict-origin-when-cross-origin")
                            .containsEntry(RELEASE, release().commit().value())
                            .doesNotContainKeys("etag", "last-modified", "retry-after", "allow");
                });
    }

    @TestFactory
    Stream<DynamicTest> takesNoOtherMethod() {
        return forEach(Stream.of("POST", "PUT", "DELETE", "PATCH", "PROPFIND", "PURGE"), method -> {
            Response response = request(method, "/", "Content-Length: 0");
            assertThat(response.status()).isEqualTo(405);
            assertThat(response.headers())
                    .containsEntry("allow", "GET, HEAD, OPTIONS")
                    .containsEntry("cache-control", "no-store")
                    .containsEntry(RELEASE, release().commit().value());
        });
    }

    @Test
    void echoesNoRequest() throws IOException {
        Response response = request("TRACE", "/", "X-Secret: secret", "Content-Length: 0");
        assertThat(response.status()).isEqualTo(405);
        assertThat(response.header("allow")).contains("GET, HEAD, OPTIONS");
        assertThat(response.body()).doesNotContain("secret");
    }

    @Test
    void saysWhichMethodsItTakes() throws IOException {
        Response response = request("OPTIONS", "/");
        assertThat(response.status()).isEqualTo(204);
        assertThat(response.headers())
                .containsEntry("allow", "GET, HEAD, OPTIONS")
                .doesNotContainKey("content-length");
        assertThat(get("/").headers()).doesNotContainKey("allow");
    }

    @Test
    void answersOnTheSameConnectionAfterAnError() throws IOException {
        try (EdgeConnection connection = connect()) {
            assertThat(connection.request("GET", "/none").status()).isEqualTo(404);
            assertThat(connection.request("POST", "/", "Content-Length: 0").status())
                    .isEqualTo(405);
            assertThat(connection.request("GET", "/docs").status()).isEqualTo(301);
            assertThat(connection.request("GET", "/docs/").body()).isEqualTo("<h1>docs</h1>");
        }
    }

    @Test
    void tellsTheRelease() throws IOException {
        Response response = get(EdgeContract.RELEASE_PATH);
        assertThat(response.status()).isEqualTo(200);
        assertThat(response.body())
                .contains(
                        "\"commit\":\"" + release().commit() + "\"",
                        "\"tree\":\"" + release().tree() + "\"");
        assertThat(response.headers())
                .containsEntry("content-type", "application/json")
                .containsEntry("cache-control", "no-store")
                .containsEntry(RELEASE, release().commit().value())
                .doesNotContainKeys("etag", "last-modified", "accept-ranges");
    }

    @Test
    void isHealthy() throws IOException {
        Response response = get(EdgeContract.HEALTH_PATH);
        assertThat(response.status()).isEqualTo(200);
        assertThat(response.body()).isEqualTo("ok");
        assertThat(response.headers())
                .containsEntry("cache-control", "no-store")
                .containsEntry(RELEASE, release().commit().value());
        assertThat(get("/-/other").body()).isEqualTo("not hidden");
    }
}

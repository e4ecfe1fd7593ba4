package io.cdntopology.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.cdntopology.testkit.EdgeConnection.Response;
import io.cdntopology.topology.EdgeConfiguration;
import java.io.IOException;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

abstract class EdgePageContract extends EdgeSharedContract {
    private static final Map<String, String> FILES = Map.of(
            "index.html", "home",
            "app/index.html", "the application",
            "errors/lost.html", "lost",
            "docs/a.txt", "a",
            "docs/long.txt", "long ".repeat(1_000),
            "odd/index.html/file.txt", "index.html is a directory",
            ".hidden/page", "hidden",
            "-/other", "other");

    EdgePageContract(EdgeContractTest suite) {
        super(
                suite,
                FILES,
                EdgeConfiguration.builder()
                        .fallback("/app/index.html")
                        .withoutCompression()
                        .notFoundPage("/errors/lost.html")
                        .cacheControl("/users/**", "max-age=60")
                        .header("/app/*", "X-App", "1")
                        .build());
    }

    @TestFactory
    Stream<DynamicTest> aPathThatNamesNoFileIsTheApplications() {
        Stream<String> targets = Stream.of(
                "/users",
                "/users/7",
                "/users/7/",
                "/users/7?a=b.c",
                "/docs/",
                "/docs/none",
                "/docs/a.txt/b",
                "/odd/",
                "/none/index.html",
                "/a.b/c",
                "/" + "x".repeat(300),
                "/caf%C3%A9");
        return forEach(targets, target -> {
            for (String method : new String[] {"GET", "HEAD"}) {
                Response response = request(method, target);
                assertThat(response.status()).isEqualTo(200);
                assertThat(response.body()).isEqualTo(method.equals("GET") ? "the application" : "");
                assertThat(response.headers())
                        .containsEntry("content-type", "text/html; charset=utf-8")
                        .containsEntry("content-length", "15")
                        .containsEntry("cache-control", "no-cache")
                        .containsEntry("x-app", "1")
                        .containsEntry("x-cdn-release", release().commit().value())
                        .containsEntry("etag", get("/app/").header("etag").orElseThrow())
                        .doesNotContainKeys("last-modified", "vary");
            }
        });
    }

    @Test
    void theApplicationIsSentByConditionAndInPartsAsAnyFile() throws IOException {
        String tag = get("/users/7").header("etag").orElseThrow();
        Response known = get("/users/7", "If-None-Match: " + tag);
        assertThat(known.status()).isEqualTo(304);
        assertThat(known.headers()).containsEntry("x-app", "1").containsEntry("cache-control", "no-cache");
        Response part = get("/users/7", "Range: bytes=4-6");
        assertThat(part.status()).isEqualTo(206);
        assertThat(part.body()).isEqualTo("app");
    }

    @TestFactory
    Stream<DynamicTest> anythingElseIsNotFound() {
        Stream<String> targets = Stream.of(
                "/none.html",
                "/none.js",
                "/users/app.3f9a1c2b.js",
                "/.hidden/page",
                "/.env",
                "/.well-known/none",
                "/.well-known",
                "/users/.x/y",
                "/-/none",
                "/-/health/");
        return forEach(targets, target -> {
            for (String condition : new String[] {"A: b", "If-None-Match: *", "Range: bytes=0-1", "If-Match: \"x\""}) {
                Response response = get(target, condition);
                assertThat(response.status()).isEqualTo(404);
                assertThat(response.body()).isEqualTo("lost");
                assertThat(response.headers())
                        .containsEntry("content-type", "text/html; charset=utf-8")
                        .containsEntry("content-length", "4")
                        .containsEntry("cache-control", "no-store")
                        .containsEntry("x-content-type-options", "nosniff")
                        .containsEntry("x-cdn-release", release().commit().value())
                        .doesNotContainKeys("etag", "last-modified", "accept-ranges", "x-app");
            }
            assertThat(request("HEAD", target).header("content-length")).contains("4");
        });
    }

    @Test
    void whatExistsIsSentAsBefore() throws IOException {
        assertThat(get("/").body()).isEqualTo("home");
        assertThat(get("/docs").status()).isEqualTo(301);
        assertThat(get("/docs/a.txt").body()).isEqualTo("a");
        assertThat(get("/-/other").body()).isEqualTo("other");
        Response uncompressed = get("/docs/long.txt", "Accept-Encoding: gzip, br");
        assertThat(uncompressed.body()).startsWith("long ");
        assertThat(uncompressed.headers()).doesNotContainKeys("content-encoding", "vary");
        Response page = get("/errors/lost.html");
        assertThat(page.status()).isEqualTo(200);
        assertThat(page.headers()).containsEntry("cache-control", "no-cache").containsKey("etag");
        assertThat(request("POST", "/users/7", "Content-Length: 0").status()).isEqualTo(405);
    }
}

package io.cdntopology.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.cdntopology.spi.DirectoryTree;
import io.cdntopology.spi.Variants;
import io.cdntopology.testkit.EdgeConnection.Response;
import io.cdntopology.topology.EdgeConfiguration;
import io.cdntopology.topology.Encoding;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

abstract class EdgeVariantContract extends EdgeSharedContract {
    private static final String TEXT = "The quick brown fox jumps over the lazy dög. ".repeat(40);
    private static final String GZIP = "Accept-Encoding: gzip";

    private static final Map<String, String> FILES = Map.ofEntries(
            Map.entry("index.html", "home " + TEXT),
            Map.entry("docs/index.html", "docs " + TEXT),
            Map.entry("docs/page.html", "page " + TEXT),
            Map.entry("é d/ü $1?.txt", "name " + TEXT),
            Map.entry("SHOUT.HTML", "shout " + TEXT),
            Map.entry("app.3f9a1c2b.js", "app " + TEXT),
            Map.entry("data.json", "data " + TEXT),
            Map.entry(".well-known/x.txt", "known " + TEXT),
            Map.entry("gzip/page.html", "gzip only " + TEXT),
            Map.entry("own.html", "own " + TEXT),
            Map.entry("own.html.gz", "a stale one " + TEXT),
            Map.entry("image.png", "image " + TEXT),
            Map.entry("noextension", "no extension " + TEXT),
            Map.entry("small.html", "small"));

    EdgeVariantContract(EdgeContractTest suite) {
        super(
                suite,
                FILES,
                EdgeConfiguration.builder()
                        .cacheControl("/docs/*", "max-age=60")
                        .header("/docs/page.html", "X-Page", "1")
                        .header("/own.html", "vary", "Origin")
                        .build());
    }

    @BeforeAll
    void removeOne() throws IOException {
        DirectoryTree.delete(site("gzip/" + Variants.directory(Encoding.BROTLI)).toRealPath());
    }

    private static void assertNotCompressed(Response response) {
        assertThat(response.status()).isEqualTo(200);
        assertThat(response.headers()).doesNotContainKey("content-encoding");
        assertThat(response.header("content-length"))
                .contains(String.valueOf(response.bytes().length()));
    }

    @TestFactory
    Stream<DynamicTest> isSentToWhoTakesIt() {
        Map<String, String> accepted = Map.ofEntries(
                Map.entry("gzip", "gzip"),
                Map.entry("GZip", "gzip"),
                Map.entry("gzip, deflate, zstd", "gzip"),
                Map.entry("deflate,gzip", "gzip"),
                Map.entry("gzip ; q=0.001", "gzip"),
                Map.entry("br;q=0, *;q=0.5", "gzip"),
                Map.entry("br;q=0.0, gzip", "gzip"),
                Map.entry("brotli, gzip", "gzip"),
                Map.entry("br", "br"),
                Map.entry("BR", "br"),
                Map.entry("*", "br"),
                Map.entry("gzip, deflate, br, zstd", "br"),
                Map.entry("br;q=0.1, gzip;q=0.8, *;q=0.1", "br"),
                Map.entry("gzip;q=0, *", "br"));
        return forEach(accepted, (value, encoding) -> {
            Response response = get("/docs/page.html", "Accept-Encoding: " + value);
            assertThat(response.header("content-encoding")).contains(encoding);
            assertThat(response.unpackedBody()).isEqualTo("page " + TEXT);
        });
    }

    @TestFactory
    Stream<DynamicTest> isNotSentToWhoDoesNot() {
        Stream<String> refused = Stream.of(
                "identity",
                "deflate",
                "gzip;q=0",
                "gzip;q=0.000, deflate",
                "gzip;q=0, br;q=0, *",
                "*;q=0",
                "gzipped",
                "not gzip",
                "brotli");
        return forEach(refused, value -> {
            Response response = get("/docs/page.html", "Accept-Encoding: " + value);
            assertNotCompressed(response);
            assertThat(response.body()).isEqualTo("page " + TEXT);
        });
    }

    @Test
    void isTheOtherWhereTheBestIsMissing() throws IOException {
        Response response = get("/gzip/page.html", "Accept-Encoding: gzip, br");
        assertThat(response.header("content-encoding")).contains("gzip");
        assertThat(response.unpackedBody()).isEqualTo("gzip only " + TEXT);
        assertNotCompressed(get("/gzip/page.html", "Accept-Encoding: br"));
    }

    @Test
    void hasATagAndAnswersOfItsOwnInEachEncoding() throws IOException {
        Response packed = get("/docs/page.html", "Accept-Encoding: br");
        assertThat(packed.headers())
                .containsEntry("content-type", "text/html; charset=utf-8")
                .containsEntry("cache-control", "max-age=60")
                .containsEntry("vary", "Accept-Encoding")
                .containsEntry("content-length", String.valueOf(packed.bytes().length()));
        String tag = packed.header("etag").orElseThrow();
        assertThat(get("/docs/page.html", GZIP).header("etag")).isPresent().isNotEqualTo(packed.header("etag"));
        Response known = get("/docs/page.html", "Accept-Encoding: br", "If-None-Match: " + tag);
        assertThat(known.status()).isEqualTo(304);
        assertThat(known.headers()).containsEntry("etag", tag).doesNotContainKey("content-encoding");
        assertThat(get("/docs/page.html", GZIP, "If-None-Match: " + tag).status())
                .isEqualTo(200);
        Response part = get("/docs/page.html", "Accept-Encoding: br", "Range: bytes=0-3");
        assertThat(part.body()).isEqualTo("page");
        assertThat(part.headers()).doesNotContainKey("content-encoding");
    }

    @TestFactory
    Stream<DynamicTest> isOfTheFileThatIsAskedFor() {
        Map<String, String> starts = Map.of(
                "/", "home",
                "/docs/", "docs",
                "//docs//page.html?v=1", "page",
                "/%C3%A9%20d/%C3%BC%20$1%3F.txt", "name",
                "/SHOUT.HTML", "shout",
                "/app.3f9a1c2b.js", "app",
                "/data.json", "data",
                "/.well-known/x.txt", "known",
                "/own.html", "own");
        return forEach(starts, (target, start) -> {
            Response whole = get(target);
            Response packed = get(target, GZIP);
            assertNotCompressed(whole);
            assertThat(packed.status()).isEqualTo(200);
            assertThat(packed.unpackedBody()).isEqualTo(whole.body()).isEqualTo(start + " " + TEXT);
            assertThat(packed.headers())
                    .containsEntry("content-encoding", "gzip")
                    .containsEntry(
                            "content-length", String.valueOf(packed.bytes().length()))
                    .containsEntry("x-cdn-release", release().commit().value())
                    .doesNotContainKeys("last-modified", "transfer-encoding");
            for (String name : List.of("content-type", "cache-control", "vary", "x-page", "x-content-type-options")) {
                assertThat(packed.header(name)).as(name).isEqualTo(whole.header(name));
            }
            assertThat(whole.header("vary").orElseThrow()).contains("Accept-Encoding");
        });
    }

    @Test
    void variesByWhatIsConfiguredAsWell() throws IOException {
        for (String known : List.of("\"none\"", "*")) {
            String vary = get("/own.html", GZIP, "If-None-Match: " + known)
                    .header("vary")
                    .orElseThrow();
            assertThat(vary.split(" AND |, ")).containsExactlyInAnyOrder("Accept-Encoding", "Origin");
        }
    }

    @Test
    void hasTheHeadersOfTheFile() throws IOException {
        assertThat(get("/docs/page.html", GZIP).headers())
                .containsEntry("content-type", "text/html; charset=utf-8")
                .containsEntry("cache-control", "max-age=60")
                .containsEntry("x-page", "1");
        assertThat(get("/docs/", GZIP).headers()).containsEntry("cache-control", "max-age=60");
        assertThat(get("/app.3f9a1c2b.js", GZIP).header("cache-control"))
                .contains("public, max-age=31536000, immutable");
        assertThat(get("/data.json", GZIP).header("content-type")).contains("application/json");
    }

    @Test
    void hasATagOfItsOwn() throws IOException {
        String whole = get("/data.json").header("etag").orElseThrow();
        String packed = get("/data.json", GZIP).header("etag").orElseThrow();
        assertThat(packed).startsWith("\"").isNotEqualTo(whole);
        for (String method : List.of("GET", "HEAD")) {
            Response known = request(method, "/data.json", GZIP, "If-None-Match: W/" + packed);
            assertThat(known.status()).isEqualTo(304);
            assertThat(known.headers())
                    .containsEntry("etag", packed)
                    .containsEntry("vary", "Accept-Encoding")
                    .doesNotContainKeys("content-encoding", "content-type", "content-length");
        }
        Response unknown = get("/data.json", GZIP, "If-None-Match: " + whole);
        assertThat(unknown.status()).isEqualTo(200);
        assertThat(unknown.header("etag")).contains(packed);
        assertNotCompressed(get("/data.json", "If-None-Match: " + packed));
        assertThat(get("/data.json", GZIP, "If-Match: " + packed).status()).isEqualTo(200);
        assertThat(get("/data.json", GZIP, "If-Match: " + whole).status()).isEqualTo(412);
    }

    @Test
    void isWhatHeadTellsOf() throws IOException {
        Response get = get("/docs/", GZIP);
        Response head = request("HEAD", "/docs/", GZIP);
        assertThat(head.status()).isEqualTo(200);
        for (String name : List.of("content-encoding", "content-length", "content-type", "etag", "vary")) {
            assertThat(head.header(name)).as(name).isPresent().isEqualTo(get.header(name));
        }
    }

    @Test
    void isNeverSentInParts() throws IOException {
        String whole = get("/docs/page.html").header("etag").orElseThrow();
        String packed = get("/docs/page.html", GZIP).header("etag").orElseThrow();
        Response part = get("/docs/page.html", GZIP, "Range: bytes=0-3");
        assertThat(part.status()).isEqualTo(206);
        assertThat(part.body()).isEqualTo("page");
        assertThat(part.headers())
                .containsEntry("etag", whole)
                .containsEntry("vary", "Accept-Encoding")
                .doesNotContainKey("content-encoding");
        Response other = get("/docs/page.html", GZIP, "Range: bytes=4-", "If-Range: " + packed);
        assertNotCompressed(other);
        assertThat(other.body()).isEqualTo("page " + TEXT);
        assertThat(get("/docs/page.html", GZIP, "Range: bytes=99999-").status()).isEqualTo(416);
    }

    @Test
    void isNotOneThatTheSiteHas() throws IOException {
        Response own = get("/own.html.gz", GZIP);
        assertNotCompressed(own);
        assertThat(own.body()).startsWith("a stale one");
        assertThat(own.headers())
                .containsEntry("content-type", "application/gzip")
                .doesNotContainKey("vary");
    }

    @TestFactory
    Stream<DynamicTest> isNotMadeOfWhatIsCompressedOrShort() {
        Map<String, String> varies = Map.of("/image.png", "", "/noextension", "", "/small.html", "Accept-Encoding");
        return forEach(varies, (target, vary) -> {
            Response response = get(target, GZIP);
            assertNotCompressed(response);
            assertThat(response.header("vary").orElse("")).isEqualTo(vary);
        });
    }

    @TestFactory
    Stream<DynamicTest> cannotBeAskedFor() {
        Stream<String> targets = Stream.of(
                "/" + Variants.directory(Encoding.GZIP) + "/index.html",
                "/docs/" + Variants.directory(Encoding.GZIP) + "/page.html",
                "/docs/" + Variants.directory(Encoding.BROTLI) + "/page.html",
                "/docs/.git%3Agzip/",
                "/docs/" + Variants.directory(Encoding.GZIP),
                "/none.html");
        return forEach(targets, target -> {
            Response response = get(target, GZIP);
            assertThat(response.status()).isEqualTo(404);
            assertThat(response.headers()).doesNotContainKeys("content-encoding", "etag");
        });
    }
}

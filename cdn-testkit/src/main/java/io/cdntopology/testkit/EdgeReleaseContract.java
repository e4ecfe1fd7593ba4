package io.cdntopology.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.cdntopology.release.Release;
import io.cdntopology.spi.EdgeContract;
import io.cdntopology.store.LiveRelease;
import io.cdntopology.testkit.EdgeConnection.Response;
import io.cdntopology.topology.EdgeConfiguration;
import io.cdntopology.topology.Retention;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(240)
abstract class EdgeReleaseContract {
    private static final List<String> TARGETS =
            List.of("/", "/index.html", "/.env", "/docs", EdgeContract.HEALTH_PATH, EdgeContract.RELEASE_PATH, "/a.js");

    /** Long enough to be compressed. */
    private static final String LONG = "The quick brown fox jumps over the lazy dog. ".repeat(40);

    private static final String GZIP = "Accept-Encoding: gzip";

    private final EdgeContractTest suite;

    @TempDir
    private Path directory;

    private EdgeStage stage;

    EdgeReleaseContract(EdgeContractTest suite) {
        this.suite = suite;
    }

    @BeforeEach
    final void open() {
        stage = EdgeStage.open(suite, directory, EdgeConfiguration.DEFAULT);
    }

    @AfterEach
    final void close() {
        if (stage != null) {
            stage.close();
        }
    }

    private void assertNothingIsServed() throws IOException {
        for (String target : TARGETS) {
            for (String method : List.of("GET", "HEAD")) {
                Response response = stage.request(method, target);
                assertThat(response.status()).as(target).isEqualTo(503);
                assertThat(response.headers())
                        .containsEntry("retry-after", "1")
                        .containsEntry("cache-control", "no-store")
                        .containsEntry("content-type", "text/plain; charset=utf-8")
                        .doesNotContainKeys("x-cdn-release", "etag", "location");
            }
        }
    }

    @Test
    void asksToComeBackUntilThereIsARelease() throws IOException {
        assertNothingIsServed();
        Release first = stage.site().add(Map.of("index.html", "first"));
        assertNothingIsServed();
        stage.site().flip(first);
        assertThat(stage.get("/").body()).isEqualTo("first");
        assertThat(stage.get(EdgeContract.HEALTH_PATH).status()).isEqualTo(200);
        assertThat(stage.get("/").headers()).doesNotContainKey("retry-after");
    }

    @Test
    void aPointerThatIsNobodysIsNoRelease() throws IOException {
        Path pointer = pointer();
        Files.writeString(pointer, "no link");
        assertNothingIsServed();
        Files.delete(pointer);
        Files.createDirectories(pointer.resolve("site"));
        Files.writeString(pointer.resolve("site/index.html"), "no release");
        assertNothingIsServed();
    }

    @Test
    void aPointerToAReleaseThatIsGoneIsNoRelease() throws IOException {
        Files.createSymbolicLink(pointer(), Path.of(".cdn/releases/" + "a".repeat(40) + "-" + "b".repeat(40)));
        assertNothingIsServed();
    }

    @Test
    void aPointerOutOfTheStoreIsNoRelease() throws IOException {
        Path elsewhere = stage.fixture().contentRoot().resolve("elsewhere/" + "a".repeat(40) + "-" + "b".repeat(40));
        Files.createDirectories(elsewhere.resolve("site"));
        Files.writeString(elsewhere.resolve("site/index.html"), "elsewhere");
        Files.createSymbolicLink(pointer(), stage.fixture().contentRoot().relativize(elsewhere));
        assertNothingIsServed();
    }

    private Path pointer() {
        Path site = LiveRelease.served(stage.fixture().contentRoot());
        return Objects.requireNonNull(site.getParent());
    }

    @Test
    void aRollbackMakesTheContentOfBeforeTheCurrentOneAgain() throws IOException {
        Release good = stage.site().live(Map.of("index.html", "good", "same.txt", "same"));
        String goodTag = tag(stage.edge(), "/");
        String sameTag = tag(stage.edge(), "/same.txt");

        stage.site().live(Map.of("index.html", "baad", "same.txt", "same"));
        assertThat(stage.get("/", "If-None-Match: " + goodTag).body()).isEqualTo("baad");
        assertThat(tag(stage.edge(), "/same.txt")).isEqualTo(sameTag);

        stage.site().flip(good);
        Response back = stage.get("/", "If-None-Match: " + goodTag);
        assertThat(back.status()).isEqualTo(304);
        assertThat(back.header("x-cdn-release")).contains(good.commit().value());
    }

    @Test
    void aChangedFileIsSentAsItIsUntilItIsCompressed() throws IOException {
        Release old = stage.site().live(Map.of("index.html", "old" + LONG, "docs/a.txt", LONG));
        String oldTag = packed("/").header("etag").orElseThrow();
        Release next = stage.site().add(Map.of("index.html", "new" + LONG, "docs/a.txt", LONG));

        stage.site().flip(next);
        Response before = packed("/");
        assertThat(before.body()).startsWith("new");
        assertThat(before.headers()).containsEntry("vary", "Accept-Encoding").doesNotContainKey("content-encoding");
        assertThat(packed("/docs/a.txt").unpackedBody()).isEqualTo(LONG);

        stage.site().compress();
        Response after = packed(
                "/", "If-None-Match: " + oldTag + ", " + before.header("etag").orElseThrow());
        assertThat(after.status()).isEqualTo(200);
        assertThat(after.unpackedBody()).startsWith("new");

        stage.site().flip(old);
        assertThat(packed("/").unpackedBody()).startsWith("old");
        assertThat(packed("/", "If-None-Match: " + oldTag).status()).isEqualTo(304);
    }

    @Test
    void anAssetOfAnEarlierReleaseIsSentAsLongAsThatStays() throws IOException {
        String asset = "/assets/app.3f9a1c2b.js";
        stage.site().live(Map.of("index.html", "one", asset.substring(1), "first()", "old.html", "old"));
        Response first = stage.get(asset);
        for (int i = 2; i <= Retention.DEFAULT.releases(); i++) {
            Release live =
                    stage.site().live(Map.of("index.html", "release " + i, "assets/app." + i + "e9a1c2b.js", "next()"));

            Response earlier = stage.get(asset);
            assertThat(earlier.status()).isEqualTo(200);
            assertThat(earlier.body()).isEqualTo("first()");
            assertThat(earlier.headers())
                    .containsEntry("etag", first.header("etag").orElseThrow())
                    .containsEntry(
                            "cache-control", first.header("cache-control").orElseThrow())
                    .containsEntry("content-type", first.header("content-type").orElseThrow())
                    .containsEntry("x-cdn-release", live.commit().value());
            assertThat(stage.get("/old.html").status()).isEqualTo(404);
            assertThat(stage.get("/assets/app.4f9a1c2b.js").status()).isEqualTo(404);
        }

        stage.site().live(Map.of("index.html", "one too many"));

        assertThat(stage.get(asset).status()).isEqualTo(404);
    }

    @Test
    void anAssetThatSeveralReleasesHadIsThatOfTheLastOne() throws IOException {
        stage.site().live(Map.of("app.3f9a1c2b.js", "one"));
        stage.site().live(Map.of("app.3f9a1c2b.js", "two"));
        stage.site().live(Map.of("index.html", "none"));

        assertThat(stage.get("/app.3f9a1c2b.js").body()).isEqualTo("two");
    }

    private Response packed(String target, String... headers) throws IOException {
        String[] all = Arrays.copyOf(headers, headers.length + 1);
        all[headers.length] = GZIP;
        return stage.get(target, all);
    }

    @Test
    void theSameContentHasTheSameTagOnEveryEdge() throws IOException {
        stage.site().live(Map.of("index.html", "home", "docs/a.txt", LONG));
        URI beside = stage.fixture().startEdge();
        try (EdgeStage elsewhere = EdgeStage.open(suite, directory.resolve("elsewhere"), EdgeConfiguration.DEFAULT)) {
            elsewhere.site().live(Map.of("index.html", "home", "docs/a.txt", LONG, "other.txt", "other"));
            for (String target : List.of("/", "/docs/a.txt")) {
                assertThat(tag(beside, target))
                        .isEqualTo(tag(stage.edge(), target))
                        .isEqualTo(tag(elsewhere.edge(), target));
            }
            assertThat(tag(beside, "/docs/a.txt", GZIP))
                    .isEqualTo(tag(elsewhere.edge(), "/docs/a.txt", GZIP))
                    .isNotEqualTo(tag(beside, "/docs/a.txt"));
        }
    }

    private static String tag(URI edge, String target, String... headers) throws IOException {
        try (EdgeConnection connection = new EdgeConnection(edge)) {
            return connection.request("GET", target, headers).header("etag").orElseThrow();
        }
    }

    @Test
    void noResponseMixesReleasesHoweverOftenThePointerMoves() throws Exception {
        new EdgeFlips(stage).run();
    }
}

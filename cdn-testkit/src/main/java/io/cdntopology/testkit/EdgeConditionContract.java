package io.cdntopology.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.cdntopology.testkit.EdgeConnection.Response;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

abstract class EdgeConditionContract extends EdgeSharedContract {
    private static final Map<String, String> FILES = Map.of(
            "digits.txt",
            "0123456789",
            "empty.txt",
            "",
            "index.html",
            "0123456789",
            "digits.3f9a1c2b.js",
            "0123456789");

    EdgeConditionContract(EdgeContractTest suite) {
        super(suite, FILES);
    }

    private String tag() throws IOException {
        return get("/digits.txt").header("etag").orElseThrow();
    }

    @TestFactory
    Stream<DynamicTest> whatTheClientHasIsNotSentAgain() {
        return forEach(Stream.of("TAG", "W/TAG", "*", "\"other\", TAG", "W/\"other\",W/TAG"), known -> {
            for (String method : List.of("GET", "HEAD")) {
                String condition = "If-None-Match: " + known.replace("TAG", tag());
                Response response = request(method, "/digits.txt", condition, "Range: bytes=2-3");
                assertThat(response.status()).isEqualTo(304);
                assertThat(response.headers())
                        .containsEntry("etag", tag())
                        .containsEntry("cache-control", "no-cache")
                        .containsEntry("x-cdn-release", release().commit().value())
                        .doesNotContainKeys("content-type", "content-length", "last-modified");
            }
        });
    }

    @Test
    void whatTheClientHasNotIsSent() throws IOException {
        assertThat(get("/digits.txt", "If-None-Match: \"other\"").body()).isEqualTo("0123456789");
        assertThat(get("/digits.txt", "If-None-Match: " + tag().replace("\"", ""))
                        .status())
                .isEqualTo(200);
    }

    @Test
    void aFingerprintedNameMayBeKeptForAYearAlsoWhenItIsNotSentAgain() throws IOException {
        String tag = get("/digits.3f9a1c2b.js").header("etag").orElseThrow();
        Response response = get("/digits.3f9a1c2b.js", "If-None-Match: " + tag);
        assertThat(response.status()).isEqualTo(304);
        assertThat(response.header("cache-control")).contains("public, max-age=31536000, immutable");
    }

    /** The time of a file follows from its content. */
    @Test
    void timesSayNothing() throws IOException {
        assertThat(get("/digits.txt", "If-Modified-Since: Sun, 13 Sep 2037 12:26:40 GMT")
                        .status())
                .isEqualTo(200);
    }

    @Test
    void onlyTheContentThatIsMeantIsSent() throws IOException {
        assertThat(get("/digits.txt", "If-Match: \"other\", " + tag()).status()).isEqualTo(200);
        assertThat(get("/digits.txt", "If-Match: *").status()).isEqualTo(200);
        assertThat(get("/digits.txt", "If-Match: \"other\"").status()).isEqualTo(412);
        assertThat(get("/digits.txt", "If-Match: W/" + tag()).status()).isEqualTo(412);
    }

    @TestFactory
    Stream<DynamicTest> sendsAPart() {
        Map<String, String> parts = Map.of(
                "bytes=2-4", "2-4 234",
                "bytes=7-", "7-9 789",
                "bytes=5-99", "5-9 56789",
                "bytes=-1", "9-9 9",
                "bytes=-99", "0-9 0123456789",
                "BYTES= 0002 - 4 ", "2-4 234",
                "bytes=10-, 0-1", "0-1 01");
        return forEach(parts, (range, part) -> {
            for (String target : List.of("/digits.txt", "/")) {
                Response response = get(target, "Range: " + range);
                assertThat(response.status()).isEqualTo(206);
                assertThat("bytes " + part)
                        .isEqualTo(
                                response.header("content-range").orElseThrow().replace("/10", " ") + response.body());
                assertThat(response.headers())
                        .containsEntry(
                                "content-length", String.valueOf(response.body().length()))
                        .containsEntry("cache-control", "no-cache")
                        .containsEntry("x-cdn-release", release().commit().value())
                        .containsKeys("content-type", "etag")
                        .doesNotContainKey("last-modified");
            }
        });
    }

    @TestFactory
    Stream<DynamicTest> refusesWhatIsNoRangeOfTheFile() {
        return forEach(Stream.of("bytes=10-", "bytes=-0", "bytes=5-4", "bytes=x-y", "bytes=-", "bytes=0-1,"), range -> {
            for (String target : List.of("/digits.txt", "/digits.3f9a1c2b.js")) {
                Response response = get(target, "Range: " + range);
                assertThat(response.status()).isEqualTo(416);
                assertThat(response.headers())
                        .containsEntry("content-range", "bytes */10")
                        .containsEntry("x-cdn-release", release().commit().value())
                        .containsEntry("x-content-type-options", "nosniff");
                assertThat(response.header("cache-control").orElseThrow()).endsWith("no-store");
            }
        });
    }

    @TestFactory
    Stream<DynamicTest> sendsTheWholeForRangesItDoesNotKnow() {
        return forEach(Stream.of("bytes=0-1,3-4", "lines=0-1", "bytes"), range -> {
            Response response = get("/digits.txt", "Range: " + range);
            assertThat(response.status()).isEqualTo(200);
            assertThat(response.body()).isEqualTo("0123456789");
        });
    }

    @Test
    void anEmptyFileIsSentWhole() throws IOException {
        assertThat(get("/empty.txt", "Range: bytes=0-").status()).isEqualTo(200);
        assertThat(get("/empty.txt", "Range: bytes=-5").status()).isEqualTo(200);
        assertThat(get("/empty.txt", "Range: bytes=1-").status()).isEqualTo(416);
    }

    @TestFactory
    Stream<DynamicTest> sendsAPartOnlyOfWhatTheClientHas() {
        Map<String, String> statuses =
                Map.of("TAG", "206", "W/TAG", "200", "\"other\"", "200", "Sun, 13 Sep 2037 12:26:40 GMT", "200");
        return forEach(statuses, (known, status) -> {
            Response response = get("/digits.txt", "Range: bytes=2-4", "If-Range: " + known.replace("TAG", tag()));
            assertThat(String.valueOf(response.status())).isEqualTo(status);
        });
    }

    @Test
    void headHasNoRange() throws IOException {
        Response response = request("HEAD", "/digits.txt", "Range: bytes=2-4");
        assertThat(response.status()).isEqualTo(suite.ignoresRangesOfHead() ? 200 : 206);
        assertThat(response.header("content-length")).contains(suite.ignoresRangesOfHead() ? "10" : "3");
    }
}

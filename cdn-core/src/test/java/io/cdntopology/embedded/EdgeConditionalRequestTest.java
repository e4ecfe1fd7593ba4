package io.cdntopology.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import io.cdntopology.embedded.RawConnection.Response;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EdgeConditionalRequestTest {
    private static final String TAG = "\"5f5e1000-a\"";

    private EdgeFixture edge;

    @BeforeEach
    void start(@TempDir Path directory) throws IOException {
        edge = EdgeFixture.start(directory);
        edge.root().live(Map.of("digits.txt", "0123456789", "empty.txt", ""));
    }

    @AfterEach
    void stop() {
        edge.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {TAG, "W/" + TAG, "*", "\"other\", " + TAG})
    void whatTheClientHasIsNotSentAgain(String known) throws IOException {
        for (String method : new String[] {"GET", "HEAD"}) {
            Response response = edge.request(method, "/digits.txt", "If-None-Match: " + known, "Range: bytes=2-3");
            assertThat(response.status()).isEqualTo(304);
            assertThat(response.headers())
                    .containsEntry("etag", TAG)
                    .containsEntry("cache-control", "no-cache")
                    .containsKey("x-cdn-release")
                    .doesNotContainKeys("content-type", "content-length", "last-modified");
        }
    }

    @Test
    void whatTheClientHasNotIsSent() throws IOException {
        assertThat(edge.get("/digits.txt", "If-None-Match: \"other\"").body()).isEqualTo("0123456789");
        assertThat(edge.get("/digits.txt", "If-None-Match: \"other\"", "If-None-Match: " + TAG)
                        .status())
                .isEqualTo(304);
    }

    @ParameterizedTest
    @CsvSource({"bytes=2-4, 2-4, 234", "bytes=7-, 7-9, 789", "bytes=-1, 9-9, 9", "bytes=-99, 0-9, 0123456789"})
    void sendsAPart(String range, String sent, String body) throws IOException {
        Response response = edge.get("/digits.txt", "Range: " + range);
        assertThat(response.status()).isEqualTo(206);
        assertThat(response.body()).isEqualTo(body);
        assertThat(response.headers())
                .containsEntry("content-range", "bytes " + sent + "/10")
                .containsEntry("content-length", String.valueOf(body.length()))
                .containsEntry("content-type", "text/plain; charset=utf-8")
                .containsEntry("etag", TAG);
    }

    @ParameterizedTest
    @ValueSource(strings = {"bytes=10-", "bytes=-0"})
    void refusesARangeBehindTheEnd(String range) throws IOException {
        Response response = edge.get("/digits.txt", "Range: " + range);
        assertThat(response.status()).isEqualTo(416);
        assertThat(response.header("content-range")).contains("bytes */10");
        assertThat(edge.get("/empty.txt", "Range: bytes=0-").status()).isEqualTo(416);
    }

    @ParameterizedTest
    @ValueSource(strings = {"bytes=0-1,3-4", "bytes=x-y", "lines=0-1"})
    void sendsTheWholeForRangesItDoesNotKnow(String range) throws IOException {
        Response response = edge.get("/digits.txt", "Range: " + range);
        assertThat(response.status()).isEqualTo(200);
        assertThat(response.body()).isEqualTo("0123456789");
        assertThat(edge.get("/digits.txt", "Range: bytes=0-1", "Range: bytes=0-1")
                        .status())
                .isEqualTo(200);
    }

    @ParameterizedTest
    @CsvSource({
        "'\"5f5e1000-a\"', 206",
        "'W/\"5f5e1000-a\"', 200",
        "'\"other\"', 200",
        "'Sun, 13 Sep 2020 12:26:40 GMT', 200"
    })
    void sendsAPartOnlyOfWhatTheClientHas(String ifRange, int status) throws IOException {
        assertThat(edge.get("/digits.txt", "Range: bytes=2-4", "If-Range: " + ifRange)
                        .status())
                .isEqualTo(status);
    }

    @Test
    void headHasNoRange() throws IOException {
        Response response = edge.request("HEAD", "/digits.txt", "Range: bytes=2-4");
        assertThat(response.status()).isEqualTo(200);
        assertThat(response.header("content-length")).contains("10");
    }
}

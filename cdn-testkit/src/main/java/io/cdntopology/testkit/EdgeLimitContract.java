package io.cdntopology.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.cdntopology.spi.EdgeContract;
import io.cdntopology.testkit.EdgeConnection.Response;
import io.cdntopology.topology.EdgeConfiguration;
import io.cdntopology.topology.RateLimit;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** At one request a minute nothing leaks out while a test runs. Each has paths of its own. */
abstract class EdgeLimitContract extends EdgeSharedContract {
    private static final Map<String, String> FILES = Map.of(
            "index.html", "home",
            "burst/index.html", "index",
            "burst/a/page.html", "page",
            "odd/page.html", "page",
            "two/page.html", "page",
            "two/slow/page.html", "page",
            "it's \"$uri\"/page.html", "page",
            "-/other.html", "other");

    EdgeLimitContract(EdgeContractTest suite) {
        super(
                suite,
                FILES,
                EdgeConfiguration.builder()
                        .rateLimit(RateLimit.perSecond(1_000, 10_000))
                        .rateLimit("/two/**", RateLimit.perMinute(1, 3))
                        .rateLimit("/burst/**", RateLimit.perMinute(1, 4))
                        .rateLimit("/odd/**", RateLimit.perMinute(1, 0))
                        .rateLimit("/two/slow/*", RateLimit.perMinute(1, 0))
                        .rateLimit("/it's \"$uri\"/*", RateLimit.perMinute(2, 0))
                        .rateLimit("/-/*", RateLimit.perMinute(1, 0))
                        .build());
    }

    @Test
    void refusesWhatIsBeyondTheBurst() throws IOException {
        assertThat(get("/burst").status()).isEqualTo(301);
        assertThat(get("/burst/").body()).isEqualTo("index");
        assertThat(request("HEAD", "/burst/a/page.html").status()).isEqualTo(200);
        assertThat(get("/burst/none").status()).isEqualTo(404);
        assertThat(get("//burst//a/page.html?a=b").status()).isEqualTo(200);
        assertThat(get("/burst/", "If-None-Match: *").status()).isEqualTo(304);
        for (String target : List.of("/burst/", "/burst/a/page.html", "/burst/none")) {
            Response refused = get(target, "Accept-Encoding: gzip", "Range: bytes=0-1", "If-None-Match: *");
            assertThat(refused.status()).isEqualTo(429);
            assertThat(refused.body()).isEqualTo("Too many requests, ask again later\n");
            assertThat(refused.headers())
                    .containsEntry("retry-after", "63")
                    .containsEntry("cache-control", "no-store")
                    .containsEntry("content-type", "text/plain; charset=utf-8")
                    .containsEntry("x-content-type-options", "nosniff")
                    .containsEntry("x-cdn-release", release().commit().value())
                    .doesNotContainKeys("etag", "vary", "content-encoding", "last-modified");
            Response head = request("HEAD", target);
            assertThat(head.status()).isEqualTo(429);
            assertThat(head.header("content-length"))
                    .contains(String.valueOf(refused.bytes().length()));
        }
        assertThat(get("/").status()).isEqualTo(200);
    }

    @Test
    void countsNothingThatIsRefusedAnyhow() throws IOException {
        assertThat(request("POST", "/odd/page.html", "Content-Length: 0").status())
                .isEqualTo(405);
        assertThat(get("/odd/a/../page.html").status()).isEqualTo(400);
        assertThat(get("/odd/.env").status()).isEqualTo(404);
        assertThat(get("/odd/page.html").status()).isEqualTo(200);
        assertThat(get("/odd/page.html").status()).isEqualTo(429);
    }

    @Test
    void appliesEveryLimitAndCountsByAllOfThemOrByNone() throws IOException {
        assertThat(get("/two/slow/page.html").status()).isEqualTo(200);
        for (int i = 0; i < 5; i++) {
            assertThat(get("/two/slow/page.html").status()).isEqualTo(429);
        }
        for (int i = 0; i < 3; i++) {
            assertThat(get("/two/page.html").status()).isEqualTo(200);
        }
        assertThat(get("/two/page.html").status()).isEqualTo(429);
    }

    @Test
    void takesEveryCharacterOfAPatternForItself() throws IOException {
        assertThat(get("/it's%20%22$uri%22/page.html").status()).isEqualTo(200);
        Response refused = get("/it's%20%22$uri%22/page.html");
        assertThat(refused.status()).isEqualTo(429);
        assertThat(refused.headers()).containsEntry("retry-after", "31");
    }

    @Test
    void neverLimitsWhatIsBelowTheDash() throws IOException {
        for (String target : List.of(EdgeContract.HEALTH_PATH, EdgeContract.RELEASE_PATH, "/-/other.html")) {
            for (int i = 0; i < 5; i++) {
                assertThat(get(target).status()).as(target).isEqualTo(200);
            }
        }
    }
}

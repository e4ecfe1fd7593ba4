package io.cdntopology.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.cdntopology.spi.EdgeContract;
import io.cdntopology.testkit.EdgeConnection.Response;
import io.cdntopology.topology.EdgeConfiguration;
import java.io.IOException;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

abstract class EdgeConfigurationContract extends EdgeSharedContract {
    private static final String FINGERPRINTED = "/assets/app.3f9a1c2b.js";

    /** What would end a string, a directive, a block or a line somewhere, or begin a comment or a variable. */
    private static final String HOSTILE_VALUE = "a=\"b\\\"; } # { ' \\n \\";

    private static final String HOSTILE_NAME = "it's \"a\"; #$uri.é&|(+)^~";

    private static final Map<String, String> FILES = Map.ofEntries(
            Map.entry("index.html", "home"),
            Map.entry("404.html", "no such page"),
            Map.entry("docs/index.html", "docs"),
            Map.entry("docs/a/deep/page.html", "deep"),
            Map.entry("site.css", "css"),
            Map.entry("assets/site.css", "css"),
            Map.entry("assets/a/site.css", "css"),
            Map.entry("assets/app.3f9a1c2b.js", "js"),
            Map.entry("assets/raw/site.css", "css"),
            Map.entry("Assets/site.css", "css"),
            Map.entry("assets-old/site.css", "css"),
            Map.entry("other.3f9a1c2b.js", "js"),
            Map.entry("-/other", "content"),
            Map.entry("embed/player.html", "player"),
            Map.entry("embed/a/player.html", "player"),
            Map.entry(HOSTILE_NAME + "/a.txt", "hostile"));

    EdgeConfigurationContract(EdgeContractTest suite) {
        super(suite, FILES, configuration());
    }

    private static EdgeConfiguration configuration() {
        return EdgeConfiguration.builder()
                .cacheControl("/assets/raw/**", "no-store")
                .cacheControl("/assets/**", "public, max-age=86400")
                .cacheControl("/**/*.html", "public, max-age=60, stale-while-revalidate=\"5\"")
                .header("Content-Security-Policy", "default-src 'self'; img-src *")
                .header("X-Hostile", HOSTILE_VALUE)
                .header("X-FRAME-Options", "DENY")
                .withoutHeader("/embed/*.html", "X-Frame-Options")
                .header("/embed/**", "X-Frame-Options", "SAMEORIGIN")
                .withoutHeader("Referrer-Policy")
                .header("/assets/*.css", "X-One", "1")
                .header("/assets/**/*.css", "X-Many", "1")
                .header("/**", "X-All", "1")
                .header("/*", "X-Top", "1")
                .header("/" + HOSTILE_NAME + "/*", "X-Hostile", "\\")
                .build();
    }

    @TestFactory
    Stream<DynamicTest> theFirstPatternSaysHowLongAFileMayBeKept() {
        Map<String, String> expected = Map.of(
                "/assets/raw/site.css",
                "no-store",
                "/assets/a/site.css",
                "public, max-age=86400",
                FINGERPRINTED,
                "public, max-age=86400",
                "/",
                "public, max-age=60, stale-while-revalidate=\"5\"",
                "/docs/",
                "public, max-age=60, stale-while-revalidate=\"5\"",
                "/docs/a/deep/page.html",
                "public, max-age=60, stale-while-revalidate=\"5\"",
                "/site.css",
                "no-cache",
                "/Assets/site.css",
                "no-cache",
                "/assets-old/site.css",
                "no-cache",
                "/other.3f9a1c2b.js",
                "public, max-age=31536000, immutable");
        return forEach(expected, (target, value) -> {
            Response response = get(target);
            assertThat(response.status()).isEqualTo(200);
            assertThat(response.header("cache-control")).contains(value);
        });
    }

    @TestFactory
    Stream<DynamicTest> aPatternNamesFiles() {
        Map<String, String> expected = Map.of(
                "/",
                "all top",
                "/docs/",
                "all",
                "/site.css",
                "all top",
                "/assets/site.css",
                "all many one",
                "/assets/a/site.css",
                "all many",
                "/assets/raw/site.css",
                "all many",
                FINGERPRINTED,
                "all",
                "/-/other",
                "all",
                EdgeContract.HEALTH_PATH,
                "",
                EdgeContract.RELEASE_PATH,
                "");
        return forEach(expected, (target, names) -> {
            Response response = get(target);
            assertThat(Stream.of("all", "many", "one", "top")
                            .filter(name -> response.header("x-" + name).isPresent())
                            .collect(Collectors.joining(" ")))
                    .isEqualTo(names);
        });
    }

    @TestFactory
    Stream<DynamicTest> aFileThatIsNotSentHasTheSameHeaders() {
        return forEach(Stream.of("If-None-Match: *", "Range: bytes=0-1", "Range: bytes=99-"), condition -> {
            Response response = get("/assets/site.css", condition);
            assertThat(response.status()).isIn(206, 304, 416);
            assertThat(response.headers()).containsEntry("x-one", "1").containsEntry("x-frame-options", "DENY");
        });
    }

    @TestFactory
    Stream<DynamicTest> everyAnswerHasTheHeadersOfAllAnswers() {
        Map<String, String> statuses = Map.of(
                "/",
                "200",
                "/docs",
                "301",
                "/none",
                "404",
                "/.env",
                "404",
                "/a/../b",
                "400",
                EdgeContract.HEALTH_PATH,
                "200",
                EdgeContract.RELEASE_PATH,
                "200");
        return forEach(statuses, (target, status) -> {
            Response response = get(target);
            assertThat(String.valueOf(response.status())).isEqualTo(status);
            assertThat(response.headers())
                    .containsEntry("x-content-type-options", "nosniff")
                    .containsEntry("x-frame-options", "DENY")
                    .containsEntry("content-security-policy", "default-src 'self'; img-src *")
                    .containsEntry("x-hostile", HOSTILE_VALUE)
                    .doesNotContainKey("referrer-policy");
        });
    }

    @Test
    void whatIsNoFileHasNoHeadersOfFilesAndIsNotKept() throws IOException {
        for (String target : new String[] {"/none", "/assets/none.css", "/docs", "/a/../b"}) {
            assertThat(get(target).headers()).as(target).doesNotContainKeys("x-all", "x-many", "x-one", "x-top");
        }
        assertThat(get("/assets/none.css").header("cache-control")).contains("no-store");
    }

    @Test
    void aPageOfThisNameIsSentWhereThereIsNoFile() throws IOException {
        Response response = get("/none");
        assertThat(response.status()).isEqualTo(404);
        assertThat(response.body()).isEqualTo("no such page");
        assertThat(response.header("content-type")).contains("text/html; charset=utf-8");
        assertThat(get("/.env").body()).isEqualTo("no such page");
    }

    @Test
    void aFileMayLackWhatEveryAnswerHas() throws IOException {
        assertThat(get("/embed/player.html").headers()).doesNotContainKey("x-frame-options");
        assertThat(get("/embed/a/player.html").header("x-frame-options")).contains("SAMEORIGIN");
        assertThat(get("/embed/none.html").header("x-frame-options")).contains("DENY");
    }

    @Test
    void everyCharacterOfAPatternStandsForItself() throws IOException {
        String target = "/it's%20%22a%22;%20%23$uri.%C3%A9&%7C(+)%5E~/a.txt";
        assertThat(get(target).body()).isEqualTo("hostile");
        assertThat(get(target).header("x-hostile")).contains("\\");
    }
}

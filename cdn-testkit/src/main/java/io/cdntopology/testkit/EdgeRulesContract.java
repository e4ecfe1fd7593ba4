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

abstract class EdgeRulesContract extends EdgeSharedContract {
    private static final String REDIRECTS = """
            # From the site before this one.
            /old                /new
            /moved              /new 302          # for a while
            /see                /new 303
            /later/             /new 307
            /kept               /new#top 308
            /page.html          /never 301
            /taken.html         /instead 301!
            /docs/              /never
            /blog/:year/:name   /posts/:name?from=:year
            /wiki/*             https://wiki.example.com/:splat
            /wiki/first         /never
            /a%20b              /space
            /café               /coffee/é
            /(x)                /x$1
            /all/*              /:splat 302
            /app/*              /app/index.html 200
            /forced/*           /app/index.html 200!
            /gone/*             /errors/gone.html 404
            /really/gone.html   /errors/gone.html 404!
            /lost/*             /errors/none.html 404
            /missing/*          /none.html 200
            /-x                 /dash
            """;

    private static final String HEADERS = """
            # For all of it.
            /*
              X-Frame-Options: DENY
              X-All: 1
              Cache-Control: max-age=5
            /docs/*
              X-All: 2
              Link: </a.css>; rel=preload
              Link: </b.css>; rel=preload
              Cache-Control: public, max-age=60
            /*.css
              cache-control: max-age=7
              X_Under: "quoted"
              X-Under: \\ and 'this'
            /old
              X-Moved: yes
            """;

    private static final Map<String, String> FILES = Map.ofEntries(
            Map.entry("_redirects", REDIRECTS),
            Map.entry("_headers", HEADERS),
            Map.entry("index.html", "home"),
            Map.entry("page.html", "page"),
            Map.entry("taken.html", "taken"),
            Map.entry("docs/index.html", "docs"),
            Map.entry("docs/site.css", "css"),
            Map.entry("app/index.html", "the application"),
            Map.entry("forced/file.txt", "file"),
            Map.entry("really/gone.html", "still there"),
            Map.entry("errors/gone.html", "gone"),
            Map.entry("404.html", "lost"),
            Map.entry("wiki/own.html", "own"));

    EdgeRulesContract(EdgeContractTest suite) {
        super(
                suite,
                FILES,
                EdgeConfiguration.builder()
                        .siteRules()
                        .withoutCompression()
                        .cacheControl("/page.html", "max-age=1")
                        .header("X-Own", "own")
                        .header("/docs/**", "X-Docs", "docs")
                        .build());
    }

    @TestFactory
    Stream<DynamicTest> leadsWhereTheFirstRuleSays() {
        Map<String, String> expectations = Map.ofEntries(
                Map.entry("/old", "301 /new"),
                Map.entry("/old/", "301 /new"),
                Map.entry("//old//", "301 /new"),
                Map.entry("/old?a=b&c=%20", "301 /new?a=b&c=%20"),
                Map.entry("/old?", "301 /new"),
                Map.entry("/moved", "302 /new"),
                Map.entry("/see", "303 /new"),
                Map.entry("/later", "307 /new"),
                Map.entry("/kept", "308 /new#top"),
                Map.entry("/kept?a", "308 /new?a#top"),
                Map.entry("/taken.html", "301 /instead"),
                Map.entry("/blog/2024/hello%20you", "301 /posts/hello%20you?from=2024"),
                Map.entry("/blog/2024/x?y=z", "301 /posts/x?from=2024"),
                Map.entry("/wiki/a/b%2Bc.html", "301 https://wiki.example.com/a/b%2Bc.html"),
                Map.entry("/wiki/first?x", "301 https://wiki.example.com/first?x"),
                Map.entry("/wiki", "301 /wiki/"),
                Map.entry("/wiki/", "301 https://wiki.example.com/"),
                Map.entry("/all", "302 /"),
                Map.entry("/wiki/none/", "301 https://wiki.example.com/none/"),
                Map.entry("/a%20b", "301 /space"),
                Map.entry("/caf%C3%A9", "301 /coffee/%C3%A9"),
                Map.entry("/caf%c3%a9", "301 /coffee/%C3%A9"),
                Map.entry("/(x)", "301 /x%241"),
                Map.entry("/%28x%29", "301 /x%241"),
                Map.entry("/-x", "301 /dash"));
        return forEach(expectations, (target, expected) -> {
            for (String method : new String[] {"GET", "HEAD"}) {
                Response response = request(method, target);
                assertThat(response.status() + " " + response.header("location").orElse("nowhere"))
                        .isEqualTo(expected);
                assertThat(response.headers())
                        .containsEntry("cache-control", response.status() == 301 ? "no-cache" : "no-store")
                        .containsEntry("x-frame-options", "DENY")
                        .containsEntry("x-own", "own")
                        .containsEntry("x-cdn-release", release().commit().value());
            }
        });
    }

    /** A client that could choose the host could have people sent anywhere by a link to this site. */
    @TestFactory
    Stream<DynamicTest> leadsToNoOtherHostByWhatAClientSays() {
        Map<String, String> expectations = Map.of(
                "/all/evil.example", "/evil.example",
                "/all//evil.example", "/evil.example",
                "/all///evil.example/x", "/evil.example/x",
                "/all/@evil.example", "/@evil.example",
                "/all/https://evil.example", "/https://evil.example");
        return forEach(expectations, (target, expected) -> {
            Response response = get(target);
            assertThat(response.status()).isEqualTo(302);
            assertThat(response.header("location")).contains(expected);
        });
    }

    @TestFactory
    Stream<DynamicTest> isRefusedAsBefore() {
        Map<String, String> expectations = Map.of(
                "/all/%2Fevil.example", "400",
                "/all/%5Cevil.example", "400",
                "/all/\\evil.example", "400",
                "/all/../x", "400",
                "/all/%0d%0aX-Evil:%20yes", "400",
                "/all/.git/config", "404",
                "/all/x/.env", "404");
        return forEach(expectations, (target, status) -> {
            Response response = get(target);
            assertThat(response.status()).isEqualTo(Integer.parseInt(status));
            assertThat(response.headers()).doesNotContainKeys("location", "x-evil", "x-all");
        });
    }

    @TestFactory
    Stream<DynamicTest> sendsPages() {
        Map<String, String> expectations = Map.ofEntries(
                Map.entry("/", "200 home"),
                Map.entry("/page.html", "200 page"),
                Map.entry("/docs/", "200 docs"),
                Map.entry("/wiki/own.html", "200 own"),
                Map.entry("/app/users/7", "200 the application"),
                Map.entry("/app/script.js", "200 the application"),
                Map.entry("/forced/file.txt", "200 the application"),
                Map.entry("/forced", "200 the application"),
                Map.entry("/gone/with/the/wind", "404 gone"),
                Map.entry("/gone", "404 gone"),
                Map.entry("/really/gone.html", "404 gone"),
                Map.entry("/lost/x", "404 lost"),
                Map.entry("/missing/x", "404 lost"),
                Map.entry("/olden", "404 lost"),
                Map.entry("/Old", "404 lost"),
                Map.entry("/_redirects", "404 lost"),
                Map.entry("/_headers", "404 lost"),
                Map.entry("/%5Fheaders?x", "404 lost"),
                Map.entry("/none", "404 lost"),
                Map.entry("/-/none", "404 lost"));
        return forEach(expectations, (target, expected) -> {
            Response response = get(target);
            assertThat(response.status() + " " + response.body()).isEqualTo(expected);
            if (response.status() == 404) {
                assertThat(response.headers())
                        .containsEntry("cache-control", "no-store")
                        .doesNotContainKey("etag");
            }
            assertThat(request("HEAD", target).status()).isEqualTo(response.status());
        });
    }

    @Test
    void aPageOfARuleIsAFileAsAnyOther() throws IOException {
        String tag = get("/app/").header("etag").orElseThrow();
        assertThat(get("/app/users").header("etag")).contains(tag);
        assertThat(get("/app/users").header("content-type")).contains("text/html; charset=utf-8");
        assertThat(get("/app/users", "If-None-Match: " + tag).status()).isEqualTo(304);
        assertThat(get("/forced/x", "If-None-Match: " + tag).status()).isEqualTo(304);
        Response part = get("/app/users", "Range: bytes=4-6");
        assertThat(part.status()).isEqualTo(206);
        assertThat(part.body()).isEqualTo("app");
        assertThat(request("POST", "/old").status()).isEqualTo(405);
    }

    @Test
    void headersAreThoseOfTheLastRule() throws IOException {
        assertThat(get("/page.html").headers())
                .containsEntry("cache-control", "max-age=5")
                .containsEntry("x-frame-options", "DENY")
                .containsEntry("x-content-type-options", "nosniff")
                .containsEntry("x-own", "own")
                .containsEntry("x-all", "1")
                .doesNotContainKeys("link", "x-docs", "x-moved", "x_under", "x-under");
        Response docs = get("/docs/");
        assertThat(docs.headers())
                .containsEntry("cache-control", "public, max-age=60")
                .containsEntry("x-all", "2")
                .containsEntry("x-docs", "docs")
                .containsEntry("link", "</a.css>; rel=preload, </b.css>; rel=preload");
        assertThat(get("/docs/site.css").headers())
                .containsEntry("cache-control", "max-age=7")
                .containsEntry("x-all", "2")
                .containsEntry("x_under", "\"quoted\"")
                .containsEntry("x-under", "\\ and 'this'");
        assertThat(get("/old").headers()).containsEntry("x-moved", "yes");
    }

    @Test
    void headersAreAlsoThoseOfOtherAnswersAboutTheSite() throws IOException {
        String tag = get("/docs/").header("etag").orElseThrow();
        assertThat(get("/docs/", "If-None-Match: " + tag).headers())
                .containsEntry("cache-control", "public, max-age=60")
                .containsEntry("x-all", "2");
        assertThat(get("/docs", "A: b").headers())
                .containsEntry("location", "/docs/")
                .containsEntry("cache-control", "no-cache")
                .containsEntry("x-all", "2");
        assertThat(get("/docs/none").headers())
                .containsEntry("cache-control", "no-store")
                .containsEntry("x-all", "2");
        assertThat(get("/-/health").headers())
                .containsEntry("cache-control", "no-store")
                .containsEntry("x-frame-options", "SAMEORIGIN")
                .doesNotContainKey("x-all");
        assertThat(get("/-/none").headers()).doesNotContainKey("x-all");
    }
}

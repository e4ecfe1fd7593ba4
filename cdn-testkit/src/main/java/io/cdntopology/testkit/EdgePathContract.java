package io.cdntopology.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.cdntopology.testkit.EdgeConnection.Response;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

abstract class EdgePathContract extends EdgeSharedContract {
    private static final Map<String, String> FILES = Map.ofEntries(
            Map.entry("index.html", "home"),
            Map.entry("docs/index.html", "docs"),
            Map.entry("docs/deep/er/a b.txt", "space"),
            Map.entry("a+b&c.txt", "plus"),
            Map.entry("100%.html", "percent"),
            Map.entry("%41.txt", "percent-encoded"),
            Map.entry("A.txt", "decoded once too often"),
            Map.entry("what?.txt", "question mark"),
            Map.entry("issue#1.txt", "number sign"),
            Map.entry("a;b=c,d@e:f!'().txt", "sub-delimiters"),
            Map.entry("$uri\"{x}.txt", "special to configurations"),
            Map.entry("é/index.html", "directory in UTF-8"),
            Map.entry("é.html", "UTF-8"),
            Map.entry("😀.html", "four bytes of UTF-8"),
            Map.entry("why?/index.html", "directory with a question mark"),
            Map.entry("a b/index.html", "directory with a space"),
            Map.entry(".well-known/index.html", "well known"),
            Map.entry(".well-known/acme-challenge/token", "challenge"));

    EdgePathContract(EdgeContractTest suite) {
        super(suite, FILES);
    }

    @TestFactory
    Stream<DynamicTest> namesAFile() {
        Map<String, String> bodies = Map.ofEntries(
                Map.entry("/", "home"),
                Map.entry("/index.html", "home"),
                Map.entry("/?a=b", "home"),
                Map.entry("/docs/?a=/../b", "docs"),
                Map.entry("//docs//index.html?v=1", "docs"),
                Map.entry("/docs/index.html?v=%2F%00&w=%2e%2e/", "docs"),
                Map.entry("/docs/deep/er/a%20b.txt", "space"),
                Map.entry("/a+b&c.txt", "plus"),
                Map.entry("/a%2Bb%26c.txt", "plus"),
                Map.entry("/100%25.html", "percent"),
                Map.entry("/%2541.txt", "percent-encoded"),
                Map.entry("/%41.txt", "decoded once too often"),
                Map.entry("/what%3F.txt", "question mark"),
                Map.entry("/issue%231.txt", "number sign"),
                Map.entry("/a;b=c,d@e:f!'().txt", "sub-delimiters"),
                Map.entry("/$uri%22%7Bx%7D.txt", "special to configurations"),
                Map.entry("/%C3%A9.html", "UTF-8"),
                Map.entry("/%c3%a9/", "directory in UTF-8"),
                Map.entry("/%F0%9F%98%80.html", "four bytes of UTF-8"),
                Map.entry("/why%3F/", "directory with a question mark"),
                Map.entry("/a%20b/?q", "directory with a space"),
                Map.entry("/.well-known/", "well known"),
                Map.entry("//.well-known/acme-challenge/token", "challenge"),
                Map.entry("http://edge/docs/", "docs"));
        return forEach(bodies, (target, body) -> {
            Response response = get(target);
            assertThat(response.status()).isEqualTo(200);
            assertThat(response.body()).isEqualTo(body);
        });
    }

    @TestFactory
    Stream<DynamicTest> leadsToTheDirectory() {
        Map<String, String> locations = Map.ofEntries(
                Map.entry("/docs", "/docs/"),
                Map.entry("/docs?a=b&c=%2F", "/docs/?a=b&c=%2F"),
                Map.entry("/docs/deep", "/docs/deep/"),
                Map.entry("//docs/deep", "/docs/deep/"),
                Map.entry("/%64ocs", "/docs/"),
                Map.entry("/%C3%A9", "/%C3%A9/"),
                Map.entry("/a%20b?q", "/a%20b/?q"),
                Map.entry("/why%3F", "/why%3F/"),
                Map.entry("/why%3F?q", "/why%3F/?q"),
                Map.entry("http://elsewhere/docs", "/docs/"));
        return forEach(locations, (target, location) -> {
            Response response = get(target);
            assertThat(response.status()).isEqualTo(301);
            assertThat(response.headers())
                    .containsEntry("location", location)
                    .containsEntry("cache-control", "no-cache")
                    .containsEntry("x-cdn-release", release().commit().value())
                    .doesNotContainKeys("etag", "last-modified");
        });
    }

    @TestFactory
    Stream<DynamicTest> neverLeadsToAnotherHost() {
        return forEach(
                Stream.of("//docs", "///docs", "//docs?next=//evil.example", "/why%3f//", "/docs//deep"),
                target -> assertThat(get(target).header("location").orElse("/"))
                        .startsWith("/")
                        .doesNotStartWith("//"));
    }

    @TestFactory
    Stream<DynamicTest> isRefused() {
        Stream<String> targets = Stream.of(
                "/../../secret.txt",
                "/../../../../../../../../etc/passwd",
                "/docs/../index.html",
                "/docs/./index.html",
                "/docs/..",
                "/docs/.",
                "/docs/..?a",
                "/%2e%2e/%2e%2e/secret.txt",
                "/docs/%2E./index.html",
                "/docs/.%2e/index.html",
                "/docs/%2e/index.html",
                "/%2E%2E%2F%2E%2E%2Fsecret.txt",
                "/..%2f..%2fsecret.txt",
                "/docs%2findex.html",
                "/docs%2Findex.html",
                "/..%5c..%5csecret.txt",
                "/..\\..\\secret.txt",
                "/docs\\index.html",
                "/docs%00/index.html",
                "/docs%0Aindex.html",
                "/docs/%0A",
                "/docs%7Findex.html",
                "/docs%C2%85index.html",
                "/%",
                "/%4",
                "/%zz",
                "/%4g",
                "/%C3",
                "/%C0%AF",
                "/%c0%ae%c0%ae/secret.txt",
                "/%ED%A0%80",
                "/%F5%80%80%80",
                "/%80",
                "/docs%0d%0aX-Injected:1/index.html",
                "/\u00e9",
                "/docs#index.html");
        return forEach(targets, target -> {
            Response response = get(target);
            assertThat(response.status()).isEqualTo(400);
            assertThat(response.body()).doesNotContain("secret", "home", "docs");
            assertThat(response.headers()).doesNotContainKeys("x-injected", "etag");
        });
    }

    @TestFactory
    Stream<DynamicTest> doesNotExist() {
        return forEach(
                Stream.of("//etc/passwd", "///etc/passwd", "/%252e%252e/index.html", "http://edge//etc/passwd"),
                target -> assertThat(get(target).status()).isEqualTo(404));
    }
}

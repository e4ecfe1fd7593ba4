package io.cdntopology.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import io.cdntopology.embedded.RawConnection.Response;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EdgeHostileRequestTest {
    private EdgeFixture edge;

    @BeforeEach
    void start(@TempDir Path directory) throws IOException {
        Files.writeString(directory.resolve("secret.txt"), "secret");
        edge = EdgeFixture.start(directory.resolve("www"));
        edge.root().live(Map.of("index.html", "home", "a/b.txt", "b"));
    }

    @AfterEach
    void stop() {
        edge.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/../../secret.txt",
                "/../../../../../../../../etc/passwd",
                "/a/../../secret.txt",
                "/%2e%2e/%2e%2e/secret.txt",
                "/%2E%2E%2F%2E%2E%2Fsecret.txt",
                "/..%2f..%2fsecret.txt",
                "/..%5c..%5csecret.txt",
                "/..\\..\\secret.txt",
                "/a%00/b.txt",
                "/%c0%ae%c0%ae/secret.txt",
                "/%zz",
                "/%",
                "/a%0d%0aX-Injected:1/b.txt",
                "/a|b",
                "/\u00e9",
                "/a#b",
            })
    void isRefused(String target) throws IOException {
        Response response = edge.get(target);
        assertThat(response.status()).isEqualTo(400);
        assertThat(response.body()).doesNotContain("secret");
        assertThat(response.headers()).doesNotContainKey("x-injected");
    }

    @ParameterizedTest
    @ValueSource(strings = {"//etc/passwd", "///etc/passwd", "/%252e%252e/secret.txt", "http://edge//etc/passwd"})
    void doesNotExist(String target) throws IOException {
        assertThat(edge.get(target).status()).isEqualTo(404);
    }

    @ParameterizedTest
    @ValueSource(strings = {"//a", "///a", "//a?next=//evil.example", "/a%3f//"})
    void neverRedirectsToAnotherHost(String target) throws IOException {
        Response response = edge.get(target);
        assertThat(response.header("location").orElse("/")).startsWith("/").doesNotStartWith("//");
    }
}

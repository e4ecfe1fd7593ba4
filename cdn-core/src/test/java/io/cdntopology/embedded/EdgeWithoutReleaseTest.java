package io.cdntopology.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import io.cdntopology.embedded.RawConnection.Response;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EdgeWithoutReleaseTest {
    @TempDir
    private Path directory;

    private EdgeFixture edge;

    @BeforeEach
    void start() throws IOException {
        edge = EdgeFixture.start(directory);
    }

    @AfterEach
    void stop() {
        edge.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/", "/index.html", "/-/health", "/-/release"})
    void asksToComeBack(String target) throws IOException {
        Response response = edge.get(target);
        assertThat(response.status()).isEqualTo(503);
        assertThat(response.headers())
                .containsEntry("retry-after", "1")
                .containsEntry("cache-control", "no-store")
                .doesNotContainKey("x-cdn-release");
    }

    @Test
    void servesTheFirstReleaseWithoutARestart() throws IOException {
        assertThat(edge.get("/").status()).isEqualTo(503);
        edge.root().live(Map.of("index.html", "first"));
        assertThat(edge.get("/").body()).isEqualTo("first");
    }

    @Test
    void aPointerThatIsNobodysIsNoRelease() throws IOException {
        Files.writeString(directory.resolve("current"), "not a link");
        assertThat(edge.get("/").status()).isEqualTo(503);
        assertThat(edge.get("/-/health").status()).isEqualTo(503);
    }

    @Test
    void aPointerToAReleaseThatIsGoneIsNoRelease() throws IOException {
        Files.createSymbolicLink(
                directory.resolve("current"), Path.of(".cdn/releases/" + "a".repeat(40) + "-" + "b".repeat(40)));
        assertThat(edge.get("/").status()).isEqualTo(503);
        assertThat(edge.get("/-/health").status()).isEqualTo(503);
        assertThat(edge.get("/-/release").headers()).doesNotContainKey("x-cdn-release");
    }
}

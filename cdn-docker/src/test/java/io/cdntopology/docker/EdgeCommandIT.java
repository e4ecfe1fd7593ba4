package io.cdntopology.docker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cdntopology.embedded.InMemoryContent;
import io.cdntopology.release.Release;
import io.cdntopology.spi.ContentRepository;
import io.cdntopology.store.ReleaseStore;
import io.cdntopology.topology.ContentLimits;
import io.cdntopology.topology.Retention;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("After a restart of the machine an edge")
@NeedsEngine
class EdgeCommandIT {
    private static final String WAITING = "waiting until the release store has verified";

    @TempDir
    private Path directory;

    private EngineConnection engine;
    private Path contentRoot;

    @BeforeEach
    void publish() {
        engine = EngineConnection.open(DockerHost.local(), EngineConnection.DEFAULT_TIMEOUT);
        contentRoot = directory.resolve("www");
        InMemoryContent content = InMemoryContent.create();
        content.edit(edits -> edits.file("index.html", "home")).commit("Say hello");
        try (ContentRepository repository = content.open(directory.resolve("source"));
                ReleaseStore store = openStore()) {
            Release release = repository.latest().release();
            store.materialize(release, repository);
            store.activate(release);
        }
    }

    @AfterEach
    void close() {
        engine.close();
    }

    private ReleaseStore openStore() {
        return ReleaseStore.open(contentRoot, Retention.DEFAULT, ContentLimits.DEFAULT);
    }

    private Path verified() {
        return contentRoot.resolve(".cdn/verified");
    }

    private static void awaitWaiting(NginxContainer edge) {
        Awaitility.await().atMost(20, TimeUnit.SECONDS).until(() -> edge.log().contains(WAITING));
    }

    @Test
    @DisplayName("serves nothing until the store has verified what is live, and says once what it waits for")
    void waits() throws IOException {
        Files.writeString(verified(), "11111111-2222-3333-4444-555555555555");
        try (NginxContainer edge = NginxContainer.start(engine, directory, contentRoot)) {
            awaitWaiting(edge);
            URI address = edge.address();
            assertThatThrownBy(() -> Http.get(address)).isInstanceOf(IOException.class);
            // Longer than it takes it to look again.
            Awaitility.await()
                    .atMost(20, TimeUnit.SECONDS)
                    .during(3, TimeUnit.SECONDS)
                    .until(() -> edge.log().lines().count() == 1);

            openStore().close();
            assertThat(Http.get(edge.awaitAnswer()).body()).isEqualTo("home");
            assertThat(edge.log()).containsOnlyOnce(WAITING);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"TERM", "QUIT", "INT"})
    @DisplayName("ends when it is told to, also while it waits")
    void ends(String signal) throws IOException {
        Files.delete(verified());
        try (NginxContainer edge = NginxContainer.start(engine, directory, contentRoot)) {
            awaitWaiting(edge);
            edge.signal(signal);
            Awaitility.await().atMost(5, TimeUnit.SECONDS).until(() -> !edge.isRunning());
            assertThat(edge.exitCode()).isZero();
        }
    }

    @Test
    @DisplayName("does not wait where there is nothing to serve")
    void nothingLive() throws IOException {
        Files.delete(verified());
        Files.delete(contentRoot.resolve("current"));
        try (NginxContainer edge = NginxContainer.start(engine, directory, contentRoot)) {
            assertThat(Http.get(edge.awaitAnswer()).statusCode()).isEqualTo(503);
            assertThat(edge.log()).doesNotContain(WAITING);
        }
    }

    @Test
    @DisplayName("does not wait where everything is verified")
    void allVerified() throws IOException {
        try (NginxContainer edge = NginxContainer.start(engine, directory, contentRoot)) {
            assertThat(Http.get(edge.awaitAnswer()).body()).isEqualTo("home");
            assertThat(edge.log()).doesNotContain(WAITING);
        }
    }
}

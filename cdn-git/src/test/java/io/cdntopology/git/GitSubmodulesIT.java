package io.cdntopology.git;

import static io.cdntopology.git.Readings.assertFails;
import static io.cdntopology.git.Readings.texts;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.cdntopology.failure.CdnException;
import io.cdntopology.failure.ErrorCode;
import io.cdntopology.release.CommitId;
import io.cdntopology.spi.ContentRepository;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Submodules on HTTP servers: who is asked, as whom, and how it ends. */
@Timeout(60)
class GitSubmodulesIT {
    private static final String SECRET = "s3cr3t";

    @TempDir
    Path temp;

    private FarSide far;
    private FarSide theme;
    private GitHttpServer server;
    private GitHttpServer other;
    private CommitId styles;

    @BeforeEach
    void start() {
        far = FarSide.create(temp.resolve("far.git"));
        theme = FarSide.create(temp.resolve("theme.git"));
        theme.git("config", "uploadpack.allowAnySHA1InWant", "true");
        styles = theme.put("style.css", "red").commit("Theme");
        server = new GitHttpServer(temp);
        other = new GitHttpServer(temp);
    }

    @AfterEach
    void stop() {
        server.close();
        other.close();
        far.close();
        theme.close();
    }

    private void commit(String url) {
        far.put("index.html", "home")
                .put(".gitmodules", "[submodule \"t\"]\n\tpath = t\n\turl = " + url + "\n")
                .putSubmodule("t", styles.value())
                .commit("Site");
    }

    private GitSource source() {
        return Git.repository(server.url("far.git")).submodules().credentials("me", () -> SECRET);
    }

    private ContentRepository open(GitSource source) {
        return source.open(temp.resolve("near"));
    }

    @Test
    void theSameServerIsAskedAsTheSameUser() {
        server.require("me", SECRET);
        commit("../theme.git");

        try (ContentRepository repository = open(source())) {
            assertThat(texts(repository, repository.latest())).containsEntry("t/style.css", "red");
            server.requests().clear();
            far.put("index.html", "new").commit("Without a change of the submodule");
            assertThat(texts(repository, repository.latest())).containsEntry("t/style.css", "red");
            assertThat(server.requests()).noneMatch(request -> request.contains("theme"));
        }
    }

    @Test
    void anotherServerIsNotToldWhoAsks() {
        server.require("me", SECRET);
        commit(other.url("theme.git"));
        try (ContentRepository repository = open(source())) {
            assertThat(texts(repository, repository.latest())).containsEntry("t/style.css", "red");
        }
        other.require("me", SECRET);
        try (ContentRepository repository = source().open(temp.resolve("fresh"))) {
            assertThat(assertFails(ErrorCode.CREDENTIALS_REFUSED, repository::latest))
                    .hasMessageContaining("submodule 't'")
                    .hasMessageContaining(other.url("theme.git"))
                    .hasMessageNotContaining(SECRET);
        }
        assertThat(other.authorizations()).isEmpty();
        assertThat(server.authorizations()).isNotEmpty();
    }

    @Test
    void aDirectoryOfThisMachineIsNotReadForAServer() {
        commit(theme.path().toString());

        try (ContentRepository repository = open(source())) {
            assertThat(assertFails(ErrorCode.CONTENT_REFUSED, repository::latest))
                    .hasMessageContaining("directory of this machine");
        }
    }

    @Test
    void aServerThatGivesNoCommitByItsIdGivesItsBranches() {
        theme.commit("later", "On another branch");
        styles = theme.put("style.css", "blue").commit("other", "Blue");
        theme.point("main", theme.put("style.css", "green").commit("Green"));
        server.speakOldProtocolOnly();
        theme.git("config", "uploadpack.allowAnySHA1InWant", "false");
        commit("../theme.git");

        try (ContentRepository repository = open(source())) {
            assertThat(texts(repository, repository.latest())).containsEntry("t/style.css", "blue");
        }
    }

    @Test
    void aSilentServerOfASubmoduleEndsWithTheDeadline() {
        commit(other.url("silent/theme.git"));

        try (ContentRepository repository = open(source().deadline(Duration.ofSeconds(2)))) {
            long start = System.nanoTime();
            assertFails(ErrorCode.SOURCE_TIMEOUT, repository::latest);
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(10));
        }
    }

    @Test
    void closingEndsWhatASubmoduleWaitsFor() throws Exception {
        commit(other.url("silent/theme.git"));
        ContentRepository repository = open(source());
        CompletableFuture<CdnException> call =
                CompletableFuture.supplyAsync(() -> catchThrowableOfType(CdnException.class, repository::latest));
        Awaitility.await().until(() -> !other.requests().isEmpty());

        repository.close();

        assertThat(call.get().code()).isEqualTo(ErrorCode.CLOSED);
        commit("../theme.git");
        try (ContentRepository again = open(source())) {
            assertThat(texts(again, again.latest())).containsEntry("t/style.css", "red");
        }
    }
}

package io.cdntopology.git;

import static io.cdntopology.git.Readings.assertFails;
import static io.cdntopology.git.Readings.commitOf;
import static io.cdntopology.git.Readings.texts;
import static org.assertj.core.api.Assertions.assertThat;

import io.cdntopology.failure.ErrorCode;
import io.cdntopology.release.CommitId;
import io.cdntopology.spi.ContentRepository;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.transport.Daemon;
import org.eclipse.jgit.transport.resolver.FileResolver;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A repository behind git's own protocol. */
@Timeout(60)
class GitDaemonIT {
    @TempDir
    Path temp;

    private FarSide far;
    private Daemon server;

    @BeforeEach
    void start() throws IOException {
        far = FarSide.create(temp.resolve("far.git"));
        server = new Daemon(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        server.setRepositoryResolver(new FileResolver<>(temp.toFile(), true));
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop();
        far.close();
    }

    private ContentRepository open(String name) {
        return Git.repository("git://127.0.0.1:" + server.getAddress().getPort() + "/" + name)
                .timeout(Duration.ofSeconds(5))
                .open(temp.resolve("near"));
    }

    /** By an application, and by an agent, which hears of commits only. */
    @Test
    void signedTagsAreFetchedWithWhatTheyName() {
        SshSigner ada = new SshSigner();
        GitSource source = Git.repository(
                        "git://127.0.0.1:" + server.getAddress().getPort() + "/far.git")
                .newestTag("v*")
                .signedBy(ada.trusted());
        CommitId first = far.put("a", "1").commit("First");
        CommitId second = far.put("a", "2").commit("Second");
        far.annotatedTag("v1.0.0", first.value(), Constants.OBJ_COMMIT, ada::tag);
        try (ContentRepository application = source.open(temp.resolve("near"));
                ContentRepository agent = source.open(temp.resolve("agent"))) {
            assertThat(commitOf(application.latest())).isEqualTo(first);
            assertThat(commitOf(agent.at(first))).isEqualTo(first);
            far.annotatedTag("v2.0.0", second.value(), Constants.OBJ_COMMIT);
            assertFails(ErrorCode.SIGNATURE_REFUSED, application::latest);
            assertFails(ErrorCode.SIGNATURE_REFUSED, () -> agent.at(second));
            far.annotatedTag("v2.0.0", second.value(), Constants.OBJ_COMMIT, ada::tag);
            assertThat(commitOf(application.latest())).isEqualTo(second);
            assertThat(commitOf(agent.at(second))).isEqualTo(second);
            assertThat(commitOf(agent.at(first))).isEqualTo(first);
        }
    }

    @Test
    void commitsAreFetchedOneAfterTheOther() {
        CommitId first = far.put("a", "1").put("b/c", "1").commit("First");
        try (ContentRepository repository = open("far.git")) {
            assertThat(commitOf(repository.latest())).isEqualTo(first);
            CommitId second = far.put("b/c", "2").commit("Second");
            assertThat(commitOf(repository.latest())).isEqualTo(second);
            assertThat(texts(repository, repository.latest())).isEqualTo(Map.of("a", "1", "b/c", "2"));
            assertThat(texts(repository, repository.at(first))).isEqualTo(Map.of("a", "1", "b/c", "1"));
        }
    }

    @Test
    void aMissingRepositoryIsNotFoundAndAMissingServerUnreachable() {
        try (ContentRepository repository = open("no.git")) {
            assertFails(ErrorCode.REPOSITORY_NOT_FOUND, repository::latest);
        }
        try (ContentRepository repository = open("far.git")) {
            server.stop();
            assertFails(ErrorCode.SOURCE_UNREACHABLE, repository::latest);
        }
    }
}

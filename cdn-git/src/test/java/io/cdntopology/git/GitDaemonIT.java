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

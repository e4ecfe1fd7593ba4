package io.cdntopology.examples;

import static io.cdntopology.examples.DockerCommand.docker;
import static io.cdntopology.examples.DockerCommand.lines;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.cdntopology.Cdn;
import io.cdntopology.CdnTopology;
import io.cdntopology.Convergence;
import io.cdntopology.docker.Docker;
import io.cdntopology.etcd.Etcd;
import io.cdntopology.failure.CdnException;
import io.cdntopology.failure.ErrorCode;
import io.cdntopology.git.GitSource;
import io.cdntopology.spi.ContentRepository;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** OpenSSH as the source of content: who is let in, who is trusted, and that an agent is, too. */
@Tag("engine")
@DisplayName("A repository behind OpenSSH")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SshDeliveryIT {
    private static final String NAME = "ssh-it";
    private static final String PASSPHRASE = "s3cr3t";

    private final AtomicInteger opened = new AtomicInteger();
    private Path home;
    private SshServer server;
    private String key;

    @BeforeAll
    void start(@TempDir Path directory) throws Exception {
        home = directory;
        server = SshServer.start();
        server.commit("<p>one</p>\n");
        key = server.makeKey("-t", "ed25519", "-N", PASSPHRASE);
        server.letIn();
    }

    @AfterAll
    void end() throws Exception {
        if (server != null) {
            server.remove();
        }
    }

    private GitSource source() throws Exception {
        return server.repository()
                .privateKey(() -> key)
                .passphrase(() -> PASSPHRASE)
                .knownHosts(server.knownHosts());
    }

    private String newest(GitSource source) {
        try (ContentRepository repository = source.open(home.resolve("near" + opened.incrementAndGet()))) {
            return repository.latest().release().commit().value();
        }
    }

    private CdnException refused(ErrorCode code, GitSource source) {
        CdnException refused = catchThrowableOfType(CdnException.class, () -> newest(source));
        assertThat(refused.code()).as(refused.toString()).isEqualTo(code);
        for (Throwable e = refused; e != null; e = e.getCause()) {
            assertThat(e.toString()).doesNotContain(PASSPHRASE, "PRIVATE KEY");
        }
        return refused;
    }

    @Test
    @DisplayName("lets in keys of each kind, as ssh-keygen writes them")
    void keys() throws Exception {
        String commit = server.commit("<p>keys</p>\n");
        assertThat(newest(source())).isEqualTo(commit);
        for (String[] options : new String[][] {
            {"-t", "ecdsa", "-N", ""},
            {"-t", "ecdsa", "-N", "", "-m", "PKCS8"},
            {"-t", "ecdsa", "-N", "", "-m", "PEM"},
            {"-t", "rsa", "-N", ""},
            {"-t", "rsa", "-N", "", "-m", "PEM"},
            {"-t", "rsa", "-N", "", "-m", "PKCS8"}
        }) {
            Path file = Files.writeString(home.resolve("key"), server.makeKey(options));
            server.letIn();
            assertThat(newest(server.repository().privateKey(file).knownHosts(server.knownHosts())))
                    .as(String.join(" ", options))
                    .isEqualTo(commit);
        }
        String encrypted = server.makeKey("-t", "rsa", "-N", PASSPHRASE, "-m", "PEM");
        server.letIn();
        assertThat(newest(server.repository()
                        .privateKey(() -> encrypted)
                        .passphrase(() -> PASSPHRASE)
                        .knownHosts(server.knownHosts())))
                .isEqualTo(commit);
    }

    @Test
    @DisplayName("lets nobody else in, and is not asked if it is not known")
    void refusals() throws Exception {
        String stranger = server.makeKey("-t", "ed25519", "-N", "");
        assertThat(refused(
                        ErrorCode.CREDENTIALS_REFUSED,
                        server.repository().privateKey(() -> stranger).knownHosts(server.knownHosts())))
                .hasMessageContaining("SHA256:");
        assertThat(refused(
                        ErrorCode.SOURCE_NOT_TRUSTED,
                        server.repository()
                                .privateKey(() -> key)
                                .passphrase(() -> PASSPHRASE)
                                .knownHosts("")))
                .hasMessageContaining("add this line: [");
        assertThat(refused(
                        ErrorCode.CREDENTIALS_REFUSED,
                        server.repository().privateKey(() -> key).knownHosts(server.knownHosts())))
                .hasMessageContaining("passphrase(…)");
    }

    @Test
    @DisplayName("is fetched from by an agent, whose secrets an engine does not show")
    void delivers() throws Exception {
        CdnTopology topology = CdnTopology.builder()
                .name(NAME)
                .content(source())
                .coordination(Etcd.managed().image("cdn-test/etcd:1"))
                .platform(Docker.local()
                        .edgeImage("cdn-test/nginx:1")
                        .agentImage("cdn-test/java:1")
                        .workDirectory(home.resolve("work")))
                .edge("edge")
                .build();
        Cdn cdn = topology.start();
        try {
            cdn.awaitConverged(Duration.ofMinutes(3));
            server.commit("<p>two</p>\n");
            cdn.publish();
            for (Convergence.Proof proof :
                    cdn.awaitConverged(Duration.ofSeconds(30)).edges()) {
                assertThat(get(proof.address())).isEqualTo("<p>two</p>\n");
            }
            List<String> agents = lines("ps", "--quiet", "--filter", "label=io.cdntopology.name=" + NAME);
            for (String container : agents) {
                assertThat(docker("inspect", container) + docker("logs", container))
                        .doesNotContain(PASSPHRASE, "PRIVATE KEY");
            }
        } finally {
            cdn.destroy();
        }
    }

    private static String get(URI address) throws Exception {
        return HttpClient.newHttpClient()
                .send(HttpRequest.newBuilder(address).build(), BodyHandlers.ofString())
                .body();
    }
}

package io.cdntopology.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import io.cdntopology.Cdn;
import io.cdntopology.CdnTopology;
import io.cdntopology.Convergence;
import io.cdntopology.docker.Docker;
import io.cdntopology.docker.DockerHost;
import io.cdntopology.etcd.Etcd;
import io.cdntopology.examples.GitOrigin.Blob;
import io.cdntopology.failure.CdnException;
import io.cdntopology.failure.ErrorCode;
import io.cdntopology.git.Git;
import io.cdntopology.release.CommitId;
import io.cdntopology.topology.ConfigurationRollout;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Each commit says in its content and in its configuration which one it is, and edges are asked for both all the time. */
@Tag("engine")
@DisplayName("Content and configuration in one commit")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class JointReleaseIT {
    private static final Duration FIRST = Duration.ofMinutes(3);
    private static final Duration SOON = Duration.ofSeconds(30);
    private static final String HEADER = "X-Version";

    private final HttpClient http = HttpClient.newHttpClient();
    private GitOrigin origin;
    private Cdn cdn;

    @BeforeAll
    void start(@TempDir Path home) throws Exception {
        // The agent is somebody else.
        Files.setPosixFilePermissions(home, PosixFilePermissions.fromString("rwxr-xr-x"));
        origin = GitOrigin.create(home.resolve("origin.git"));
        push("first", "first", "first");
        String repository = origin.repository().toString();
        cdn = CdnTopology.builder()
                .name("joint-it")
                .content(Git.repository(repository).directory("site").pollInterval(Duration.ofHours(1)))
                .configuration(
                        Git.repository(repository).directory("nginx"),
                        ConfigurationRollout.builder()
                                .watch(Duration.ofMillis(200))
                                .withContent()
                                .build())
                .coordination(Etcd.managed().image("cdn-test/etcd:1"))
                .platform(Docker.engine(DockerHost.local())
                        .edgeImage("cdn-test/nginx:1")
                        .agentImage("cdn-test/java:1")
                        .workDirectory(home.resolve("work")))
                .edges("edge", 2)
                .build()
                .start();
        cdn.awaitConverged(FIRST);
    }

    @AfterAll
    void end() {
        if (cdn != null) {
            cdn.destroy();
        }
    }

    private CommitId push(String page, String version, String directive) throws Exception {
        origin.commit(
                "next",
                Map.of(
                        "site/index.html",
                        Blob.of(page),
                        "nginx/server.d/version.conf",
                        Blob.of("add_header " + HEADER + " " + version + " always;\n# " + directive + "\n")));
        return new CommitId(origin.head());
    }

    private CommitId publish(String page, String version) throws Exception {
        CommitId commit = push(page, version, "fine");
        cdn.publish();
        cdn.awaitConverged(SOON);
        return commit;
    }

    private String answer(URI edge) throws IOException, InterruptedException {
        HttpResponse<String> page = http.send(HttpRequest.newBuilder(edge).build(), BodyHandlers.ofString());
        return page.statusCode() + " " + page.body() + " "
                + page.headers().firstValue(HEADER).orElse("none");
    }

    private List<URI> edges() {
        return cdn.awaitConverged(SOON).edges().stream()
                .map(Convergence.Proof::address)
                .toList();
    }

    private void assertServes(String answer) throws Exception {
        for (URI edge : edges()) {
            assertThat(answer(edge)).isEqualTo(answer);
        }
    }

    @Test
    @DisplayName("is never served by halves while one follows another")
    void neverByHalves() throws Exception {
        publish("one", "one");
        AtomicBoolean ends = new AtomicBoolean();
        AtomicInteger answers = new AtomicInteger();
        List<String> others = new ArrayList<>();
        List<Thread> clients = new ArrayList<>();
        for (URI edge : edges()) {
            Thread client = new Thread(() -> ask(edge, ends, answers, others));
            client.start();
            clients.add(client);
        }

        publish("two", "two");
        publish("three", "three");
        cdn.rollback("it is tried");
        cdn.awaitConverged(SOON);

        ends.set(true);
        for (Thread client : clients) {
            client.join();
        }
        assertThat(others).isEmpty();
        assertThat(answers).hasValueGreaterThan(100);
        assertServes("200 two two");
    }

    /** Keeps what is not one of the answers that there may be. */
    private void ask(URI edge, AtomicBoolean ends, AtomicInteger answers, List<String> others) {
        while (!ends.get()) {
            String answer;
            try {
                answer = answer(edge);
            } catch (IOException | InterruptedException e) {
                answer = e.toString();
            }
            answers.incrementAndGet();
            if (!List.of("200 one one", "200 two two", "200 three three").contains(answer)) {
                synchronized (others) {
                    others.add(answer);
                }
            }
        }
    }

    @Test
    @DisplayName("is refused as a whole for its configuration, and what was served stays")
    void refusedAsAWhole() throws Exception {
        publish("good", "good");
        CommitId bad = push("bad", "bad", "so\nnonsense on;");

        CdnException refused = catchThrowableOfType(CdnException.class, cdn::publish);

        assertThat(refused.code()).isEqualTo(ErrorCode.CONFIGURATION_REFUSED);
        assertThat(refused).hasMessageContaining("server.d/version.conf:3").hasMessageContaining(bad.abbreviated());
        assertServes("200 good good");
        assertThat(cdn.quarantines())
                .anySatisfy(kept -> assertThat(kept.commit()).isEqualTo(bad));
    }

    @Test
    @DisplayName("is served without a reload where only the content is another one")
    void contentAlone() throws Exception {
        publish("old", "same");
        CommitId configuration = configuration();

        publish("new", "same");

        assertServes("200 new same");
        assertThat(configuration()).isEqualTo(configuration);
    }

    private CommitId configuration() {
        return cdn.status().configuration().orElseThrow().release().commit();
    }

    @Test
    @DisplayName("is what an edge serves that starts anew")
    void outlastsTheEdge() throws Exception {
        publish("before", "kept");
        publish("after", "kept");

        DockerCommand.docker("restart", "cdn_joint-it_edge_edge-1");

        await().atMost(SOON).ignoreExceptions().untilAsserted(() -> assertServes("200 after kept"));
    }
}

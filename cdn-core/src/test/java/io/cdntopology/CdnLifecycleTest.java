package io.cdntopology;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cdntopology.embedded.Embedded;
import io.cdntopology.embedded.InMemoryContent;
import io.cdntopology.embedded.InMemoryCoordination;
import io.cdntopology.failure.CdnException;
import io.cdntopology.failure.ErrorCode;
import io.cdntopology.release.CommitId;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("The life of a network")
class CdnLifecycleTest {
    private static final Duration SOON = Duration.ofSeconds(20);

    @TempDir
    private Path directory;

    private final InMemoryContent site = Embedded.content().withPollInterval(Duration.ofMillis(20));
    private final InMemoryCoordination coordination = Embedded.coordination();
    private final HttpClient http = HttpClient.newHttpClient();

    private CdnTopologyBuilder topology() {
        return CdnTopology.builder()
                .name("docs")
                .content(site)
                .coordination(coordination)
                .platform(Embedded.platform(directory));
    }

    private CommitId push(String text) {
        return site.edit(e -> e.file("index.html", text)).commit(text);
    }

    private HttpResponse<String> get(URI address) throws IOException, InterruptedException {
        return http.send(HttpRequest.newBuilder(address).build(), HttpResponse.BodyHandlers.ofString());
    }

    private static Set<String> threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .map(Thread::getName)
                .filter(name -> name.startsWith("cdn-docs-"))
                .collect(Collectors.toSet());
    }

    @Test
    @DisplayName("follows the source by itself")
    void followsTheSource() {
        push("one");
        try (Cdn cdn = topology().edge("eu").build().start()) {
            cdn.awaitConverged(SOON);
            CommitId second = push("two");

            Awaitility.await()
                    .atMost(SOON)
                    .until(() -> cdn.awaitConverged(SOON).release().commit().equals(second));
        }
    }

    @Test
    @DisplayName("ends without a thread or a lock left behind, and may be ended twice")
    void endsClean() {
        push("one");
        Cdn cdn = topology().edge("eu").build().start();
        cdn.awaitConverged(SOON);

        cdn.close();
        cdn.close();

        Awaitility.await().atMost(SOON).until(() -> threads().isEmpty());
        topology().edge("eu").build().start().close();
    }

    @Test
    @DisplayName("ends for good also when it does not run, and may be ended so twice")
    void endsForGood() {
        push("one");
        CdnTopology topology = topology().edge("eu").build();
        try (Cdn cdn = topology.start()) {
            cdn.awaitConverged(SOON);
        }

        topology.destroy();
        topology.destroy();

        Awaitility.await().atMost(SOON).until(() -> threads().isEmpty());
        try (Cdn cdn = topology.start()) {
            cdn.awaitConverged(SOON);
        }
    }

    @Test
    @DisplayName("does not begin when an edge cannot be started, says why, and leaves nothing behind")
    void doesNotBegin() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            CdnTopology impossible = topology()
                    .edge("free")
                    .edge("taken", edge -> edge.port(taken.getLocalPort()))
                    .build();

            assertThatThrownBy(impossible::start)
                    .isInstanceOfSatisfying(
                            CdnException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.EDGE_NOT_STARTED))
                    .hasMessageContaining(Integer.toString(taken.getLocalPort()));
        }
        Awaitility.await().atMost(SOON).until(() -> threads().isEmpty());
        topology().edge("eu").build().start().close();
    }

    @Test
    @DisplayName("serves what was live before, although neither source nor coordination can be reached")
    void servesWhatWasLive() throws Exception {
        CommitId commit = push("one");
        try (Cdn cdn = topology().edge("eu").build().start()) {
            cdn.awaitConverged(SOON);
        }
        site.faults().cut();
        coordination.faults().cut();

        try (Cdn cdn = topology().edge("eu").build().start()) {
            Awaitility.await().atMost(SOON).until(() -> !cdn.status().edges().isEmpty());
            CdnStatus.EdgeStatus edge = cdn.status().edges().get(0);
            assertThat(edge.commit()).contains(commit);
            assertThat(get(edge.address()).body()).isEqualTo("one");
            Awaitility.await().atMost(SOON).until(() -> !cdn.status().troubles().isEmpty());
        }
    }

    @Test
    @DisplayName("begins while the source is away: edges say 503, waiting says why, and it goes on when it is back")
    void beginsWithoutSource() throws Exception {
        CommitId commit = push("one");
        site.faults().cut();
        try (Cdn cdn = topology().edge("eu").build().start()) {
            assertThatThrownBy(() -> cdn.awaitConverged(Duration.ofMillis(300)))
                    .isInstanceOfSatisfying(
                            CdnException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.NOT_CONVERGED))
                    .hasMessageContaining("the connection is cut");
            assertThat(get(cdn.status().edges().get(0).address()).statusCode()).isEqualTo(503);

            site.faults().restore();
            assertThat(cdn.awaitConverged(SOON).release().commit()).isEqualTo(commit);
            assertThat(cdn.status().troubles()).isEmpty();
        }
    }

    @Test
    @DisplayName("goes on serving and publishing after the coordination store was away")
    void coordinationAway() throws Exception {
        push("one");
        try (Cdn cdn = topology().edges("eu", 2).build().start()) {
            cdn.awaitConverged(SOON);
            coordination.faults().cut();
            assertThatThrownBy(cdn::publish)
                    .isInstanceOfSatisfying(
                            CdnException.class,
                            e -> assertThat(e.code()).isEqualTo(ErrorCode.COORDINATION_UNAVAILABLE));
            assertThat(get(cdn.status().edges().get(0).address()).body()).isEqualTo("one");

            CommitId second = push("two");
            coordination.faults().restore();
            Awaitility.await()
                    .atMost(SOON)
                    .until(() -> cdn.awaitConverged(SOON).release().commit().equals(second));
        }
    }

    @Test
    @DisplayName("lets a thread that waits be interrupted, which keeps its status")
    void interrupted() {
        site.faults().cut();
        try (Cdn cdn = topology().edge("eu").build().start()) {
            Thread.currentThread().interrupt();

            assertThatThrownBy(() -> cdn.awaitConverged(SOON))
                    .isInstanceOfSatisfying(
                            CdnException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.INTERRUPTED));
            assertThat(Thread.interrupted()).isTrue();
        }
    }
}

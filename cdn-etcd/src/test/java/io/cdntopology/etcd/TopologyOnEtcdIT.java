package io.cdntopology.etcd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cdntopology.Cdn;
import io.cdntopology.CdnTopology;
import io.cdntopology.embedded.Embedded;
import io.cdntopology.embedded.InMemoryContent;
import io.cdntopology.failure.CdnException;
import io.cdntopology.failure.ErrorCode;
import io.cdntopology.release.CommitId;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("A network that a real etcd coordinates")
@Timeout(120)
class TopologyOnEtcdIT {
    private static final Duration SOON = Duration.ofSeconds(20);

    @TempDir
    Path directory;

    private final InMemoryContent site = Embedded.content().withPollInterval(Duration.ofHours(1));
    private final HttpClient http = HttpClient.newHttpClient();
    private EtcdProcess etcd;

    @BeforeEach
    void startEtcd() throws Exception {
        etcd = EtcdProcess.start(directory);
    }

    @AfterEach
    void stopEtcd() {
        etcd.close();
    }

    private Cdn start() {
        return CdnTopology.builder()
                .name("docs")
                .content(site)
                .coordination(Etcd.endpoints("http://127.0.0.1:" + etcd.port()).timeout(Duration.ofSeconds(2)))
                .platform(Embedded.platform())
                .edges("eu", 3)
                .build()
                .start();
    }

    private CommitId push(String text) {
        return site.edit(e -> e.file("index.html", text)).commit("Say " + text);
    }

    private String served(Cdn cdn, int edge) throws Exception {
        URI address = cdn.status().edges().get(edge).address();
        return http.send(HttpRequest.newBuilder(address).build(), HttpResponse.BodyHandlers.ofString())
                .body();
    }

    @Test
    @DisplayName("publishes a push and rolls it back, on every edge")
    void publishesAndRollsBack() throws Exception {
        CommitId first = push("one");
        try (Cdn cdn = start()) {
            cdn.awaitConverged(SOON);
            CommitId second = push("two");
            cdn.publish();
            assertThat(cdn.awaitConverged(SOON).release().commit()).isEqualTo(second);
            for (int edge = 0; edge < 3; edge++) {
                assertThat(served(cdn, edge)).isEqualTo("two");
            }
            cdn.rollback("broken header");
            assertThat(cdn.awaitConverged(SOON).release().commit()).isEqualTo(first);
            assertThat(served(cdn, 2)).isEqualTo("one");
            assertThat(etcd.ask("get", "--prefix", "--keys-only", "/cdn/docs/"))
                    .contains("/cdn/docs/desired/content", "/cdn/docs/observed/", "/cdn/docs/quarantine/" + second);
        }
    }

    @Test
    @DisplayName("is led by one of two applications, and by the other one as soon as that ends")
    void leadPassesOn() {
        push("one");
        Cdn first = start();
        Cdn second = null;
        try {
            first.awaitConverged(SOON);
            second = start();
            second.awaitConverged(SOON);
            Cdn heir = second;
            long token = heir.status().leader().orElseThrow().token();

            CommitId last = push("two");
            first.close();

            // Nothing polls for an hour: it is the lead that makes the heir look.
            Awaitility.await()
                    .atMost(SOON)
                    .until(() -> heir.status().leader().stream().anyMatch(leader -> leader.token() > token));
            Awaitility.await()
                    .atMost(SOON)
                    .until(() -> heir.awaitConverged(SOON).release().commit().equals(last));
        } finally {
            first.close();
            if (second != null) {
                second.close();
            }
        }
    }

    @Test
    @DisplayName("goes on serving while etcd is dead, says within the deadline that it cannot publish, and recovers")
    void survivesTheDeathOfEtcd() throws Exception {
        push("one");
        try (Cdn cdn = start()) {
            cdn.awaitConverged(SOON);
            etcd.kill();
            CommitId second = push("two");

            long start = System.nanoTime();
            assertThatThrownBy(cdn::publish)
                    .isInstanceOfSatisfying(
                            CdnException.class,
                            e -> assertThat(e.code()).isEqualTo(ErrorCode.COORDINATION_UNAVAILABLE));
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(SOON);
            for (int edge = 0; edge < 3; edge++) {
                assertThat(served(cdn, edge)).isEqualTo("one");
            }

            etcd.restart();
            Awaitility.await()
                    .atMost(SOON)
                    .ignoreExceptionsMatching(
                            e -> e instanceof CdnException c && c.code() == ErrorCode.COORDINATION_UNAVAILABLE)
                    .until(() -> cdn.publish().release().commit().equals(second));
            assertThat(cdn.awaitConverged(SOON).release().commit()).isEqualTo(second);
            assertThat(served(cdn, 0)).isEqualTo("two");
        }
    }
}

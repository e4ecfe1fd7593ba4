package io.cdntopology.agent;

import static org.assertj.core.api.Assertions.assertThat;

import io.cdntopology.Cdn;
import io.cdntopology.etcd.Etcd;
import io.cdntopology.release.CommitId;
import io.cdntopology.release.Release;
import io.cdntopology.spi.CoordinationClient;
import io.cdntopology.sync.HostReport;
import io.cdntopology.sync.Ledger;
import io.cdntopology.topology.HostId;
import io.cdntopology.topology.TopologyName;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("An agent")
@Timeout(180)
class AgentIT {
    private static final Duration SOON = Duration.ofSeconds(30);

    @TempDir
    private Path directory;

    private AgentStage stage;

    @BeforeEach
    void open() throws Exception {
        stage = new AgentStage(directory);
    }

    @AfterEach
    void close() {
        stage.close();
    }

    private HostReport awaitReport(CommitId live) {
        try (CoordinationClient client = Etcd.endpoints(stage.etcd.endpoint()).connect();
                Ledger ledger = new Ledger(client, new TopologyName(AgentStage.NAME))) {
            ledger.start();
            return Awaitility.await()
                    .atMost(SOON)
                    .pollDelay(Duration.ZERO)
                    .until(
                            () -> ledger.host(new HostId(AgentStage.HOST)),
                            report -> report.flatMap(HostReport::live)
                                    .map(Release::commit)
                                    .filter(live::equals)
                                    .isPresent())
                    .orElseThrow();
        }
    }

    @Test
    @DisplayName("makes what an application publishes live, a rollback too, and says so in etcd and over HTTP")
    void delivers() throws Exception {
        stage.etcd.start();
        CommitId first = stage.origin.push("one");
        AgentProcess agent = stage.agent(
                Map.of("CDN_RETENTION_RELEASES", "3", "CDN_ETCD_ENDPOINTS", "http://127.0.0.1:1"),
                "--retention-age=2h");
        agent.await("/ready", 503, "\"state\":\"unknown\"", "\"live\":null");
        try (Cdn application = stage.application()) {
            agent.awaitLive(first);
            assertThat(stage.served()).isEqualTo("one");
            CommitId second = stage.origin.push("two");
            application.publish();
            agent.awaitLive(second);
            assertThat(stage.served()).isEqualTo("two");
            assertThat(awaitReport(second).state()).isEqualTo(HostReport.State.CONVERGED);

            application.rollback("broken header");
            agent.awaitLive(first);
            assertThat(stage.served()).isEqualTo("one");
        }
        assertThat(agent.await("/health", 200))
                .contains("\"host\":\"eu-1\",\"alive\":true,\"ready\":true,\"state\":\"converged\"")
                .contains("\"problems\":[]");
        assertThat(agent.get("/elsewhere").statusCode()).isEqualTo(404);
        assertThat(agent.get("/health/more").statusCode()).isEqualTo(404);
        assertThat(agent.log().lines().filter(line -> line.contains("is live on host eu-1: fetched in")))
                .hasSize(3)
                .first()
                .asString()
                .contains("INFO", first.value());
    }

    @Test
    @DisplayName(
            "that was killed serves the same, and goes on when it is started again, although etcd is away at first")
    void survives() throws Exception {
        stage.etcd.start();
        CommitId first = stage.origin.push("one");
        stage.want(first, 1);
        AgentProcess killed = stage.agent();
        killed.awaitLive(first);

        killed.kill();
        stage.etcd.close();
        assertThat(stage.served()).isEqualTo("one");

        AgentProcess agent = stage.agent("--etcd-timeout=500ms");
        agent.await("/health", 200, "\"live\":\"" + first + "\"", "\"wanted\":null", "Reading /cdn/docs/");
        assertThat(agent.get("/ready").statusCode()).isEqualTo(503);
        assertThat(stage.served()).isEqualTo("one");

        stage.etcd.start();
        agent.awaitLive(first);
        CommitId second = stage.origin.push("two");
        stage.want(second, 2);
        agent.awaitLive(second);
        assertThat(stage.served()).isEqualTo("two");

        stage.etcd.close();
        agent.await("/ready", 200, "\"problems\":[\"");
        assertThat(stage.served()).isEqualTo("two");
    }

    @Test
    @DisplayName("says why it cannot sync, without a secret, and goes on when somebody has mended it")
    void says() throws Exception {
        stage.etcd.start();
        CommitId first = stage.origin.push("one");
        stage.want(first, 1);
        Path moved = stage.origin.repository().resolveSibling("moved.git");
        Files.move(stage.origin.repository(), moved);
        AgentProcess agent = stage.agent();
        agent.await(
                "/ready",
                503,
                "\"state\":\"stalled\"",
                stage.origin.repository().toString());

        Files.move(moved, stage.origin.repository());
        CommitId second = stage.origin.push("two");
        stage.want(second, 2);
        agent.awaitLive(second);
    }

    @Test
    @DisplayName("does not begin where another one is at work, or nothing can listen, and says so")
    void doesNotBegin() throws Exception {
        stage.etcd.start();
        AgentProcess first = stage.agent();
        first.await("/ready", 503, "\"state\":\"unknown\"");

        AgentProcess second = stage.agent("--work-directory=" + directory.resolve("other"));
        assertThat(second.awaitExit()).isEqualTo(1);
        assertThat(second.log()).contains("Opening the release store failed", "it is owned already, by process");

        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            AgentProcess third = stage.agent(
                    "--health-address=127.0.0.1:" + taken.getLocalPort(),
                    "--content-root=" + directory.resolve("elsewhere"));
            assertThat(third.awaitExit()).isEqualTo(1);
            assertThat(third.log())
                    .contains("--health-address: nothing can listen on 127.0.0.1:" + taken.getLocalPort());
        }
    }
}

package io.cdntopology.agent;

import static org.assertj.core.api.Assertions.assertThat;

import io.cdntopology.release.CommitId;
import io.cdntopology.store.ReleaseStore;
import io.cdntopology.topology.ContentLimits;
import io.cdntopology.topology.Retention;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("An agent that is told to end")
@Timeout(180)
class AgentEndIT {
    private static final int SIGTERM = 143;
    private static final Duration PROMISED = Duration.ofSeconds(10);

    @TempDir
    private Path directory;

    private AgentStage stage;

    @BeforeEach
    void open() throws Exception {
        stage = new AgentStage(directory);
        stage.etcd.start();
    }

    @AfterEach
    void close() {
        stage.close();
    }

    private void endsWithin(AgentProcess agent, Duration limit) throws Exception {
        assertThat(agent.terminate()).isLessThan(limit);
        assertThat(agent.awaitExit()).isEqualTo(SIGTERM);
        ReleaseStore.open(stage.contentRoot, Retention.DEFAULT, ContentLimits.DEFAULT)
                .close();
    }

    @Test
    @DisplayName("while it has nothing to do ends at once, and gives its directory up")
    void idle() throws Exception {
        CommitId commit = stage.origin.push("one");
        stage.want(commit, 1);
        AgentProcess agent = stage.agent();
        agent.awaitLive(commit);
        endsWithin(agent, Duration.ofSeconds(4));
        assertThat(stage.served()).isEqualTo("one");
        assertThat(agent.log()).doesNotContain("WARN", "ERROR");
    }

    @Test
    @DisplayName("while it waits for a server that does not answer abandons that, and says nothing false in etcd")
    void duringAFetch() throws Exception {
        CommitId commit = stage.origin.push("one");
        stage.want(commit, 1);
        try (ServerSocket silent = new ServerSocket(0, 10, InetAddress.getLoopbackAddress())) {
            AgentProcess agent = stage.agent("--git-url=http://127.0.0.1:" + silent.getLocalPort() + "/site.git");
            silent.accept();
            agent.await("/health", 200, "\"state\":\"syncing\"");
            endsWithin(agent, PROMISED);
        }
        assertThat(stage.etcd.control("get", "--prefix", "/cdn/docs/observed/")).doesNotContain("STALLED");
    }

    @Test
    @DisplayName("while it writes a release leaves one that the next agent completes")
    void duringWriting() throws Exception {
        CommitId commit = stage.origin.pushPages(0, 10_000);
        stage.want(commit, 1);
        AgentProcess agent = stage.agent();
        Path trees = stage.contentRoot.resolve(".cdn/trees");
        Awaitility.await()
                .atMost(Duration.ofSeconds(60))
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(5))
                .until(() -> Files.isDirectory(trees) && hasEntries(trees));
        endsWithin(agent, PROMISED);

        AgentProcess next = stage.agent();
        next.awaitLive(commit);
    }

    private static boolean hasEntries(Path directory) throws Exception {
        try (Stream<Path> entries = Files.list(directory)) {
            return entries.findAny().isPresent();
        }
    }
}

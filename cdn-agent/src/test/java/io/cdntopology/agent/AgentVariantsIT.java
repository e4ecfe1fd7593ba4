package io.cdntopology.agent;

import static org.assertj.core.api.Assertions.assertThat;

import io.cdntopology.release.CommitId;
import io.cdntopology.spi.Variants;
import io.cdntopology.store.LiveRelease;
import io.cdntopology.topology.Encoding;
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

@DisplayName("An agent compresses what is live")
@Timeout(180)
class AgentVariantsIT {
    private static final String PAGE = "<p>The quick brown fox jumps over the lazy dog.</p>".repeat(50);

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

    private AgentProcess live(Map<String, String> environment, String... arguments) throws Exception {
        CommitId commit = stage.origin.push(PAGE);
        stage.want(commit, 1);
        AgentProcess agent = stage.agent(environment, arguments);
        agent.awaitLive(commit);
        return agent;
    }

    private Path variant(Encoding encoding) {
        return LiveRelease.served(stage.contentRoot)
                .resolve(Variants.path(encoding, "index.html").orElseThrow());
    }

    private void awaitVariant(Encoding encoding) {
        Awaitility.await()
                .atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(variant(encoding)).isNotEmptyFile());
    }

    @Test
    @DisplayName("with gzip, and smaller with brotli")
    void both() throws Exception {
        AgentProcess agent = live(Map.of());
        awaitVariant(Encoding.BROTLI);
        awaitVariant(Encoding.GZIP);
        assertThat(variant(Encoding.BROTLI).toFile().length())
                .isLessThan(variant(Encoding.GZIP).toFile().length());
        assertThat(agent.log()).doesNotContain("WARN");
    }

    @Test
    @DisplayName("with gzip alone where the library for brotli does not run, and says so once")
    void otherMachine() throws Exception {
        AgentProcess agent = live(Map.of("JAVA_TOOL_OPTIONS", "-Dos.arch=sparc"));
        awaitVariant(Encoding.GZIP);
        assertThat(agent.log().lines().filter(line -> line.contains("compressed by gzip alone")))
                .hasSize(1);
        assertThat(variant(Encoding.BROTLI)).doesNotExist();
    }

    @Test
    @DisplayName("in the encodings that it is told")
    void told() throws Exception {
        live(Map.of(), "--encodings=br");
        awaitVariant(Encoding.BROTLI);
        assertThat(variant(Encoding.GZIP)).doesNotExist();
    }
}

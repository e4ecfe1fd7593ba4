package io.cdntopology.docker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cdntopology.failure.CdnException;
import io.cdntopology.failure.ErrorCode;
import io.cdntopology.plan.Plan;
import io.cdntopology.plan.Step;
import io.cdntopology.spi.AgentOptions;
import io.cdntopology.spi.Blueprint;
import io.cdntopology.spi.PlatformSession;
import io.cdntopology.topology.ContentLimits;
import io.cdntopology.topology.EdgeId;
import io.cdntopology.topology.EdgeSpec;
import io.cdntopology.topology.PartId;
import io.cdntopology.topology.Retention;
import io.cdntopology.topology.Topology;
import io.cdntopology.topology.TopologyName;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What others do to the parts of a network is seen and repaired. */
@NeedsEngine
class DriftIT {
    private static final TopologyName TOPOLOGY =
            new TopologyName("drift-" + ProcessHandle.current().pid());
    private static final Labels LABELS = new Labels(TOPOLOGY);
    private static final PartId EDGE = PartId.of(new EdgeId("eu-1"));
    private static final String NAME = LABELS.name(EDGE);

    @TempDir
    Path directory;

    private PlatformSession session;

    @BeforeEach
    void make() {
        Topology topology = new Topology(
                TOPOLOGY,
                List.of(new EdgeSpec(new EdgeId("eu-1"), EdgeSpec.ANY_PORT)),
                Retention.DEFAULT,
                ContentLimits.DEFAULT);
        session = Docker.engine(RealEngine.host())
                .edgeImage("cdn-test/nginx:1")
                .agentImage("cdn-test/java:1")
                .agentJar(IdleAgent.jar(directory.resolve("agent.jar")))
                .workDirectory(directory.resolve("work"))
                .open(new Blueprint(topology, List.of(), () -> AgentOptions.NONE), event -> {});
        repair();
    }

    @AfterEach
    void remove() {
        Repair.destroy(session);
        session.close();
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "stop --time 1 EDGE, Start, it has ended",
        "kill EDGE, Start, it has ended with status 137",
        "pause EDGE, Start, it is paused",
        "rm --force EDGE, Create, it is missing",
        "rename EDGE EDGE-renamed, Replace, name is",
        "network disconnect NETWORK EDGE, Replace, network is",
        "update --memory 128m --memory-swap 128m EDGE, Replace, memory is"
    })
    void aFaultOfAnEdgeIsNamedAndRepaired(String command, String step, String reason) throws Exception {
        docker(command);
        assertThat(plan().steps()).singleElement().satisfies(found -> {
            assertThat(found.part()).isEqualTo(EDGE);
            assertThat(kind(found)).isEqualTo(step);
            assertThat(found.reason()).contains(reason);
        });
        repair();
        assertThat(plan().steps()).isEmpty();
    }

    @Test
    void aMissingContentContainerIsMadeAnew() throws Exception {
        docker("rm CONTENT");
        assertThat(plan().steps()).contains(new Step.Create(WantedParts.CONTENT, "it is missing"));
        repair();
        assertThat(plan().steps()).isEmpty();
    }

    @Test
    void aStrangerUnderTheNameOfAnEdgeIsLeftAlone() throws Exception {
        docker("rm --force EDGE");
        String stranger = docker("create --name EDGE cdn-test/nginx:1");
        try {
            assertThatThrownBy(this::repair)
                    .isInstanceOfSatisfying(
                            CdnException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.NAME_TAKEN));
            assertThat(docker("inspect --format {{.Id}} EDGE")).isEqualTo(stranger);
        } finally {
            docker("rm --force " + stranger);
        }
    }

    private static String kind(Step step) {
        return step.fold(create -> "Create", start -> "Start", replace -> "Replace", remove -> "Remove");
    }

    private Plan plan() {
        return Repair.plan(session);
    }

    private void repair() {
        Repair.repair(session);
    }

    private static String docker(String command) throws IOException, InterruptedException {
        String line = command.replace("EDGE", NAME)
                .replace("CONTENT", LABELS.name(WantedParts.CONTENT))
                .replace("NETWORK", NAME.replace("_edge_eu-1", "_network_edges"));
        return DockerCli.docker(line.split(" "));
    }
}

package io.cdntopology.docker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cdntopology.failure.CdnException;
import io.cdntopology.failure.ErrorCode;
import io.cdntopology.plan.Plan;
import io.cdntopology.plan.Planner;
import io.cdntopology.plan.Step;
import io.cdntopology.spi.AgentOptions;
import io.cdntopology.spi.Blueprint;
import io.cdntopology.spi.PlatformSession;
import io.cdntopology.topology.ContentLimits;
import io.cdntopology.topology.EdgeId;
import io.cdntopology.topology.EdgeSpec;
import io.cdntopology.topology.PartId;
import io.cdntopology.topology.PartKind;
import io.cdntopology.topology.Retention;
import io.cdntopology.topology.Topology;
import io.cdntopology.topology.TopologyName;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What others do to the parts of a network is seen and repaired, one thing after another. */
@NeedsEngine
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DriftIT {
    private static final TopologyName TOPOLOGY =
            new TopologyName("drift-" + ProcessHandle.current().pid());
    private static final Labels LABELS = new Labels(TOPOLOGY);
    private static final PartId EDGE = PartId.of(new EdgeId("eu-1"));
    private static final String NAME = LABELS.name(EDGE);

    /** Names the image of edges here, and may be given to another one. */
    private static final String IMAGE = "cdn-test/" + TOPOLOGY + ":1";

    private static final String SECRET_FILE = "/cdn-agent/etc/git.password.file";

    private final AtomicReference<String> secret = new AtomicReference<>("first");
    private final AgentOptions told = new AgentOptions(
            Map.of(),
            Map.of("git.password.file", () -> secret.get().getBytes(StandardCharsets.UTF_8)),
            List.of(),
            List.of());
    private Path home;
    private Path jar;
    private PlatformSession session;

    @BeforeAll
    void make(@TempDir Path directory) throws Exception {
        home = directory;
        jar = IdleAgent.jar(home.resolve("agent.jar"));
        docker("tag cdn-test/nginx:1 IMAGE");
        session = open(EdgeSpec.ANY_PORT);
        repair();
    }

    private PlatformSession open(int port) {
        Topology topology = new Topology(
                TOPOLOGY, List.of(new EdgeSpec(new EdgeId("eu-1"), port)), Retention.DEFAULT, ContentLimits.DEFAULT);
        return Docker.engine(RealEngine.host())
                .edgeImage(IMAGE)
                .agentImage("cdn-test/java:1")
                .agentJar(jar)
                .workDirectory(home.resolve("work"))
                .open(new Blueprint(topology, List.of(), () -> told), event -> {});
    }

    @AfterAll
    void remove() throws Exception {
        Repair.destroy(session);
        session.close();
        docker("image rm --force IMAGE");
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "stop --time 1 EDGE, Start, it has ended",
        "kill EDGE, Start, it has ended with status 137",
        "pause EDGE, Start, it is paused",
        "rm --force EDGE, Create, it is missing",
        "rename EDGE EDGE-renamed, Replace, name is",
        "network disconnect NETWORK EDGE, Replace, network is",
        "network connect bridge EDGE, Replace, network is",
        "update --memory 128m --memory-swap 128m EDGE, Replace, memory is",
        "update --cpus 0.5 EDGE, Replace, cpus is '500000000'",
        "update --pids-limit 10 EDGE, Replace, processes is '10'",
        "update --restart no EDGE, Replace, restart is",
        "create LABELS --name EDGE-copy IMAGE, Start, there are 2 of it"
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
    void anotherContainerWithTheNameAndTheLabelsOfAnEdgeIsReplaced() throws Exception {
        docker("rm --force EDGE");
        docker("create LABELS --name EDGE --publish 127.0.0.1::80 --volume www:/www cdn-test/java:1");
        assertThat(plan().steps()).singleElement().satisfies(found -> {
            assertThat(kind(found)).isEqualTo("Replace");
            assertThat(found.reason())
                    .contains("image is 'cdn-test/java:1'")
                    .contains("mounts is 'www:/www:rw' and should be 'those of ")
                    .contains("network is 'bridge'")
                    .contains("published is '80 on 127.0.0.1' and should be '8080 on 127.0.0.1'");
        });
        repair();
        assertThat(plan().steps()).isEmpty();
    }

    @Test
    void anEdgeOfAnImageWhoseNameIsAnotherOnesNowIsReplaced() throws Exception {
        String before = docker("image inspect --format {{.Id}} IMAGE");
        // What an image says where nothing is wanted does not matter.
        String source = docker("create --user 101 --health-cmd true IMAGE");
        docker("commit " + source + " IMAGE");
        docker("rm " + source);
        assertThat(plan().steps()).extracting(Step::part).containsExactlyInAnyOrder(WantedParts.CONTENT, EDGE);
        assertThat(plan().steps())
                .allSatisfy(step ->
                        assertThat(step.reason()).isEqualTo("image is '" + before + "' and should be '" + IMAGE + "'"));
        repair();
        assertThat(plan().steps()).isEmpty();
        assertThat(docker("inspect --format {{.Image}} EDGE"))
                .isEqualTo(docker("image inspect --format {{.Id}} IMAGE"));
    }

    @Test
    void anEdgeOfAnImageThatHasNoNameAnyMoreStays() throws Exception {
        docker("tag IMAGE IMAGE-kept");
        docker("image rm IMAGE");
        assertThat(plan().steps()).isEmpty();
        docker("tag IMAGE-kept IMAGE");
        docker("image rm IMAGE-kept");
    }

    @Test
    void anEdgeWithAPortThatWasGivenIsReplacedByOneThatMayHaveAny() throws Exception {
        int port = 20_000;
        try (PlatformSession other = open(port)) {
            other.remove(EDGE);
            other.create(EDGE);
            assertThat(Planner.plan(other.wanted(), other.observe()).steps()).isEmpty();
        }
        assertThat(plan().steps()).singleElement().satisfies(found -> {
            assertThat(kind(found)).isEqualTo("Replace");
            assertThat(found.reason()).isEqualTo("port is '" + port + "' and should be not set");
        });
        repair();
        assertThat(plan().steps()).isEmpty();
    }

    @Test
    void aSecondNetworkThatPassesForOneIsRemovedAndTheUsedOneStays() throws Exception {
        String used = docker("network inspect --format {{.Id}} NETWORK");
        docker("network create --label OURS --label io.cdntopology.part=network/edges NETWORK-copy");
        assertThat(plan().steps()).singleElement().satisfies(found -> {
            assertThat(kind(found)).isEqualTo("Start");
            assertThat(found.reason()).isEqualTo("there are 2 of it");
        });
        repair();
        assertThat(plan().steps()).isEmpty();
        assertThat(docker("network inspect --format {{.Id}} NETWORK")).isEqualTo(used);
    }

    @Test
    void aContainerWithTheLabelsOfAPartThatIsNotWantedGoes() throws Exception {
        docker("create --label OURS --label io.cdntopology.part=edge/eu-9 cdn-test/nginx:1");
        assertThat(plan().steps())
                .containsExactly(new Step.Remove(PartId.of(new EdgeId("eu-9")), "it is not wanted any more"));
        repair();
        assertThat(plan().steps()).isEmpty();
    }

    @Test
    void aSecretThatIsAnotherOneNowReachesTheAgentWhileItRuns() throws Exception {
        String running = docker("inspect --format {{.Id}}{{.State.StartedAt}} AGENT");
        secret.set("second");
        assertThat(plan().steps()).containsExactly(new Step.Start(WantedParts.AGENT, "its secrets are others now"));
        repair();
        assertThat(plan().steps()).isEmpty();
        assertThat(docker("exec AGENT cat " + SECRET_FILE)).isEqualTo("second");
        assertThat(docker("inspect --format {{.Id}}{{.State.StartedAt}} AGENT")).isEqualTo(running);
        try (PlatformSession next = open(EdgeSpec.ANY_PORT)) {
            assertThat(Planner.plan(next.wanted(), next.observe()).steps()).isEmpty();
        }
    }

    @Test
    void anAgentKeepsItsSecretsWhileTheyCannotBeTold() {
        String before = secret.getAndSet(null);
        assertThat(plan().steps()).isEmpty();
        secret.set(before);
    }

    @Test
    void aMissingContentContainerIsMadeAnew() throws Exception {
        docker("rm CONTENT");
        assertThat(plan().steps()).contains(new Step.Create(WantedParts.CONTENT, "it is missing"));
        repair();
        assertThat(plan().steps()).isEmpty();
    }

    @Test
    void aContentRootThatIsNewBesideAnOldConfigurationIsTheAgents() throws Exception {
        docker("rm --force EDGE AGENT CONTENT");
        docker("volume rm WWW");
        repair();
        assertThat(plan().steps()).isEmpty();
        assertThat(docker("exec AGENT stat --format %u /www")).isEqualTo(String.valueOf(AgentFiles.USER_ID));
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
        repair();
        assertThat(plan().steps()).isEmpty();
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({"network, NETWORK", "volume, WWW"})
    void aStrangerUnderTheNameOfWhatContainersNeedIsLeftAlone(String kind, String name) throws Exception {
        docker("rm --force EDGE AGENT CONTENT");
        docker(kind + " rm " + name);
        docker(kind + " create " + name);
        String stranger = docker(kind + " inspect " + name);
        try {
            assertThatThrownBy(this::repair)
                    .isInstanceOfSatisfying(
                            CdnException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.NAME_TAKEN));
            assertThat(docker(kind + " inspect " + name)).isEqualTo(stranger);
        } finally {
            docker(kind + " rm " + name);
        }
        repair();
        assertThat(plan().steps()).isEmpty();
    }

    @Test
    void whatIsRunInAContainerIsNotTold() throws Exception {
        Semaphore told = new Semaphore(0);
        EngineConnection engine = EngineConnection.open(RealEngine.host(), EngineConnection.DEFAULT_TIMEOUT);
        EngineEvents events =
                new EngineEvents(engine, LABELS.of(WantedParts.AGENT), new Inspections(engine), told::release);
        try (engine;
                events) {
            told.acquire();
            docker("exec AGENT true");
            docker("pause AGENT");
            docker("unpause AGENT");

            told.acquire(2);
            assertThat(told.availablePermits()).isZero();
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
        String line = command.replace("LABELS", "--label OURS --label io.cdntopology.part=edge/eu-1")
                .replace("OURS", Labels.NAME + "=" + TOPOLOGY)
                .replace("EDGE", NAME)
                .replace("AGENT", LABELS.name(WantedParts.AGENT))
                .replace("CONTENT", LABELS.name(WantedParts.CONTENT))
                .replace("WWW", LABELS.name(new PartId(PartKind.VOLUME, "www")))
                .replace("NETWORK", NAME.replace("_edge_eu-1", "_network_edges"))
                .replace("IMAGE", IMAGE);
        return DockerCli.docker(line.split(" "));
    }
}

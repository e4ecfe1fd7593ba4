package io.cdntopology.examples;

import static io.cdntopology.examples.DockerCommand.docker;
import static io.cdntopology.examples.DockerCommand.lines;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.cdntopology.Cdn;
import io.cdntopology.CdnTopology;
import io.cdntopology.Convergence;
import io.cdntopology.docker.Docker;
import io.cdntopology.docker.DockerHost;
import io.cdntopology.etcd.Etcd;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is killed or removed is there again, one after another on one network, and edges that live serve throughout. */
@Tag("engine")
@DisplayName("A network in containers of which a part")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class HealingIT {
    private static final String NAME = "healing-it";
    private static final int RELEASES = 10;
    private static final Duration FIRST = Duration.ofMinutes(3);
    private static final Duration SOON = Duration.ofMinutes(3);
    private static final Duration PAUSE = Duration.ofMillis(10);

    private final Map<String, Map<String, String>> sites = new LinkedHashMap<>();
    private List<String> commits = List.of();
    private int published;
    private GitServer git;
    private Cdn cdn;
    private Map<String, URI> edges = Map.of();

    @BeforeAll
    void start(@TempDir Path home) throws Exception {
        git = GitServer.start(home);
        List<Map<String, String>> releases = IntStream.range(0, RELEASES)
                .mapToObj(number -> Map.of("index.html", "release " + number + "\n"))
                .toList();
        commits = git.commit(releases);
        IntStream.range(0, RELEASES).forEach(number -> sites.put(commits.get(number), releases.get(number)));
        git.push(commits.get(0));
        cdn = CdnTopology.builder()
                .name(NAME)
                .content(git.content())
                .coordination(Etcd.managed().image("cdn-test/etcd:1"))
                .platform(Docker.engine(DockerHost.local())
                        .edgeImage("cdn-test/nginx:1")
                        .agentImage("cdn-test/java:1")
                        .workDirectory(home.resolve("work")))
                .edges("edge", 2)
                .build()
                .start();
        edges = cdn.awaitConverged(FIRST).edges().stream()
                .collect(Collectors.toMap(proof -> proof.edge().value(), Convergence.Proof::address));
    }

    @AfterAll
    void end() throws Exception {
        try {
            if (cdn != null) {
                cdn.destroy();
            }
        } finally {
            if (git != null) {
                git.remove();
            }
        }
    }

    @ParameterizedTest(name = "is gone by docker {0} {1} is there again")
    @CsvSource({
        "kill, edge/edge-1",
        "rm --force, edge/edge-1",
        "kill, agent/sync",
        "rm --force, agent/sync",
        "kill, service/etcd-1",
        "rm --force, service/etcd-1",
        "rm, content/www"
    })
    void healsWhatOthersTake(String command, String part) throws Exception {
        String container = container(part);
        healsWhileTheRestServes(part, () -> docker((command + " " + container).split(" ")));
    }

    @Test
    @DisplayName("crashes by itself is there again")
    void healsWhatCrashes() throws Exception {
        String container = container("edge/edge-1");
        healsWhileTheRestServes(
                "edge/edge-1",
                () -> DockerCommand.result("", "exec", container, "sh", "-c", "kill -KILL $(cat /run/nginx.pid)"));
    }

    private void healsWhileTheRestServes(String part, Callable<?> blow) throws Exception {
        List<URI> rest = edges.entrySet().stream()
                .filter(edge -> !part.equals("edge/" + edge.getKey()))
                .map(Map.Entry::getValue)
                .toList();
        String commit = commits.get(++published);
        PageLoad load = PageLoad.on(rest, sites, PAUSE);
        try {
            blow.call();
            git.push(commit);

            await().atMost(SOON)
                    .ignoreExceptions()
                    .until(() -> cdn.publish().release().commit().value().equals(commit));
            assertThat(cdn.awaitConverged(SOON).release().commit().value()).isEqualTo(commit);
            await().atMost(SOON)
                    .untilAsserted(() -> assertThat(cdn.plan().steps()).isEmpty());
        } finally {
            load.end();
        }
        assertThat(load.wrong()).isEmpty();
        assertThat(load.seen()).contains(commit);
        await().atMost(SOON)
                .untilAsserted(() -> assertThat(cdn.status().troubles()).isEmpty());
    }

    private static String container(String part) throws Exception {
        List<String> found = lines(
                "ps",
                "--all",
                "--quiet",
                "--filter",
                "label=io.cdntopology.name=" + NAME,
                "--filter",
                "label=io.cdntopology.part=" + part);
        assertThat(found).hasSize(1);
        return found.get(0);
    }
}

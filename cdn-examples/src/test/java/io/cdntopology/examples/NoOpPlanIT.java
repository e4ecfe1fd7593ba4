package io.cdntopology.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.cdntopology.Cdn;
import io.cdntopology.CdnTopology;
import io.cdntopology.CdnTopologyBuilder;
import io.cdntopology.docker.Docker;
import io.cdntopology.docker.DockerHost;
import io.cdntopology.etcd.Etcd;
import io.cdntopology.git.Git;
import io.cdntopology.plan.Plan;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("engine")
@DisplayName("A plan in which nothing is to be done")
class NoOpPlanIT {
    /** The promise is about 50: {@code -Dcdn.edges=50}. */
    private static final int EDGES = Integer.getInteger("cdn.edges", 6);

    private static final int ENGINES = 1;
    private static final Duration FIRST = Duration.ofMinutes(5);
    private static final long SMALL = 64L << 20;

    @Test
    @DisplayName("takes at most three calls and one for each engine, however many edges there are")
    void callsDoNotGrow(@TempDir Path home) throws Exception {
        GitOrigin origin = GitOrigin.create(home.resolve("site.git"));
        origin.commit("Say hello", Map.of("index.html", GitOrigin.Blob.of("hello")));
        Path engine = Path.of(URI.create(DockerHost.local().toString()).getPath());
        try (EngineProxy proxy = EngineProxy.listen(home.resolve("engine.sock"), engine)) {
            CdnTopology topology = topology(origin, home);
            try (Cdn cdn = topology.start()) {
                cdn.awaitConverged(FIRST);
                proxy.awaitSilence();
                long before = proxy.requests();

                Plan plan = cdn.plan();

                assertThat(proxy.requests() - before).isBetween(1L, 3L + ENGINES);
                assertThat(plan.describe()).contains("Nothing is to be done");
                assertThat(cdn.status().edges()).hasSize(EDGES);
            } finally {
                topology.destroy();
            }
        }
    }

    private static CdnTopology topology(GitOrigin origin, Path home) {
        CdnTopologyBuilder topology = CdnTopology.builder()
                .name("no-op-plan-it")
                .content(Git.repository(origin.repository().toString()).pollInterval(FIRST))
                .coordination(Etcd.managed().image("cdn-test/etcd:1"))
                .platform(Docker.engine(DockerHost.unixSocket(home.resolve("engine.sock")))
                        .edgeImage("cdn-test/nginx:1")
                        .agentImage("cdn-test/java:1")
                        .workDirectory(home.resolve("work")));
        for (int edge = 1; edge <= EDGES; edge++) {
            topology.edge("edge-" + edge, limits -> limits.memoryBytes(SMALL));
        }
        return topology.build();
    }
}

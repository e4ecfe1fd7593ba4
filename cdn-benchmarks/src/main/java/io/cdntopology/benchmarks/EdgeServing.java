package io.cdntopology.benchmarks;

import io.cdntopology.Cdn;
import io.cdntopology.CdnTopology;
import io.cdntopology.docker.Docker;
import io.cdntopology.etcd.Etcd;
import io.cdntopology.git.Git;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;

/** Our way: the edge of a network in containers, with its generated configuration and a release that was published. */
record EdgeServing(Cdn cdn, URI address) implements ServeWay {
    private static final Duration PATIENCE = Duration.ofMinutes(10);
    private static final Duration NEVER = Duration.ofDays(1);
    private static final String NETWORK = "bench-serve";
    private static final String EDGE = "edge-1";
    private static final int PORT = 8080;

    static EdgeServing start(SyntheticSite site) throws IOException, InterruptedException {
        CdnTopology topology = CdnTopology.builder()
                .name(NETWORK)
                .content(Git.repository("file://" + site.repository())
                        .branch("main")
                        .pollInterval(NEVER))
                .coordination(Etcd.managed().image(TestImages.ETCD))
                .platform(Docker.local()
                        .workDirectory(site.home().resolve("cdn"))
                        .edgeImage(TestImages.NGINX)
                        .agentImage(TestImages.JAVA))
                .edge(EDGE, edge -> edge.memoryBytes((long) MEMORY_MIB << 20))
                .build();
        Cdn cdn = topology.start();
        try {
            cdn.awaitConverged(PATIENCE);
            return new EdgeServing(cdn, Containers.address(container(), PORT));
        } catch (IOException | InterruptedException | RuntimeException e) {
            cdn.destroy();
            throw e;
        }
    }

    private static String container() throws IOException, InterruptedException {
        return Command.output(
                Path.of("."),
                "docker",
                "ps",
                "--quiet",
                "--filter",
                "label=io.cdntopology.name=" + NETWORK,
                "--filter",
                "label=io.cdntopology.part=edge/" + EDGE);
    }

    @Override
    public String name() {
        return "ours";
    }

    @Override
    public void close() {
        cdn.destroy();
    }
}

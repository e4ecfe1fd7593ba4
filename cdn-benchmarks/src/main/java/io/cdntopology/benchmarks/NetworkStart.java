package io.cdntopology.benchmarks;

import io.cdntopology.Cdn;
import io.cdntopology.CdnTopology;
import io.cdntopology.CdnTopologyBuilder;
import io.cdntopology.docker.Docker;
import io.cdntopology.etcd.Etcd;
import io.cdntopology.git.Git;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Our way: a topology, until each edge has named the commit that it serves. */
final class NetworkStart implements StartWay {
    private static final Duration PATIENCE = Duration.ofMinutes(10);

    private final CdnTopology topology;
    private final Path workDirectory;
    private @Nullable Cdn cdn;

    NetworkStart(StartPlace place) {
        workDirectory = place.site().home().resolve("cdn");
        CdnTopologyBuilder builder = CdnTopology.builder()
                .name("bench-start")
                .content(Git.repository("file://" + place.site().repository()))
                .coordination(Etcd.managed().image(TestImages.ETCD))
                .platform(Docker.local()
                        .workDirectory(workDirectory)
                        .edgeImage(TestImages.NGINX)
                        .agentImage(TestImages.JAVA));
        place.ports().forEach(port -> builder.edge("edge-" + port, edge -> edge.port(port)));
        topology = builder.build();
    }

    @Override
    public String name() {
        return "ours";
    }

    @Override
    public synchronized void start() {
        cdn = topology.start();
    }

    @Override
    public synchronized void finish() {
        if (cdn != null) {
            cdn.awaitConverged(PATIENCE);
        }
    }

    @Override
    public synchronized void close() {
        if (cdn != null) {
            cdn.close();
            cdn = null;
        }
        topology.destroy();
        try {
            if (Files.exists(workDirectory)) {
                Directories.delete(workDirectory);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

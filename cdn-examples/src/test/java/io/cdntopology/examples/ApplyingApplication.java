package io.cdntopology.examples;

import io.cdntopology.Cdn;
import io.cdntopology.CdnTopology;
import io.cdntopology.docker.Docker;
import io.cdntopology.docker.DockerHost;
import io.cdntopology.etcd.Etcd;
import io.cdntopology.git.Git;
import io.cdntopology.topology.Retention;
import java.nio.file.Path;
import java.time.Duration;

/** An application in a process of its own that makes a network in containers, or destroys it, to be killed at that. */
final class ApplyingApplication {
    static final String NAME = "applied-it";

    private static final long MIB = 1L << 20;

    private ApplyingApplication() {}

    /** What the network is like; from one to the other its agent and its edge are replaced. */
    enum Variant {
        SMALL(64, 2),
        LARGE(128, 3);

        private final int edgeMib;
        private final int releases;

        Variant(int edgeMib, int releases) {
            this.edgeMib = edgeMib;
            this.releases = releases;
        }

        Variant other() {
            return this == SMALL ? LARGE : SMALL;
        }
    }

    /** What the application is at. */
    enum Task {
        MAKE,
        DESTROY
    }

    /**
     * The network.
     *
     * @param engine its socket
     * @param home   holds {@code site.git}, and what applications keep
     */
    static CdnTopology topology(Path engine, Path home, Variant variant) {
        return CdnTopology.builder()
                .name(NAME)
                .content(Git.repository(home.resolve("site.git")).branch("main").pollInterval(Duration.ofHours(1)))
                .coordination(Etcd.managed().image("cdn-test/etcd:1"))
                .platform(Docker.engine(DockerHost.unixSocket(engine))
                        .edgeImage("cdn-test/nginx:1")
                        .agentImage("cdn-test/java:1")
                        .workDirectory(home.resolve("work")))
                .retention(new Retention(variant.releases, Duration.ZERO))
                .edge("edge", edge -> edge.memoryBytes(variant.edgeMib * MIB))
                .build();
    }

    public static void main(String[] args) {
        Cdn cdn = topology(Path.of(args[0]), Path.of(args[1]), Variant.valueOf(args[2]))
                .start();
        if (Task.valueOf(args[3]) == Task.DESTROY) {
            cdn.destroy();
        }
        cdn.close();
    }
}

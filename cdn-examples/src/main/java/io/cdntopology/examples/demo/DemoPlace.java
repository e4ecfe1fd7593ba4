package io.cdntopology.examples.demo;

import io.cdntopology.CdnTopologyBuilder;
import io.cdntopology.docker.Docker;
import io.cdntopology.docker.DockerPlatform;
import io.cdntopology.embedded.Embedded;
import io.cdntopology.etcd.Etcd;
import io.cdntopology.etcd.ManagedEtcd;
import java.nio.file.Path;
import java.util.Optional;

/** Where the network of the demo runs. */
enum DemoPlace {
    /** In this JVM. */
    EMBEDDED {
        @Override
        CdnTopologyBuilder place(CdnTopologyBuilder topology, Path home) {
            return topology.coordination(Embedded.coordination()).platform(Embedded.platform(home.resolve("cdn")));
        }
    },

    /** In containers. */
    DOCKER {
        @Override
        CdnTopologyBuilder place(CdnTopologyBuilder topology, Path home) {
            DockerPlatform docker = Docker.local().workDirectory(home.resolve("cdn"));
            ManagedEtcd etcd = Etcd.managed();
            return topology.coordination(image("etcd").map(etcd::image).orElse(etcd))
                    .platform(
                            withAgentImage(image("nginx").map(docker::edgeImage).orElse(docker)));
        }

        private static DockerPlatform withAgentImage(DockerPlatform docker) {
            return image("java").map(docker::agentImage).orElse(docker);
        }
    };

    /** Says where a network runs. */
    abstract CdnTopologyBuilder place(CdnTopologyBuilder topology, Path home);

    /** The image that is to be taken instead of the official one; {@code ./demo} gives it where that cannot be pulled. */
    private static Optional<String> image(String name) {
        return Optional.ofNullable(System.getProperty("demo.image." + name));
    }
}

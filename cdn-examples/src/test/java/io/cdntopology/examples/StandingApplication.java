package io.cdntopology.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.cdntopology.Cdn;
import io.cdntopology.CdnTopology;
import io.cdntopology.Convergence;
import io.cdntopology.docker.Docker;
import io.cdntopology.docker.DockerHost;
import io.cdntopology.etcd.Etcd;
import io.cdntopology.git.Git;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Collectors;

/**
 * An application in a process of its own, which runs a network in containers while the engine comes and goes. For each line
 * that it reads it publishes what is newest, and prints {@code live COMMIT ADDRESS…} when all edges serve it.
 */
final class StandingApplication {
    private static final Duration SOON = Duration.ofMinutes(3);

    private StandingApplication() {}

    public static void main(String[] args) throws Exception {
        Path home = Path.of(args[2]);
        CdnTopology topology = CdnTopology.builder()
                .name("standing-it")
                .content(Git.repository(home.resolve("site.git")).branch("main").pollInterval(Duration.ofHours(1)))
                .coordination(Etcd.managed().image("cdn-test/etcd:1"))
                .platform(Docker.engine(DockerHost.unixSocket(Path.of(args[0])))
                        .edgeImage("cdn-test/nginx:1")
                        .agentImage("cdn-test/java:1")
                        .address(InetAddress.getByName(args[1]))
                        .workDirectory(home.resolve("work")))
                .edges("edge", 2)
                .build();
        BufferedReader lines = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        try (Cdn cdn = topology.start()) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                System.out.println(publish(cdn));
            }
        }
    }

    /** As often as it takes: etcd may be away, or the engine. */
    private static String publish(Cdn cdn) {
        await().atMost(SOON).ignoreExceptions().untilAsserted(() -> {
            cdn.publish();
            cdn.awaitConverged(Duration.ofSeconds(10));
            assertThat(cdn.plan().steps()).isEmpty();
        });
        Convergence convergence = cdn.awaitConverged(SOON);
        return convergence.edges().stream()
                .map(proof -> proof.address().toString())
                .collect(Collectors.joining(
                        " ", "live " + convergence.release().commit().value() + " ", ""));
    }
}

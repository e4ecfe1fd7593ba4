package io.cdntopology.examples;

import io.cdntopology.Cdn;
import io.cdntopology.CdnTopology;
import io.cdntopology.CdnTopologyBuilder;
import io.cdntopology.Convergence;
import io.cdntopology.docker.Docker;
import io.cdntopology.docker.DockerHost;
import io.cdntopology.etcd.Etcd;
import io.cdntopology.event.CdnEvent;
import io.cdntopology.examples.GitOrigin.Blob;
import io.cdntopology.git.Git;
import io.cdntopology.release.CommitId;
import io.cdntopology.topology.ConfigurationRollout;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;

/** A network in containers whose configuration comes from a repository. */
final class ConfiguredNetwork implements AutoCloseable {
    static final Duration FIRST = Duration.ofMinutes(3);

    private final GitOrigin content;
    private final GitOrigin configuration;
    private final Queue<CdnEvent> events = new ConcurrentLinkedQueue<>();
    private final Cdn cdn;
    private final List<URI> edges;

    private ConfiguredNetwork(
            String name,
            Path home,
            int count,
            Map<String, Blob> site,
            Map<String, String> files,
            ConfigurationRollout rollout,
            Consumer<CdnTopologyBuilder> options)
            throws Exception {
        // The agent is somebody else.
        Files.setPosixFilePermissions(home, PosixFilePermissions.fromString("rwxr-xr-x"));
        content = GitOrigin.create(home.resolve("content.git"));
        content.commit("start", site);
        configuration = GitOrigin.create(home.resolve("configuration.git"));
        configuration.commit("start", blobs(files));
        CdnTopologyBuilder builder = CdnTopology.builder();
        options.accept(builder);
        cdn = builder.name(name)
                .content(Git.repository(content.repository().toString()))
                .configuration(
                        Git.repository(configuration.repository().toString()).pollInterval(Duration.ofHours(1)),
                        rollout)
                .coordination(Etcd.managed().image("cdn-test/etcd:1"))
                .platform(Docker.engine(DockerHost.local())
                        .edgeImage("cdn-test/nginx:1")
                        .agentImage("cdn-test/java:1")
                        .workDirectory(home.resolve("work")))
                .edges("edge", count)
                .build()
                .start(events::add);
        edges = awaitEdges();
    }

    static ConfiguredNetwork start(
            String name,
            Path home,
            int edges,
            Map<String, Blob> site,
            Map<String, String> files,
            ConfigurationRollout rollout)
            throws Exception {
        return start(name, home, edges, site, files, rollout, builder -> {});
    }

    /**
     * Starts one that is described further.
     *
     * @param options what there is to say besides
     */
    static ConfiguredNetwork start(
            String name,
            Path home,
            int edges,
            Map<String, Blob> site,
            Map<String, String> files,
            ConfigurationRollout rollout,
            Consumer<CdnTopologyBuilder> options)
            throws Exception {
        return new ConfiguredNetwork(name, home, edges, site, files, rollout, options);
    }

    private List<URI> awaitEdges() {
        try {
            return cdn.awaitConverged(FIRST).edges().stream()
                    .map(Convergence.Proof::address)
                    .toList();
        } catch (RuntimeException e) {
            cdn.destroy();
            throw e;
        }
    }

    /** Files of text. */
    static Map<String, Blob> blobs(Map<String, String> files) {
        Map<String, Blob> blobs = new TreeMap<>();
        files.forEach((path, text) -> blobs.put(path, Blob.of(text)));
        return blobs;
    }

    Cdn cdn() {
        return cdn;
    }

    List<URI> edges() {
        return edges;
    }

    /** What happened until now. */
    List<CdnEvent> events() {
        return List.copyOf(events);
    }

    /** Pushes a configuration in the place of the one before; it is not rolled out by that. */
    CommitId push(Map<String, String> files) throws Exception {
        configuration.commit("next", blobs(files));
        return new CommitId(configuration.head());
    }

    @Override
    public void close() {
        cdn.destroy();
    }
}

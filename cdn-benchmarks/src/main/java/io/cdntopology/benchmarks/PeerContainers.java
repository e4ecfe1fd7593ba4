package io.cdntopology.benchmarks;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * The containers of a network as arguments of {@code docker run}: of the same images, with the same limits, isolation,
 * volumes and networks as ours. Edges serve the page that their image comes with, so they wait for nothing.
 */
final class PeerContainers {
    static final String ETCD = "etcd-1";
    private static final int NGINX_PORT = 80;
    static final String EDGE_HEALTH = "wget -qO /dev/null http://127.0.0.1 || kill -0 \"$(cat /run/nginx.pid)\"";

    static final List<String> ETCD_COMMAND = List.of(
            "etcd",
            "--name=" + ETCD,
            "--data-dir=/var/lib/etcd",
            "--listen-client-urls=http://0.0.0.0:2379",
            "--advertise-client-urls=http://" + ETCD + ":2379");

    private static final Path HERE = Path.of(".");

    private final StartPlace place;
    private final String prefix;

    PeerContainers(StartPlace place, String prefix) {
        this.place = place;
        this.prefix = prefix;
    }

    /** Makes the content container, which is not started. */
    List<String> content() {
        return List.of(
                "docker",
                "create",
                "--name",
                prefix + "content",
                "--network",
                "none",
                "--volume",
                prefix + "www:/www",
                "--volume",
                prefix + "nginx:/etc/nginx",
                "--entrypoint",
                "/bin/true",
                TestImages.NGINX);
    }

    List<String> network(String name) {
        return List.of("docker", "network", "create", prefix + name);
    }

    List<String> etcd() {
        return run(
                ETCD,
                "coordination",
                "1g",
                Stream.of("--volume", prefix + "etcd:/var/lib/etcd", "--publish", "127.0.0.1::2379", TestImages.ETCD),
                ETCD_COMMAND.stream());
    }

    /** The agent itself, which waits for something to do. */
    List<String> agent() {
        return run(
                "sync",
                "coordination",
                "256m",
                Stream.of(
                        "--volumes-from",
                        prefix + "content",
                        "--volume",
                        prefix + "agent:/cdn-agent",
                        "--volume",
                        place.agentJar() + ":/agent.jar:ro",
                        "--tmpfs",
                        "/tmp",
                        TestImages.JAVA),
                agentCommand(place).stream());
    }

    static List<String> agentCommand(StartPlace place) {
        List<String> command = new ArrayList<>(List.of("java"));
        command.addAll(FirstRelease.AGENT_FLAGS);
        command.addAll(List.of(
                "-jar",
                "/agent.jar",
                "--name=bench",
                "--content-root=/www",
                "--work-directory=/cdn-agent/work",
                "--git-url=file://" + place.site().repository(),
                "--etcd-endpoints=http://" + ETCD + ":2379"));
        return command;
    }

    List<String> edge(int port) {
        return run(
                "edge-" + port,
                "edges",
                "256m",
                Stream.of(
                        "--volumes-from",
                        prefix + "content:ro",
                        "--user",
                        "101:101",
                        "--tmpfs",
                        "/run:uid=101,gid=101",
                        "--tmpfs",
                        "/tmp",
                        "--tmpfs",
                        "/var/cache/nginx:uid=101,gid=101",
                        "--health-cmd",
                        EDGE_HEALTH,
                        "--health-interval",
                        "30s",
                        "--publish",
                        "127.0.0.1:" + port + ":" + NGINX_PORT,
                        TestImages.NGINX),
                Stream.of());
    }

    private List<String> run(
            String name, String network, String memory, Stream<String> options, Stream<String> command) {
        List<String> all = new ArrayList<>(List.of(
                "docker",
                "run",
                "--detach",
                "--init",
                "--read-only",
                "--cap-drop",
                "ALL",
                "--security-opt",
                "no-new-privileges",
                "--pids-limit",
                "256",
                "--restart",
                "unless-stopped",
                "--log-opt",
                "max-size=10m",
                "--log-opt",
                "max-file=3",
                "--memory",
                memory,
                "--memory-swap",
                memory,
                "--name",
                prefix + name,
                "--network",
                prefix + network,
                "--network-alias",
                name));
        options.forEach(all::add);
        command.forEach(all::add);
        return all;
    }

    /** Removes the containers, volumes and networks whose names begin with a prefix. */
    static void remove(String prefix) {
        try {
            remove("container", List.of("--all"), List.of("--force", "--volumes"), prefix);
            remove("volume", List.of(), List.of(), prefix);
            remove("network", List.of(), List.of(), prefix);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void remove(String kind, List<String> listing, List<String> removal, String prefix)
            throws IOException, InterruptedException {
        List<String> list = new ArrayList<>(List.of("docker", kind, "ls", "--quiet", "--filter", "name=" + prefix));
        list.addAll(listing);
        List<String> found =
                Command.output(HERE, list.toArray(String[]::new)).lines().toList();
        if (!found.isEmpty()) {
            List<String> remove = new ArrayList<>(List.of("docker", kind, "rm"));
            remove.addAll(removal);
            remove.addAll(found);
            Command.run(HERE, remove.toArray(String[]::new));
        }
    }
}

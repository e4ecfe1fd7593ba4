package io.cdntopology.benchmarks;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The command {@code docker compose up} on a file with the same containers, but for the one that only owns volumes; or the
 * older {@code docker-compose} where the engine's command does not have it.
 */
final class ComposeStart implements StartWay {
    /** Of format 2: it takes limits without a swarm, and both commands read it. */
    private static final String COMMON = """
            version: "2.4"
            x-all: &all
              init: true
              read_only: true
              cap_drop: [ALL]
              security_opt: [no-new-privileges]
              pids_limit: 256
              restart: unless-stopped
              logging:
                options: {max-size: 10m, max-file: "3"}
            networks: {coordination: {}, edges: {}}
            volumes: {www: {}, nginx: {}, etcd: {}, agent: {}}
            services:
            """;

    private static final String SERVICE = """
              NAME:
                <<: *all
                image: IMAGE
                command: COMMAND
                mem_limit: MEMORY
                memswap_limit: MEMORY
                networks: [NETWORK]
                volumes: VOLUMES
            """;

    private static final String EDGE = """
                user: "101:101"
                tmpfs: ["/run:uid=101,gid=101", /tmp, "/var/cache/nginx:uid=101,gid=101"]
                healthcheck: {test: [CMD-SHELL, HEALTH], interval: 30s}
                ports: ["127.0.0.1:PORT:80"]
            """;

    private final Path home;
    private final List<String> compose;

    ComposeStart(StartPlace place) throws IOException, InterruptedException {
        home = Files.createDirectory(place.site().home().resolve("compose"));
        Files.writeString(home.resolve("docker-compose.yml"), file(place));
        String project = "cdn-bench-start-" + ProcessHandle.current().pid() + "-compose";
        compose = new ArrayList<>(hasPlugin() ? List.of("docker", "compose") : List.of("docker-compose"));
        compose.addAll(List.of("--project-name", project));
    }

    private static boolean hasPlugin() throws IOException, InterruptedException {
        return new ProcessBuilder("docker", "compose", "version")
                        .redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                        .start()
                        .waitFor()
                == 0;
    }

    private static String file(StartPlace place) {
        String etcd = service(
                PeerContainers.ETCD,
                TestImages.ETCD,
                PeerContainers.ETCD_COMMAND,
                "1g",
                "coordination",
                "etcd:/var/lib/etcd");
        String agent = service(
                "sync",
                TestImages.JAVA,
                PeerContainers.agentCommand(place),
                "256m",
                "coordination",
                "www:/www",
                "nginx:/etc/nginx",
                "agent:/cdn-agent",
                place.agentJar() + ":/agent.jar:ro");
        String edges = place.ports().stream().map(ComposeStart::edge).collect(Collectors.joining());
        return COMMON + etcd + "    ports: [\"127.0.0.1::2379\"]\n" + agent + "    tmpfs: [/tmp]\n" + edges;
    }

    private static String edge(int port) {
        String health = PeerContainers.EDGE_HEALTH.replace("$", "$$");
        return service(
                        "edge-" + port,
                        TestImages.NGINX,
                        List.of("nginx", "-g", "daemon off;"),
                        "256m",
                        "edges",
                        "www:/www:ro",
                        "nginx:/etc/nginx:ro")
                + EDGE.replace("HEALTH", quoted(health)).replace("PORT", String.valueOf(port));
    }

    private static String service(
            String name, String image, List<String> command, String memory, String network, String... volumes) {
        return SERVICE.replace("NAME", name)
                .replace("IMAGE", image)
                .replace("COMMAND", list(command.stream()))
                .replace("MEMORY", memory)
                .replace("NETWORK", network)
                .replace("VOLUMES", list(Stream.of(volumes)));
    }

    private static String list(Stream<String> words) {
        return words.map(ComposeStart::quoted).collect(Collectors.joining(", ", "[", "]"));
    }

    private static String quoted(String text) {
        return "\"" + text.replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
    }

    @Override
    public String name() {
        return "docker compose up";
    }

    @Override
    public void start() throws IOException, InterruptedException {
        run("up", "--detach");
    }

    @Override
    public void close() {
        try {
            run("down", "--volumes", "--timeout", "0");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run(String... arguments) throws IOException, InterruptedException {
        Command.run(home, Stream.concat(compose.stream(), Stream.of(arguments)).toArray(String[]::new));
    }
}

package io.cdntopology.benchmarks;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.stream.Stream;

/** Containers, volumes and images that a peer needs, made with the command {@code docker} and removed at the end. */
final class Containers implements AutoCloseable {
    private static final Path HERE = Path.of(".");

    private final String prefix;
    private final Deque<String[]> removals = new ArrayDeque<>();

    /** All that is made here has a name that begins with the prefix. */
    Containers(String prefix) {
        this.prefix = prefix;
    }

    /** Makes a volume; its name. */
    String volume(String name) throws IOException, InterruptedException {
        return made(name, List.of("docker", "volume", "rm", "-f"), "docker", "volume", "create", prefix + name);
    }

    /** Makes a network; its name. */
    String network(String name) throws IOException, InterruptedException {
        return made(name, List.of("docker", "network", "rm"), "docker", "network", "create", prefix + name);
    }

    /** Builds an image from a directory with a Dockerfile; its name. */
    String image(String name, Path directory) throws IOException, InterruptedException {
        return made(
                name,
                List.of("docker", "image", "rm", "-f"),
                "docker",
                "build",
                "-q",
                "-t",
                prefix + name,
                directory.toString());
    }

    /** Runs a container in the background with options, an image and a command; its name. */
    String run(String name, String... arguments) throws IOException, InterruptedException {
        String[] command = Stream.concat(
                        Stream.of("docker", "run", "-d", "--init", "--name", prefix + name), Arrays.stream(arguments))
                .toArray(String[]::new);
        return made(name, List.of("docker", "rm", "-f", "-v"), command);
    }

    /** Also what could be made by half only is removed. */
    private String made(String name, List<String> removal, String... command) throws IOException, InterruptedException {
        synchronized (removals) {
            removals.push(
                    Stream.concat(removal.stream(), Stream.of(prefix + name)).toArray(String[]::new));
        }
        Command.run(HERE, command);
        return prefix + name;
    }

    /** Where a port of a container is published. */
    URI published(String container, int port) throws IOException, InterruptedException {
        return URI.create("http://"
                + Command.output(HERE, "docker", "port", container, port + "/tcp")
                        .lines()
                        .findFirst()
                        .orElseThrow());
    }

    /** Where a container with one network is in it: nothing is between the two but the engine's bridge. */
    static URI address(String container, int port) throws IOException, InterruptedException {
        String address = Command.output(
                HERE,
                "docker",
                "inspect",
                "--format",
                "{{range .NetworkSettings.Networks}}{{.IPAddress}}{{end}}",
                container);
        return URI.create("http://" + address + ":" + port + "/");
    }

    @Override
    public void close() {
        synchronized (removals) {
            while (!removals.isEmpty()) {
                remove(removals.pop());
            }
        }
    }

    /** The rest is removed also if one can't be. */
    private static void remove(String[] command) {
        try {
            Command.run(HERE, command);
        } catch (IOException e) {
            System.err.println(e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}

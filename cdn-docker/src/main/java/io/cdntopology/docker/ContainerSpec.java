package io.cdntopology.docker;

import com.github.dockerjava.api.model.HostConfig;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * A container as it is wanted.
 *
 * @param image       the image
 * @param command     what runs in it, with its arguments; replaces what the image would run
 * @param user        who it runs as; empty for whom the image says
 * @param environment variables beside those of the image; no secrets
 * @param network     the network that it is on
 * @param aliases     the names that others on the network know it by
 * @param health      the command that says whether it is well; empty if nothing does
 * @param stopSignal  the signal that ends it
 * @param files       a short text that is another one if other files are put into it when it is made
 * @param port        the port in it that is published
 * @param tlsPort     the other one, for TLS, of an edge that speaks it
 * @param place       makes its place on the host: mounts, limits, isolation; without the ports
 */
record ContainerSpec(
        String image,
        List<String> command,
        String user,
        SortedMap<String, String> environment,
        String network,
        List<String> aliases,
        List<String> health,
        String stopSignal,
        String files,
        Optional<PublishedPort> port,
        Optional<PublishedPort> tlsPort,
        Supplier<HostConfig> place) {
    ContainerSpec {
        command = List.copyOf(command);
        environment = new TreeMap<>(environment);
        aliases = List.copyOf(aliases);
        health = List.copyOf(health);
        Objects.requireNonNull(place, "place");
    }

    /** The ports in it that are published. */
    List<PublishedPort> ports() {
        return Stream.concat(port.stream(), tlsPort.stream()).toList();
    }

    /** The variables as an engine wants them. */
    List<String> environmentEntries() {
        return environment.entrySet().stream().map(Map.Entry::toString).toList();
    }
}

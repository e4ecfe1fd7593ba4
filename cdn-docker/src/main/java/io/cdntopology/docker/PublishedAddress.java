package io.cdntopology.docker;

import com.github.dockerjava.api.command.InspectContainerResponse;
import com.github.dockerjava.api.model.ExposedPort;
import com.github.dockerjava.api.model.Ports;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Where the ports that a container publishes are reached from this process. */
final class PublishedAddress {
    private PublishedAddress() {}

    private static final Pattern PORT = Pattern.compile("[0-9]{1,5}");

    /**
     * By what the container was made with, which is so whether it runs or not.
     *
     * @param address of the engine
     * @return empty if it publishes none, or one that the engine chooses, as no container of this library does
     */
    static Optional<InetSocketAddress> of(InspectContainerResponse container, DockerAddress address) {
        return of(container, address, inside -> !isForTls(container, inside));
    }

    /** As the other, of the port for TLS; empty if it has none. */
    static Optional<InetSocketAddress> ofTls(InspectContainerResponse container, DockerAddress address) {
        return of(container, address, inside -> isForTls(container, inside));
    }

    private static boolean isForTls(InspectContainerResponse container, ExposedPort inside) {
        return String.valueOf(inside.getPort()).equals(ContainerSettings.tlsPort(container.getConfig()));
    }

    private static Optional<InetSocketAddress> of(
            InspectContainerResponse container, DockerAddress address, Predicate<ExposedPort> which) {
        return Optional.ofNullable(container.getHostConfig().getPortBindings()).stream()
                .flatMap(ports -> ports.getBindings().entrySet().stream())
                .filter(port -> which.test(port.getKey()))
                .map(Map.Entry::getValue)
                .flatMap(bindings -> Stream.of(Optional.ofNullable(bindings).orElse(new Ports.Binding[0])))
                .filter(binding ->
                        PORT.matcher(String.valueOf(binding.getHostPortSpec())).matches())
                .findFirst()
                .map(binding -> address.published(binding.getHostIp(), Integer.parseInt(binding.getHostPortSpec())));
    }
}

package io.cdntopology.docker;

import com.github.dockerjava.api.command.InspectContainerResponse;
import com.github.dockerjava.api.model.Container;
import com.github.dockerjava.api.model.ExposedPort;
import com.github.dockerjava.api.model.InternetProtocol;
import com.github.dockerjava.api.model.Ports;
import io.cdntopology.topology.EdgeSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A container that others made, and that has the adopted volumes where their owner has them: by
 * {@code --volumes-from}, as a rule.
 *
 * @param id      the engine's
 * @param name    the others'
 * @param state   whether it runs
 * @param created when it was made, in seconds since 1970
 * @param ipv6    its address by IPv6; empty if it has none, as is usual
 * @param ports   its TCP ports that are published; {@link EdgeSpec#ANY_PORT} where its engine chooses
 */
record Dependent(
        String id, String name, RunState state, long created, Optional<String> ipv6, List<PublishedPort> ports) {
    private static final Pattern PORT = Pattern.compile("[0-9]{1,5}");

    Dependent {
        ports = List.copyOf(ports);
    }

    static Dependent of(Container listed, InspectContainerResponse inspected) {
        return new Dependent(
                listed.getId(),
                ContainerName.reported(inspected.getName())
                        .map(ContainerName::value)
                        .orElse(listed.getId()),
                RunState.of(listed),
                Objects.requireNonNullElse(listed.getCreated(), 0L),
                inspected.getNetworkSettings().getNetworks().values().stream()
                        .map(network -> Objects.requireNonNullElse(network.getGlobalIPv6Address(), ""))
                        .filter(address -> !address.isEmpty())
                        .findFirst(),
                published(inspected.getHostConfig().getPortBindings()));
    }

    /** By what it was made with, which is so whether it runs or not. */
    private static List<PublishedPort> published(@Nullable Ports bindings) {
        List<PublishedPort> ports = new ArrayList<>();
        Optional.ofNullable(bindings)
                .map(Ports::getBindings)
                .ifPresent(all -> all.forEach((inside, outside) -> {
                    if (inside.getProtocol() == InternetProtocol.TCP) {
                        ports.addAll(published(inside, outside));
                    }
                }));
        return ports;
    }

    private static List<PublishedPort> published(ExposedPort inside, Ports.Binding[] bindings) {
        List<PublishedPort> ports = new ArrayList<>();
        for (Ports.Binding binding : Optional.ofNullable(bindings).orElse(new Ports.Binding[0])) {
            String outside = Objects.requireNonNullElse(binding.getHostPortSpec(), "");
            ports.add(new PublishedPort(
                    inside.getPort(),
                    Objects.requireNonNullElse(binding.getHostIp(), ""),
                    PORT.matcher(outside).matches() ? Integer.parseInt(outside) : EdgeSpec.ANY_PORT));
        }
        return ports;
    }
}

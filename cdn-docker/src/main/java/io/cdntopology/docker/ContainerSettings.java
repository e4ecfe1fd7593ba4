package io.cdntopology.docker;

import com.github.dockerjava.api.command.InspectContainerResponse;
import com.github.dockerjava.api.model.Bind;
import com.github.dockerjava.api.model.ContainerConfig;
import com.github.dockerjava.api.model.HostConfig;
import com.github.dockerjava.api.model.Ports;
import com.github.dockerjava.api.model.VolumesFrom;
import io.cdntopology.topology.Part;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The settings of containers, by which it is seen that one is not what it should be. */
final class ContainerSettings {
    /** What the files are that were put into a container when it was made. */
    static final String FILES_LABEL = "io.cdntopology.files";

    /** Says of a container that its port may be any. */
    static final String ANY_PORT_LABEL = "io.cdntopology.any-port";

    /** Says of a container which of the ports in it is for TLS ... */
    static final String TLS_PORT_LABEL = "io.cdntopology.tls-port";

    /** ... and that it may be published as any. */
    static final String ANY_TLS_PORT_LABEL = "io.cdntopology.any-tls-port";

    /** The setting for what a container is made from. */
    static final String IMAGE = "image";

    private static final String PUBLISHED = "published";
    private static final String TLS_PUBLISHED = "published for TLS";
    private static final String USER = "user";
    private static final String HEALTH = "health check";
    private static final String VARIABLE = "variable ";

    private ContainerSettings() {}

    /** Of one that is wanted. */
    static SortedMap<String, String> wanted(String name, ContainerSpec spec) {
        SortedMap<String, String> settings = new TreeMap<>(host(spec.place().get()));
        settings.put("name", name);
        settings.put(IMAGE, spec.image());
        settings.put("command", String.join(" ", spec.command()));
        ifSaid(spec.user()).ifPresent(user -> settings.put(USER, user));
        settings.put("stop signal", spec.stopSignal());
        settings.put("network", spec.network());
        ifSaid(String.join(" ", spec.health())).ifPresent(check -> settings.put(HEALTH, check));
        settings.put("files", spec.files());
        spec.environment().forEach((variable, value) -> settings.put(VARIABLE + variable, value));
        spec.port().ifPresent(port -> putPort(settings, PUBLISHED, Part.PORT, port));
        spec.tlsPort().ifPresent(port -> putPort(settings, TLS_PUBLISHED, Part.TLS_PORT, port));
        return settings;
    }

    private static void putPort(SortedMap<String, String> settings, String inside, String outside, PublishedPort port) {
        settings.put(inside, port.inside() + " on " + port.address());
        if (!port.isAny()) {
            settings.put(outside, String.valueOf(port.outside()));
        }
    }

    /**
     * Of one that exists.
     *
     * @param wanted    what matters of what an image may say: user, health check, and variables
     * @param networks  the ids of the networks of this part's network, by name
     */
    static SortedMap<String, String> observed(
            InspectContainerResponse container, SortedMap<String, String> wanted, Map<String, String> networks) {
        ContainerConfig config = container.getConfig();
        HostConfig host = Objects.requireNonNull(container.getHostConfig());
        SortedMap<String, String> settings = new TreeMap<>(host(host));
        settings.put(
                "name",
                ContainerName.reported(container.getName())
                        .map(ContainerName::value)
                        .orElse(""));
        settings.put(IMAGE, text(config.getImage()));
        settings.put(
                "command",
                Stream.of(config.getEntrypoint(), config.getCmd())
                        .filter(Objects::nonNull)
                        .flatMap(Arrays::stream)
                        .collect(Collectors.joining(" ")));
        settings.put(USER, text(config.getUser()));
        settings.put("stop signal", stopSignal(container));
        settings.put("network", networks(container, networks));
        settings.put(HEALTH, health(config));
        Map<String, String> labels = Optional.ofNullable(config.getLabels()).orElse(Map.of());
        settings.put("files", labels.getOrDefault(FILES_LABEL, ""));
        environment(config).forEach((variable, value) -> settings.put(VARIABLE + variable, value));
        settings.keySet().removeIf(name -> isOfImage(name) && !wanted.containsKey(name));
        settings.putAll(published(host, labels));
        return settings;
    }

    /** Whether it is what the image says where nothing else is wanted. */
    private static boolean isOfImage(String name) {
        return name.equals(USER) || name.equals(HEALTH) || name.startsWith(VARIABLE);
    }

    private static Optional<String> ifSaid(String value) {
        return value.isEmpty() ? Optional.empty() : Optional.of(value);
    }

    /** docker-java has no name for it. */
    private static String stopSignal(InspectContainerResponse container) {
        return container.getRawValues().get("Config") instanceof Map<?, ?> config
                        && config.get("StopSignal") instanceof String signal
                ? signal
                : "";
    }

    private static SortedMap<String, String> host(HostConfig host) {
        SortedMap<String, String> settings = new TreeMap<>();
        settings.put("memory", String.valueOf(host.getMemory() == null ? 0 : host.getMemory()));
        settings.put("cpus", String.valueOf(host.getNanoCPUs() == null ? 0 : host.getNanoCPUs()));
        settings.put("processes", String.valueOf(host.getPidsLimit() == null ? 0 : host.getPidsLimit()));
        settings.put("root", Boolean.TRUE.equals(host.getReadonlyRootfs()) ? "read-only" : "writable");
        settings.put("capabilities dropped", joined(host.getCapDrop()));
        settings.put("capabilities added", joined(host.getCapAdd()));
        settings.put("privileges", privileges(host));
        settings.put("init", String.valueOf(Boolean.TRUE.equals(host.getInit())));
        settings.put("restart", String.valueOf(host.getRestartPolicy()));
        settings.put(
                "log limits",
                host.getLogConfig() == null ? "{}" : sorted(host.getLogConfig().getConfig()));
        settings.put("memory file systems", sorted(host.getTmpFs()));
        settings.put("mounts", mounts(host));
        return settings;
    }

    private static String privileges(HostConfig host) {
        return (Boolean.TRUE.equals(host.getPrivileged()) ? "all" : "few")
                + Optional.ofNullable(host.getSecurityOpts()).orElse(List.of());
    }

    private static String mounts(HostConfig host) {
        Stream<String> binds = Stream.of(Optional.ofNullable(host.getBinds()).orElse(new Bind[0]))
                .map(bind -> bind.getPath() + ":" + bind.getVolume().getPath() + ":" + bind.getAccessMode());
        Stream<String> others = Stream.of(
                        Optional.ofNullable(host.getVolumesFrom()).orElse(new VolumesFrom[0]))
                .map(from -> "those of " + from.getContainer() + ":" + from.getAccessMode());
        return Stream.concat(binds, others).sorted().collect(Collectors.joining(", "));
    }

    /** The port in a container that is for TLS; empty if none is. */
    static String tlsPort(ContainerConfig config) {
        return Optional.ofNullable(config.getLabels()).orElse(Map.of()).getOrDefault(TLS_PORT_LABEL, "");
    }

    private static SortedMap<String, String> published(HostConfig host, Map<String, String> labels) {
        SortedMap<String, String> settings = new TreeMap<>();
        Ports ports = host.getPortBindings();
        if (ports == null) {
            return settings;
        }
        String tlsPort = labels.getOrDefault(TLS_PORT_LABEL, "");
        ports.getBindings().forEach((inside, outside) -> {
            boolean isTls = String.valueOf(inside.getPort()).equals(tlsPort);
            boolean isAny = labels.containsKey(isTls ? ANY_TLS_PORT_LABEL : ANY_PORT_LABEL);
            for (Ports.Binding binding : Optional.ofNullable(outside).orElse(new Ports.Binding[0])) {
                settings.merge(
                        isTls ? TLS_PUBLISHED : PUBLISHED,
                        inside.getPort() + " on " + binding.getHostIp(),
                        (a, b) -> a + ", " + b);
                if (!isAny) {
                    settings.merge(
                            isTls ? Part.TLS_PORT : Part.PORT, text(binding.getHostPortSpec()), (a, b) -> a + ", " + b);
                }
            }
        });
        return settings;
    }

    /** The networks by name; one that was removed since, and made anew, is not the one that the container is on. */
    private static String networks(InspectContainerResponse container, Map<String, String> ids) {
        return container.getNetworkSettings().getNetworks().entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .map(network -> {
                    String id = network.getValue().getNetworkID();
                    String current = ids.get(network.getKey());
                    boolean gone = current != null && id != null && !id.isEmpty() && !current.equals(id);
                    return network.getKey() + (gone ? " (which is gone)" : "");
                })
                .collect(Collectors.joining(", "));
    }

    private static String health(ContainerConfig config) {
        return config.getHealthcheck() == null || config.getHealthcheck().getTest() == null
                ? ""
                : String.join(" ", config.getHealthcheck().getTest());
    }

    private static Map<String, String> environment(ContainerConfig config) {
        return Stream.of(Optional.ofNullable(config.getEnv()).orElse(new String[0]))
                .filter(entry -> entry.contains("="))
                .collect(Collectors.toMap(
                        entry -> entry.substring(0, entry.indexOf('=')),
                        entry -> entry.substring(entry.indexOf('=') + 1),
                        (a, b) -> b));
    }

    private static String joined(Object @Nullable [] values) {
        return values == null
                ? ""
                : Stream.of(values)
                        .map(Object::toString)
                        .sorted(Comparator.naturalOrder())
                        .collect(Collectors.joining(", "));
    }

    private static String sorted(@Nullable Map<String, String> values) {
        return values == null ? "{}" : new TreeMap<>(values).toString();
    }

    private static String text(@Nullable String value) {
        return value == null ? "" : value;
    }
}

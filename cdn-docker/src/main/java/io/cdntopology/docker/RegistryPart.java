package io.cdntopology.docker;

import io.cdntopology.topology.TopologyName;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One of the objects that a registry consists of on its engine. Its name follows from that of the registry. */
enum RegistryPart {
    /** The network of the containers. */
    NETWORK,
    /** The volume with all that was pushed, and the settings of the registry. */
    DATA,
    /** The volume with the settings, users, certificate and key of the proxy. */
    SECRETS,
    /** The container that is never started, through which files get into the volumes. */
    FILES,
    /** The container of the registry. */
    REGISTRY,
    /** The container of the proxy, the one that is published. */
    PROXY;

    private static final String KIND = "registry";

    /** What it is called on the engine. */
    String name(TopologyName registry) {
        return "cdn_" + registry + "_" + KIND + "_" + shortName();
    }

    /** What says on the engine whose it is. */
    Map<String, String> labels(TopologyName registry) {
        return Map.of(Labels.NAME, registry.value(), Labels.PART, KIND + "/" + shortName());
    }

    /** Whether labels say that something is this part of a registry. */
    boolean isOn(TopologyName registry, @Nullable Map<String, String> labels) {
        return labels != null && labels.entrySet().containsAll(labels(registry).entrySet());
    }

    private String shortName() {
        return name().toLowerCase(Locale.ROOT);
    }
}

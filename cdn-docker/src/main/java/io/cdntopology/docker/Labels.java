package io.cdntopology.docker;

import io.cdntopology.failure.CdnException;
import io.cdntopology.topology.PartId;
import io.cdntopology.topology.PartKind;
import io.cdntopology.topology.TopologyName;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What says on an engine that something is part of a network: labels, and names made of the same.
 *
 * @param network the network
 */
record Labels(TopologyName network) {
    static final String NAME = "io.cdntopology.name";
    static final String PART = "io.cdntopology.part";

    /** Names have no underscore, so what they are made of can be told apart. */
    private static final String SEPARATOR = "_";

    /** The labels of a part. */
    Map<String, String> of(PartId part) {
        return Map.of(NAME, network.value(), PART, part.kind() + "/" + part.name());
    }

    /** The labels that all parts of the network have. */
    Map<String, String> ofAll() {
        return Map.of(NAME, network.value());
    }

    /** What an engine is asked for to list a part. */
    List<String> filter(PartId part) {
        return filter(of(part));
    }

    /** What an engine is asked for to list all parts. */
    List<String> filterOfAll() {
        return filter(ofAll());
    }

    private static List<String> filter(Map<String, String> labels) {
        return labels.entrySet().stream().map(Map.Entry::toString).toList();
    }

    /** The name of a part on the engine. */
    String name(PartId part) {
        return String.join(SEPARATOR, "cdn", network.value(), part.kind().toString(), part.name());
    }

    /** The name of the network that labels name, of this library's version or another one; empty if they name none. */
    static Optional<String> networkIn(@Nullable Map<String, String> labels) {
        return Optional.ofNullable(labels).map(all -> all.get(NAME));
    }

    /** The part of this network that labels name; empty if they name none. */
    Optional<PartId> part(@Nullable Map<String, String> labels) {
        if (labels == null || !networkIn(labels).equals(Optional.of(network.value()))) {
            return Optional.empty();
        }
        String[] part = labels.getOrDefault(PART, "").split("/", 2);
        try {
            return part.length == 2
                    ? Optional.of(new PartId(PartKind.valueOf(part[0].toUpperCase(Locale.ROOT)), part[1]))
                    : Optional.empty();
        } catch (IllegalArgumentException | CdnException e) {
            // A newer version of this library may have made it.
            return Optional.empty();
        }
    }
}

package io.cdntopology.docker;

import com.github.dockerjava.api.model.Container;
import com.github.dockerjava.api.model.ContainerMount;
import io.cdntopology.topology.TopologyName;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Who has the volumes that were adopted.
 *
 * @param names      of all containers of others that have both
 * @param dependents those of them that are not the content container
 * @param networks   the names of other networks of this library that have the content
 */
record VolumeUsers(Set<String> names, List<Dependent> dependents, Set<String> networks) {
    /**
     * Looks, by one call and one for each dependent.
     *
     * @param ours the network that adopts
     */
    static VolumeUsers of(EngineConnection engine, Inspections inspections, AdoptedVolumes content, TopologyName ours) {
        List<Container> listed = engine.callRepeatable(
                "Looking for the containers that have the volumes of " + content.container(),
                client -> client.listContainersCmd()
                        .withShowAll(true)
                        .withFilter("volume", List.of(content.www()))
                        .exec());
        Set<String> names = new TreeSet<>();
        List<Dependent> dependents = new ArrayList<>();
        Set<String> networks = new TreeSet<>();
        for (Container container : listed) {
            Optional<String> network = Labels.networkIn(container.getLabels());
            if (network.isPresent()) {
                networks.add(network.get());
            } else if (hasBoth(container, content)) {
                inspections.of(container.getId()).ifPresent(inspected -> {
                    Dependent dependent = Dependent.of(container, inspected);
                    names.add(dependent.name());
                    if (!dependent.name().equals(content.container())) {
                        dependents.add(dependent);
                    }
                });
            }
        }
        networks.remove(ours.value());
        return new VolumeUsers(names, dependents, networks);
    }

    private static boolean hasBoth(Container container, AdoptedVolumes content) {
        return has(container, content.www(), EdgeFiles.CONTENT_ROOT)
                && has(container, content.configuration(), EdgeFiles.CONFIGURATION);
    }

    private static boolean has(Container container, String volume, String path) {
        return container.getMounts().stream()
                .anyMatch(mount -> path.equals(mount.getDestination()) && volume.equals(volume(mount)));
    }

    private static String volume(ContainerMount mount) {
        String name = Objects.requireNonNullElse(mount.getName(), "");
        return name.isEmpty() ? mount.getSource() : name;
    }
}

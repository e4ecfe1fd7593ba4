package io.cdntopology.docker;

import com.github.dockerjava.api.command.InspectVolumeResponse;
import com.github.dockerjava.api.model.Container;
import com.github.dockerjava.api.model.Network;
import io.cdntopology.observed.ObservedPart;
import io.cdntopology.topology.PartId;
import io.cdntopology.topology.PartKind;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Sees which parts of a network an engine has: by three calls, and one for each container that is not known yet; what was
 * adopted costs more.
 */
final class PartObserver {
    private static final String LOOKING = "Observing the network ";

    private final EngineConnection engine;
    private final WantedParts wanted;
    private final Labels labels;
    private final Inspections inspections;
    private final Optional<Adoption> adoption;

    PartObserver(EngineConnection engine, WantedParts wanted, Inspections inspections, Optional<Adoption> adoption) {
        this.engine = engine;
        this.wanted = wanted;
        this.labels = wanted.labels();
        this.inspections = inspections;
        this.adoption = adoption;
    }

    List<ObservedPart> observe() {
        Map<PartId, List<Network>> networks = networks();
        Map<String, String> networkIds = networks.values().stream()
                .flatMap(List::stream)
                .collect(Collectors.toMap(Network::getName, Network::getId, (a, b) -> a));
        List<ObservedPart> parts = new ArrayList<>();
        networks.forEach((id, found) -> parts.add(network(id, found)));
        volumes().forEach(id -> parts.add(quiet(id, new TreeMap<>())));
        List<Container> containers = containers();
        inspections.keepOnly(containers.stream().map(Container::getId).collect(Collectors.toSet()));
        byPart(containers, Container::getLabels, container -> containerName(container))
                .forEach((id, found) -> container(id, found, networkIds).ifPresent(parts::add));
        Set<PartId> ours = parts.stream().map(ObservedPart::id).collect(Collectors.toSet());
        adoption.ifPresent(adopted -> parts.addAll(adopted.observe(ours)));
        return parts;
    }

    // ---- networks and volumes

    private Map<PartId, List<Network>> networks() {
        List<Network> found = engine.callRepeatable(
                LOOKING + labels.network(),
                client -> client.listNetworksCmd()
                        .withFilter("label", labels.filterOfAll())
                        .exec());
        return byPart(found, Network::getLabels, Network::getName);
    }

    private static ObservedPart network(PartId id, List<Network> found) {
        Network first = found.get(0);
        Map<String, String> settings = new TreeMap<>(Map.of("name", first.getName(), "driver", first.getDriver()));
        return quiet(id, withCopies(settings, found.size()));
    }

    private Set<PartId> volumes() {
        List<InspectVolumeResponse> found = engine.callRepeatable(
                LOOKING + labels.network(),
                client -> client.listVolumesCmd()
                        .withFilter("label", labels.filterOfAll())
                        .exec()
                        .getVolumes());
        return byPart(
                        Optional.ofNullable(found).orElse(List.of()),
                        InspectVolumeResponse::getLabels,
                        InspectVolumeResponse::getName)
                .keySet();
    }

    private static ObservedPart quiet(PartId id, Map<String, String> settings) {
        return new ObservedPart(id, new TreeMap<>(settings), Optional.empty(), Optional.empty());
    }

    // ---- containers

    private List<Container> containers() {
        return engine.callRepeatable(
                LOOKING + labels.network(),
                client -> client.listContainersCmd()
                        .withShowAll(true)
                        .withFilter("label", labels.filterOfAll())
                        .exec());
    }

    private static String containerName(Container container) {
        return Stream.of(Optional.ofNullable(container.getNames()).orElse(new String[0]))
                .flatMap(name -> ContainerName.reported(name).stream())
                .map(ContainerName::value)
                .findFirst()
                .orElse("");
    }

    private Optional<ObservedPart> container(PartId id, List<Container> found, Map<String, String> networks) {
        Container listed = found.get(0);
        return inspections.of(listed.getId()).map(inspected -> {
            Map<String, String> settings =
                    withCopies(ContainerSettings.observed(inspected, variables(id), networks), found.size());
            Optional<String> fault = id.kind() == PartKind.CONTENT
                    ? Optional.empty()
                    : RunState.of(listed).fault();
            return new ObservedPart(
                    id,
                    new TreeMap<>(settings),
                    fault,
                    PublishedAddress.of(inspected, engine.host().address()));
        });
    }

    private Set<String> variables(PartId id) {
        return wanted.specs().get(id) instanceof PartSpec.Container container
                ? container.spec().environment().keySet()
                : Set.of();
    }

    // ---- both

    private static Map<String, String> withCopies(Map<String, String> settings, int count) {
        if (count > 1) {
            settings.put("copies", String.valueOf(count));
        }
        return settings;
    }

    /** What is found, by the part that it is; what has the right name comes first. */
    private <T> Map<PartId, List<T>> byPart(
            List<T> found, Function<T, Map<String, String>> labelsOf, Function<T, String> nameOf) {
        Map<PartId, List<T>> parts = new TreeMap<>();
        for (T one : found) {
            labels.part(labelsOf.apply(one))
                    .ifPresent(id ->
                            parts.computeIfAbsent(id, key -> new ArrayList<>()).add(one));
        }
        parts.forEach((id, same) ->
                same.sort(Comparator.comparing((T one) -> !nameOf.apply(one).equals(labels.name(id)))
                        .thenComparing(nameOf)));
        return parts;
    }
}

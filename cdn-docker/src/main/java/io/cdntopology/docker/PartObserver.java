package io.cdntopology.docker;

import com.github.dockerjava.api.command.InspectVolumeResponse;
import com.github.dockerjava.api.model.Container;
import com.github.dockerjava.api.model.Network;
import io.cdntopology.docker.EngineCalls.Begun;
import io.cdntopology.observed.ObservedPart;
import io.cdntopology.topology.PartId;
import io.cdntopology.topology.PartKind;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Sees which parts of a network an engine has: by three calls at the same time, and one for each container that is not
 * known yet, or whose image has lost its name; what was adopted costs more.
 */
final class PartObserver {
    private final EngineConnection engine;
    private final WantedParts wanted;
    private final Labels labels;
    private final Inspections inspections;
    private final Images images;
    private final Optional<Adoption> adoption;
    private final AgentSecrets secrets;

    PartObserver(
            EngineConnection engine,
            WantedParts wanted,
            Inspections inspections,
            Images images,
            Optional<Adoption> adoption) {
        this.engine = engine;
        this.wanted = wanted;
        this.labels = wanted.labels();
        this.inspections = inspections;
        this.images = images;
        this.adoption = adoption;
        this.secrets = new AgentSecrets(engine, wanted.agent());
    }

    List<ObservedPart> observe() {
        String attempted = "Observing the network " + labels.network();
        List<String> ours = labels.filterOfAll();
        try (Begun<List<Network>> networks = engine.begin(
                        attempted,
                        client -> client.listNetworksCmd()
                                .withFilter("label", ours)
                                .exec());
                Begun<List<InspectVolumeResponse>> volumes = engine.begin(
                        attempted,
                        client -> Objects.requireNonNullElse(
                                client.listVolumesCmd()
                                        .withFilter("label", ours)
                                        .exec()
                                        .getVolumes(),
                                List.of()));
                Begun<List<Container>> containers = engine.begin(
                        attempted,
                        client -> client.listContainersCmd()
                                .withShowAll(true)
                                .withFilter("label", ours)
                                .exec())) {
            return observed(networks.answer(), volumes.answer(), containers.answer());
        }
    }

    private List<ObservedPart> observed(
            List<Network> listedNetworks, List<InspectVolumeResponse> volumes, List<Container> containers) {
        Map<PartId, List<Network>> networks = byPart(listedNetworks, Network::getLabels, Network::getName);
        Map<String, String> networkIds = networks.values().stream()
                .flatMap(List::stream)
                .collect(Collectors.toMap(Network::getName, Network::getId, (a, b) -> a));
        List<ObservedPart> parts = new ArrayList<>();
        networks.forEach((id, found) -> parts.add(network(id, found)));
        byPart(volumes, InspectVolumeResponse::getLabels, InspectVolumeResponse::getName)
                .keySet()
                .forEach(id -> parts.add(new ObservedPart(id, new TreeMap<>(), Optional.empty(), Optional.empty())));
        inspections.keepOnly(containers.stream().map(Container::getId).collect(Collectors.toSet()));
        byPart(containers, Container::getLabels, container -> containerName(container))
                .forEach((id, found) -> container(id, found, networkIds).ifPresent(parts::add));
        Set<PartId> ours = parts.stream().map(ObservedPart::id).collect(Collectors.toSet());
        adoption.ifPresent(adopted -> parts.addAll(adopted.observe(ours)));
        return parts;
    }

    // ---- networks

    private static ObservedPart network(PartId id, List<Network> found) {
        Network first = found.get(0);
        Map<String, String> settings = Map.of("name", first.getName(), "driver", first.getDriver());
        return new ObservedPart(id, new TreeMap<>(settings), copies(found), Optional.empty());
    }

    // ---- containers

    private static String containerName(Container container) {
        return Containers.name(container).map(ContainerName::value).orElse("");
    }

    private Optional<ObservedPart> container(PartId id, List<Container> found, Map<String, String> networks) {
        Container listed = found.get(0);
        return inspections.of(listed.getId()).map(inspected -> {
            SortedMap<String, String> settings = ContainerSettings.observed(inspected, wantedSettings(id), networks);
            replacedImage(id, listed, settings).ifPresent(image -> settings.put(ContainerSettings.IMAGE, image));
            Optional<String> fault = id.kind() == PartKind.CONTENT
                    ? Optional.empty()
                    : RunState.of(listed).fault();
            return new ObservedPart(
                    id,
                    settings,
                    fault.or(() -> copies(found)).or(() -> secretsFault(id, listed)),
                    PublishedAddress.of(inspected, engine.host().address()),
                    PublishedAddress.ofTls(inspected, engine.host().address()),
                    ObservedPart.Maker.LIBRARY);
        });
    }

    private SortedMap<String, String> wantedSettings(PartId id) {
        return Optional.ofNullable(wanted.specs().get(id))
                .map(spec -> spec.settings(labels.name(id)))
                .orElseGet(TreeMap::new);
    }

    /**
     * The id of the image that a container was made from, if the name of that has become another one's. An engine lists a
     * container with the id then; but also where no image has the name any more.
     */
    private Optional<String> replacedImage(PartId id, Container listed, Map<String, String> settings) {
        return Optional.ofNullable(wantedSettings(id).get(ContainerSettings.IMAGE))
                .filter(name -> name.equals(settings.get(ContainerSettings.IMAGE)) && !name.equals(listed.getImage()))
                .flatMap(name -> images.find(ImageReference.parse(name)))
                .map(ImageId::value)
                .filter(current -> !current.equals(listed.getImageId()))
                .map(current -> listed.getImageId());
    }

    private Optional<String> secretsFault(PartId id, Container listed) {
        return id.equals(WantedParts.AGENT) ? secrets.fault(listed.getId()) : Optional.empty();
    }

    // ---- both

    /** What passes for a part by its labels besides it is in the way of telling which of them is meant. */
    private static Optional<String> copies(List<?> found) {
        return found.size() > 1 ? Optional.of("there are " + found.size() + " of it") : Optional.empty();
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

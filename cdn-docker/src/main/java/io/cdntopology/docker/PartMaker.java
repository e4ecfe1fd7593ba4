package io.cdntopology.docker;

import com.github.dockerjava.api.command.CreateVolumeResponse;
import com.github.dockerjava.api.command.InspectVolumeResponse;
import com.github.dockerjava.api.exception.ConflictException;
import com.github.dockerjava.api.exception.NotFoundException;
import com.github.dockerjava.api.model.Network;
import io.cdntopology.topology.PartId;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Makes and removes parts of a network. All that is made has the network's labels; what has not, is never touched, unless
 * it was adopted.
 *
 * <p>Everything can be done twice: names follow from the network, and what exists under them is looked at.
 */
final class PartMaker {
    private final EngineConnection engine;
    private final WantedParts wanted;
    private final Labels labels;
    private final ContainerMaker containers;
    private final Optional<Adoption> adoption;

    PartMaker(
            EngineConnection engine,
            WantedParts wanted,
            Images images,
            EdgeCertificates certificates,
            Inspections inspections,
            Optional<Adoption> adoption) {
        this.engine = engine;
        this.wanted = wanted;
        this.labels = wanted.labels();
        this.containers = new ContainerMaker(engine, wanted, images, certificates, inspections);
        this.adoption = adoption;
    }

    /** Makes a wanted part, and starts it. */
    void create(PartId part) {
        PartSpec spec = wanted.specs().get(part);
        if (spec instanceof PartSpec.Container container) {
            createContainer(part, container);
        } else if (spec instanceof PartSpec.Adopted) {
            adoption.orElseThrow().requireContent();
        } else if (spec instanceof PartSpec.Network) {
            createNetwork(part);
        } else if (spec instanceof PartSpec.Volume) {
            createVolume(part);
        } else {
            throw new IllegalArgumentException(part + " is not wanted");
        }
    }

    private void createContainer(PartId part, PartSpec.Container container) {
        Optional<AdoptedEdge> adopted =
                adoption.flatMap(others -> others.edge(part)).filter(edge -> !containers.exists(part));
        if (adopted.isPresent()) {
            adoption.orElseThrow().start(part, adopted.get());
        } else {
            containers.create(part, container);
        }
    }

    private void createNetwork(PartId part) {
        String name = labels.name(part);
        String attempted = "Making the network " + name;
        boolean unused = engine.call(attempted, client -> {
            try {
                client.createNetworkCmd()
                        .withName(name)
                        .withDriver(PartSpec.Network.DRIVER)
                        .withCheckDuplicate(true)
                        .withLabels(labels.of(part))
                        .exec();
            } catch (ConflictException e) {
                List<Network> existing = networks(attempted, "name", List.of("^" + name + "$"));
                if (existing.isEmpty()) {
                    throw e;
                }
                existing.forEach(network -> requireOurs(attempted, "network " + name, part, network.getLabels()));
            }
            return true;
        });
        // Engines before 25 that are told twice at the same time make two, and take neither by its name then.
        removeCopies(part);
    }

    /** Removes all networks that pass for a part but one: the one that has its name, and is used, or is the oldest. */
    private void removeCopies(PartId part) {
        String attempted = "Looking for copies of the network " + labels.name(part);
        List<Network> found = networks(attempted, "label", labels.filter(part));
        if (found.size() > 1) {
            Comparator<Network> order = Comparator.comparing(
                            (Network network) -> !network.getName().equals(labels.name(part)))
                    .thenComparing(network -> !isUsed(attempted, network))
                    .thenComparing(Network::getCreated)
                    .thenComparing(Network::getId);
            found.stream().sorted(order).skip(1).forEach(this::removeNetwork);
        }
    }

    private boolean isUsed(String attempted, Network network) {
        return engine.callRepeatable(attempted, client -> {
            try {
                return !client.inspectNetworkCmd()
                        .withNetworkId(network.getId())
                        .exec()
                        .getContainers()
                        .isEmpty();
            } catch (NotFoundException e) {
                return false;
            }
        });
    }

    private void createVolume(PartId part) {
        String name = labels.name(part);
        String attempted = "Making the volume " + name;
        // An engine that has it already answers with that one, whatever its labels.
        CreateVolumeResponse volume = engine.callRepeatable(
                attempted,
                client -> client.createVolumeCmd()
                        .withName(name)
                        .withLabels(labels.of(part))
                        .exec());
        requireOurs(attempted, "volume " + name, part, volume.getLabels());
    }

    private void requireOurs(String attempted, String what, PartId part, @Nullable Map<String, String> found) {
        if (labels.part(found).filter(part::equals).isEmpty()) {
            throw engine.failures().stranger(attempted, what);
        }
    }

    /** Starts a part that exists, and removes what else passes for it. */
    void start(PartId part) {
        if (wanted.specs().get(part) instanceof PartSpec.Container) {
            containers.removeCopies(part);
        }
        create(part);
    }

    /** Removes what has a part's labels, whatever it is called; never what was adopted, which has none. */
    void remove(PartId part) {
        switch (part.kind()) {
            case NETWORK -> removeNetworks(part);
            case VOLUME -> removeVolumes(part);
            case CONTENT, SERVICE, AGENT, EDGE -> containers.remove(part);
        }
    }

    private void removeNetworks(PartId part) {
        networks("Removing the network " + labels.name(part), "label", labels.filter(part))
                .forEach(this::removeNetwork);
    }

    private void removeNetwork(Network network) {
        engine.callRepeatable(
                "Removing the network " + network.getName(),
                client -> gone(() -> client.removeNetworkCmd(network.getId()).exec()));
    }

    private List<Network> networks(String attempted, String filter, List<String> values) {
        return engine.callRepeatable(
                attempted,
                client -> client.listNetworksCmd().withFilter(filter, values).exec());
    }

    private void removeVolumes(PartId part) {
        String attempted = "Removing the volume " + labels.name(part);
        List<InspectVolumeResponse> found = engine.callRepeatable(
                attempted,
                client -> Objects.requireNonNullElse(
                        client.listVolumesCmd()
                                .withFilter("label", labels.filter(part))
                                .exec()
                                .getVolumes(),
                        List.of()));
        for (InspectVolumeResponse volume : found) {
            engine.callRepeatable(
                    attempted,
                    client ->
                            gone(() -> client.removeVolumeCmd(volume.getName()).exec()));
        }
    }

    /** What is gone already is gone. */
    static boolean gone(Runnable removal) {
        try {
            removal.run();
        } catch (NotFoundException e) {
            return false;
        }
        return true;
    }
}

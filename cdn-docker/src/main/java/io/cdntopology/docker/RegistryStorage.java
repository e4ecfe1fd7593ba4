package io.cdntopology.docker;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.command.InspectVolumeResponse;
import com.github.dockerjava.api.exception.NotFoundException;
import com.github.dockerjava.api.model.Network;
import io.cdntopology.failure.CdnException;
import io.cdntopology.failure.ErrorCode;
import io.cdntopology.topology.TopologyName;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The network and the volumes of a registry. Each is made if it is not there, and taken over if it is there and labelled
 * as this registry's; a stranger's is left alone, whatever its name.
 *
 * @param engine   that they are on
 * @param registry whose they are
 */
record RegistryStorage(EngineConnection engine, TopologyName registry) {
    /** The id of the network. */
    String ensureNetwork() {
        String name = RegistryPart.NETWORK.name(registry);
        return ownNetworks().stream().findFirst().orElseGet(() -> createNetwork(name));
    }

    private String createNetwork(String name) {
        String attempted = "Creating network " + name;
        try {
            return engine.call(
                    attempted,
                    client -> client.createNetworkCmd()
                            .withName(name)
                            .withDriver("bridge")
                            .withCheckDuplicate(true)
                            .withLabels(RegistryPart.NETWORK.labels(registry))
                            .exec()
                            .getId());
        } catch (CdnException e) {
            if (e.code() != ErrorCode.CONFLICT) {
                throw e;
            }
            // Somebody was faster: another process that starts this registry, or a stranger.
            return ownNetworks().stream()
                    .findFirst()
                    .orElseThrow(() -> engine.failures().stranger(attempted, "network " + name));
        }
    }

    /** Names of networks are not unique, so there may be several; the first stays the first. */
    private List<String> ownNetworks() {
        String name = RegistryPart.NETWORK.name(registry);
        return engine.callRepeatable(
                "Looking for network " + name,
                client -> client.listNetworksCmd().withNameFilter(name).exec().stream()
                        .filter(network -> name.equals(network.getName()))
                        .filter(network -> RegistryPart.NETWORK.isOn(registry, network.getLabels()))
                        .sorted(Comparator.comparing(Network::getId))
                        .map(Network::getId)
                        .toList());
    }

    /** The name of a volume. */
    String ensureVolume(RegistryPart part) {
        String name = part.name(registry);
        String attempted = "Creating volume " + name;
        if (labels(name).isEmpty()) {
            boolean unused = engine.callRepeatable(attempted, client -> {
                client.createVolumeCmd()
                        .withName(name)
                        .withLabels(part.labels(registry))
                        .exec();
                return true;
            });
        }
        // Creating one that is there already succeeds, and changes nothing of it.
        if (!part.isOn(registry, labels(name).orElse(Map.of()))) {
            throw engine.failures().stranger(attempted, "volume " + name);
        }
        return name;
    }

    private Optional<Map<String, String>> labels(String volume) {
        return engine.callRepeatable("Looking for volume " + volume, client -> inspect(client, volume));
    }

    private static Optional<Map<String, String>> inspect(DockerClient client, String volume) {
        try {
            InspectVolumeResponse found = client.inspectVolumeCmd(volume).exec();
            return Optional.of(Optional.ofNullable(found.getLabels()).orElse(Map.of()));
        } catch (NotFoundException e) {
            return Optional.empty();
        }
    }

    /** Removes network and volumes, with all that is in them. No container may use them. Idempotent. */
    void remove() {
        for (RegistryPart volume : List.of(RegistryPart.SECRETS, RegistryPart.DATA)) {
            String name = volume.name(registry);
            if (labels(name).filter(found -> volume.isOn(registry, found)).isPresent()) {
                remove(
                        "Removing volume " + name,
                        client -> client.removeVolumeCmd(name).exec());
            }
        }
        ownNetworks()
                .forEach(id -> remove(
                        "Removing network " + RegistryPart.NETWORK.name(registry),
                        client -> client.removeNetworkCmd(id).exec()));
    }

    private interface Removal {
        void run(DockerClient client);
    }

    private void remove(String attempted, Removal removal) {
        boolean unused = engine.callRepeatable(attempted, client -> {
            try {
                removal.run(client);
                return true;
            } catch (NotFoundException e) {
                return false;
            }
        });
    }
}

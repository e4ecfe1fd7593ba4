package io.cdntopology.docker;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.command.CreateContainerCmd;
import com.github.dockerjava.api.command.InspectContainerResponse;
import com.github.dockerjava.api.exception.NotFoundException;
import com.github.dockerjava.api.exception.NotModifiedException;
import com.github.dockerjava.core.DockerClientConfig;
import io.cdntopology.failure.CdnException;
import io.cdntopology.failure.ErrorCode;
import io.cdntopology.topology.TopologyName;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * The containers of a registry. Each is made if it is not there, and taken over if it is there and labelled as this
 * registry's, or made anew if it was made in another way; a stranger's is left alone, whatever its name.
 *
 * @param engine   that they are on
 * @param registry whose they are
 */
record RegistryContainers(EngineConnection engine, TopologyName registry) {
    private static final String SPEC_LABEL = "io.cdntopology.spec-hash";
    private static final String RUNNING = "running";
    private static final int ATTEMPTS = 3;

    /**
     * Makes sure that a container is there as it is to be; running or not.
     *
     * @param form what to create it by, without name and labels
     */
    ContainerId ensure(RegistryPart part, Function<DockerClient, CreateContainerCmd> form) {
        String name = part.name(registry);
        String attempted = "Creating container " + name;
        for (int i = 0; i < ATTEMPTS; i++) {
            String hash = engine.callRepeatable(attempted, client -> hash(form.apply(client)));
            Optional<InspectContainerResponse> found = find(name);
            if (found.isPresent()) {
                Map<String, String> labels = labels(found.get());
                if (!part.isOn(registry, labels)) {
                    throw engine.failures().stranger(attempted, "container " + name);
                }
                if (hash.equals(labels.get(SPEC_LABEL))) {
                    return new ContainerId(found.get().getId());
                }
                remove(part);
            }
            Optional<ContainerId> created = create(part, form, hash);
            if (created.isPresent()) {
                return created.get();
            }
        }
        throw engine.failures().stranger(attempted, "container " + name);
    }

    /** The new container; empty if somebody was faster: another process that starts this registry, or a stranger. */
    private Optional<ContainerId> create(
            RegistryPart part, Function<DockerClient, CreateContainerCmd> form, String hash) {
        Map<String, String> labels = new TreeMap<>(part.labels(registry));
        labels.put(SPEC_LABEL, hash);
        String name = part.name(registry);
        try {
            return Optional.of(engine.call(
                    "Creating container " + name,
                    client -> new ContainerId(form.apply(client)
                            .withName(name)
                            .withLabels(labels)
                            .exec()
                            .getId())));
        } catch (CdnException e) {
            if (e.code() != ErrorCode.CONFLICT) {
                throw e;
            }
            return Optional.empty();
        }
    }

    /** Of all that the engine is told, which has no secret in it. */
    private static String hash(CreateContainerCmd form) {
        try {
            byte[] json = DockerClientConfig.getDefaultObjectMapper().writeValueAsBytes(form);
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(json));
        } catch (JsonProcessingException | NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Writes files into a container, running or not. */
    void write(ContainerId container, String directory, List<SeedFile> files) {
        new ContainerFiles(engine, container.value()).write("Writing files of registry " + registry, directory, files);
    }

    /** Starts a container. */
    void start(RegistryPart part, ContainerId container) {
        change(
                "Starting container " + part.name(registry),
                client -> client.startContainerCmd(container.value()).exec());
    }

    /** Has a running container read its settings again; one that does not run does so when it starts. */
    void reload(RegistryPart part, ContainerId container) {
        if (isRunning(part)) {
            change(
                    "Reloading container " + part.name(registry),
                    client -> client.killContainerCmd(container.value())
                            .withSignal("HUP")
                            .exec());
        }
    }

    private boolean isRunning(RegistryPart part) {
        return find(part.name(registry))
                .filter(container -> RUNNING.equals(container.getState().getStatus()))
                .isPresent();
    }

    /** Stops a container and removes it, if it is this registry's. Idempotent. */
    void remove(RegistryPart part) {
        String name = part.name(registry);
        Optional<String> own = find(name)
                .filter(container -> part.isOn(registry, labels(container)))
                .map(InspectContainerResponse::getId);
        own.ifPresent(id -> {
            change(
                    "Stopping container " + name,
                    client -> client.stopContainerCmd(id).exec());
            // With the volumes that it made for itself: not those that have a name.
            change(
                    "Removing container " + name,
                    client -> client.removeContainerCmd(id)
                            .withForce(true)
                            .withRemoveVolumes(true)
                            .exec());
        });
    }

    /** The state of a container in words, if it is not running; empty if it is. */
    Optional<String> trouble(RegistryPart part) {
        String name = part.name(registry);
        Optional<InspectContainerResponse> found = find(name);
        if (found.isEmpty()) {
            return Optional.of("container " + name + " was removed");
        }
        InspectContainerResponse.ContainerState state = found.get().getState();
        boolean runs = RUNNING.equals(state.getStatus());
        return runs
                ? Optional.empty()
                : Optional.of("container " + name + " is " + state.getStatus() + ", with exit code "
                        + state.getExitCodeLong());
    }

    private interface Change {
        void run(DockerClient client);
    }

    /** Makes a change that is none the second time, and none if there is nothing to change any more. */
    private void change(String attempted, Change change) {
        boolean unused = engine.callRepeatable(attempted, client -> {
            try {
                change.run(client);
                return true;
            } catch (NotModifiedException e) {
                return false;
            }
        });
    }

    private Optional<InspectContainerResponse> find(String name) {
        return engine.callRepeatable("Looking for container " + name, client -> inspect(client, name));
    }

    private static Optional<InspectContainerResponse> inspect(DockerClient client, String name) {
        try {
            return Optional.of(client.inspectContainerCmd(name).exec());
        } catch (NotFoundException e) {
            return Optional.empty();
        }
    }

    private static Map<String, String> labels(InspectContainerResponse container) {
        return Optional.ofNullable(container.getConfig().getLabels()).orElse(Map.of());
    }
}

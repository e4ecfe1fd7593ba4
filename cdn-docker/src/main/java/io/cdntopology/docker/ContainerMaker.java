package io.cdntopology.docker;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.command.CreateContainerCmd;
import com.github.dockerjava.api.command.InspectContainerResponse;
import com.github.dockerjava.api.exception.ConflictException;
import com.github.dockerjava.api.exception.NotFoundException;
import com.github.dockerjava.api.exception.NotModifiedException;
import com.github.dockerjava.api.model.Container;
import com.github.dockerjava.api.model.ExposedPort;
import com.github.dockerjava.api.model.HealthCheck;
import com.github.dockerjava.api.model.HostConfig;
import com.github.dockerjava.api.model.PortBinding;
import com.github.dockerjava.api.model.Ports;
import io.cdntopology.failure.CdnException;
import io.cdntopology.failure.ErrorCode;
import io.cdntopology.failure.Problem;
import io.cdntopology.topology.PartId;
import io.cdntopology.topology.PartKind;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Makes, starts and removes the containers of a network. */
final class ContainerMaker {
    private static final Duration HEALTH_INTERVAL = Duration.ofSeconds(30);
    private static final int HEALTH_RETRIES = 3;

    /** When a container was started that was not. */
    private static final String NEVER = "0001-01-01";

    /** How long a container may take to end by itself; downloads that take longer are cut. */
    private static final int STOP_SECONDS = 20;

    private final EngineConnection engine;
    private final Labels labels;
    private final Images images;
    private final Seeding seeding;
    private final ContainerStarter starter;
    private final ContainerReadiness readiness;
    private final Inspections inspections;

    ContainerMaker(
            EngineConnection engine,
            WantedParts wanted,
            Images images,
            EdgeCertificates certificates,
            Inspections inspections) {
        this.engine = engine;
        this.labels = wanted.labels();
        this.images = images;
        this.seeding = new Seeding(engine, wanted, certificates);
        this.starter = new ContainerStarter(engine);
        this.readiness = new ContainerReadiness(engine);
        this.inspections = inspections;
    }

    /**
     * Makes sure that a container exists, has its files, and runs if it is to. One that exists is taken as it is, whatever
     * its settings: to be replaced it is removed first. Only one that the engine fails to start is replaced here.
     */
    void create(PartId part, PartSpec.Container wantedPart) {
        String container = makeOrReplace(part, wantedPart);
        // While others start: whoever waits for all of them looks at all of them next.
        var unused = inspections.of(container);
    }

    private String makeOrReplace(PartId part, PartSpec.Container wantedPart) {
        try {
            return makeSure(part, wantedPart);
        } catch (CdnException e) {
            Optional<InspectContainerResponse> old =
                    EngineFailures.isOfEngine(e) ? find(part).filter(ContainerMaker::hasRun) : Optional.empty();
            if (old.isEmpty()) {
                throw e;
            }
            // An engine that was told to start it while it ended itself never starts it again, but another one like it.
            // What is to last is in volumes.
            removeContainer(part, old.get().getId());
            return makeSure(part, wantedPart);
        }
    }

    private static boolean hasRun(InspectContainerResponse container) {
        return !String.valueOf(container.getState().getStartedAt()).startsWith(NEVER);
    }

    private String makeSure(PartId part, PartSpec.Container wantedPart) {
        ContainerSpec spec = wantedPart.spec();
        for (int attempt = 0; ; attempt++) {
            Made container = make(part, spec, attempt);
            seeding.seed(part, container.id(), container.isRunning());
            if (part.kind() == PartKind.CONTENT) {
                return container.id();
            }
            Optional<String> taken = starter.start(part, container.id());
            if (taken.isEmpty()) {
                awaitReadiness(part, container);
                return container.id();
            }
            removeContainer(part, container.id());
            if (!wantedPart.hasOtherPorts(taken.get()) || attempt >= HostPorts.MAX_ATTEMPTS) {
                throw portTaken(part, spec, taken.get());
            }
        }
    }

    private void awaitReadiness(PartId part, Made container) {
        try {
            readiness.await(part, container.id(), container.address());
        } catch (CdnException e) {
            seeding.doubt();
            throw e;
        }
    }

    private CdnException portTaken(PartId part, ContainerSpec spec, String said) {
        String fixed = spec.ports().stream()
                .filter(port -> !port.isAny())
                .map(port -> String.valueOf(port.outside()))
                .collect(Collectors.joining(" or "));
        String wantedPort = fixed.isEmpty() ? "each of the ports that were tried" : "port " + fixed;
        return CdnException.of(
                ErrorCode.EDGE_NOT_STARTED,
                "Starting " + part,
                new Problem(
                        part + ".port",
                        wantedPort + " is taken: " + said,
                        "free it (docker ps, or ss -ltnp, shows who has it), or give another one"));
    }

    // ---- make

    /** Whether this library has made the container of a part. */
    boolean exists(PartId part) {
        return find(part).isPresent();
    }

    private Optional<InspectContainerResponse> find(PartId part) {
        String name = labels.name(part);
        String attempted = "Looking for container " + name;
        Optional<InspectContainerResponse> found = engine.callRepeatable(attempted, client -> inspect(client, name));
        found.ifPresent(container -> {
            if (labels.part(container.getConfig().getLabels())
                    .filter(part::equals)
                    .isEmpty()) {
                throw engine.failures().stranger("Making " + part, "container " + name);
            }
        });
        return found;
    }

    static Optional<InspectContainerResponse> inspect(DockerClient client, String name) {
        try {
            InspectContainerResponse found = client.inspectContainerCmd(name).exec();
            // An engine takes a name for the beginning of an id where no container has it.
            return ContainerName.reported(found.getName())
                            .filter(reported -> reported.value().equals(name))
                            .isPresent()
                    ? Optional.of(found)
                    : Optional.empty();
        } catch (NotFoundException e) {
            return Optional.empty();
        }
    }

    /**
     * A container that exists.
     *
     * @param isRunning whether it ran already when it was looked at
     * @param address   where its port is reached from this process; empty if it publishes none
     */
    private record Made(String id, boolean isRunning, Optional<InetSocketAddress> address) {}

    /** Makes a container, or takes the one that exists. The engine knows that, and whether the image is there, best. */
    private Made make(PartId part, ContainerSpec spec, int attempt) {
        try {
            return makeOrFind(part, spec, attempt);
        } catch (CdnException e) {
            if (!EngineFailures.isNotFound(e)) {
                throw e;
            }
            ImageId unused = images.ensure(ImageReference.parse(spec.image()));
            return makeOrFind(part, spec, attempt);
        }
    }

    private Made makeOrFind(PartId part, ContainerSpec spec, int attempt) {
        return engine.call("Making " + part, client -> {
            CreateContainerCmd command = command(client, part, spec, attempt);
            try {
                String id = command.exec().getId();
                return new Made(id, false, spec.port().map(port -> address(port, part, attempt)));
            } catch (ConflictException e) {
                // It exists; or an answer was lost, or another application makes the same network.
                return found(find(part).orElseThrow(() -> e));
            }
        });
    }

    private InetSocketAddress address(PublishedPort port, PartId part, int attempt) {
        return engine.host().address().published(port.address(), outside(port, labels.name(part), attempt));
    }

    private Made found(InspectContainerResponse container) {
        return new Made(
                container.getId(),
                Boolean.TRUE.equals(container.getState().getRunning()),
                PublishedAddress.of(container, engine.host().address()));
    }

    private CreateContainerCmd command(DockerClient client, PartId part, ContainerSpec spec, int attempt) {
        Map<String, String> all = new HashMap<>(labels.of(part));
        HostConfig place = spec.place().get();
        CreateContainerCmd command = client.createContainerCmd(spec.image())
                .withEntrypoint(spec.command())
                .withCmd(List.of())
                .withEnv(spec.environmentEntries())
                .withStopSignal(spec.stopSignal())
                .withStopTimeout(STOP_SECONDS)
                .withAliases(spec.aliases());
        if (!spec.user().isEmpty()) {
            command.withUser(spec.user());
        }
        if (!spec.health().isEmpty()) {
            command.withHealthcheck(new HealthCheck()
                    .withTest(spec.health())
                    .withInterval(HEALTH_INTERVAL.toNanos())
                    .withTimeout(HEALTH_INTERVAL.toNanos())
                    .withRetries(HEALTH_RETRIES));
        }
        if (!spec.files().isEmpty()) {
            all.put(ContainerSettings.FILES_LABEL, spec.files());
        }
        String name = labels.name(part);
        List<PortBinding> bindings = new ArrayList<>();
        spec.port().ifPresent(port -> {
            bindings.add(binding(port, name, attempt));
            if (port.isAny()) {
                all.put(ContainerSettings.ANY_PORT_LABEL, "true");
            }
        });
        spec.tlsPort().ifPresent(port -> {
            bindings.add(binding(port, name + "-tls", attempt));
            all.put(ContainerSettings.TLS_PORT_LABEL, String.valueOf(port.inside()));
            if (port.isAny()) {
                all.put(ContainerSettings.ANY_TLS_PORT_LABEL, "true");
            }
        });
        if (!bindings.isEmpty()) {
            command.withExposedPorts(
                    bindings.stream().map(PortBinding::getExposedPort).toList());
            place.withPortBindings(bindings);
        }
        return command.withHostConfig(place).withLabels(all).withName(name);
    }

    private static PortBinding binding(PublishedPort port, String name, int attempt) {
        Ports.Binding outside = Ports.Binding.bindIpAndPort(port.address(), outside(port, name, attempt));
        return new PortBinding(outside, ExposedPort.tcp(port.inside()));
    }

    private static int outside(PublishedPort port, String name, int attempt) {
        return port.isAny() ? HostPorts.candidate(name, attempt) : port.outside();
    }

    // ---- remove

    /** Ends and removes all containers of a part. */
    void remove(PartId part) {
        all(part).forEach(container -> removeContainer(part, container.getId()));
    }

    /** Ends and removes the containers that pass for a part and do not have its name. */
    void removeCopies(PartId part) {
        String name = labels.name(part);
        all(part).stream()
                .filter(container -> Containers.name(container)
                        .filter(found -> found.value().equals(name))
                        .isEmpty())
                .forEach(container -> removeContainer(part, container.getId()));
    }

    private List<Container> all(PartId part) {
        return engine.callRepeatable(
                "Looking for the containers of " + part,
                client -> client.listContainersCmd()
                        .withShowAll(true)
                        .withFilter("label", labels.filter(part))
                        .exec());
    }

    private void removeContainer(PartId part, String id) {
        engine.callRepeatable(
                "Removing " + part,
                client -> PartMaker.gone(() -> {
                    try {
                        client.stopContainerCmd(id).withTimeout(STOP_SECONDS).exec();
                    } catch (NotModifiedException e) {
                        // It has ended.
                    }
                }));
        engine.callRepeatable(
                "Removing " + part,
                client -> PartMaker.gone(() -> client.removeContainerCmd(id)
                        .withForce(true)
                        .withRemoveVolumes(true)
                        .exec()));
    }
}

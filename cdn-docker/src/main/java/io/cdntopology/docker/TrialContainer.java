package io.cdntopology.docker;

import com.github.dockerjava.api.exception.ConflictException;
import com.github.dockerjava.api.exception.NotFoundException;
import com.github.dockerjava.api.model.ExposedPort;
import com.github.dockerjava.api.model.HostConfig;
import com.github.dockerjava.api.model.PortBinding;
import com.github.dockerjava.api.model.Ports;
import com.github.dockerjava.api.model.RestartPolicy;
import io.cdntopology.failure.CdnException;
import io.cdntopology.failure.ErrorCode;
import io.cdntopology.failure.Problem;
import io.cdntopology.spi.ConfigurableEdges;
import io.cdntopology.spi.Revision;
import io.cdntopology.topology.PartKind;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A container like an edge in which nginx is tried with a configuration. It ends, and is removed by its engine, two minutes
 * after it was started, whatever becomes of who started it.
 */
final class TrialContainer implements ConfigurableEdges.Trial {
    /** No part of a network: what observes those leaves it alone. */
    private static final String PART = "trial/configuration";

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final EngineConnection engine;
    private final String name;
    private final ServerLog log;
    private final Complaints complaints;
    private final URI address;

    private TrialContainer(EngineConnection engine, String name, ServerLog log, Complaints complaints, URI address) {
        this.engine = engine;
        this.name = name;
        this.log = log;
        this.complaints = complaints;
        this.address = address;
    }

    /** Starts one, after one that is left from somebody who was ended. */
    static TrialContainer start(EngineConnection engine, WantedParts wanted, EdgeView view, Revision configuration) {
        String attempted =
                "Trying configuration " + configuration.release().commit().abbreviated();
        String name = name(wanted.labels());
        remove(engine, attempted, name);
        boolean started = false;
        try {
            create(
                    engine,
                    attempted,
                    name,
                    wanted,
                    view.trial(ConfiguredContainers.directory(configuration.release())));
            engine.call(attempted, client -> client.startContainerCmd(name).exec());
            ServerLog log = ServerLog.whole(engine, name);
            Complaints complaints = awaitTaken(engine, attempted, log, configuration);
            TrialContainer trial = new TrialContainer(engine, name, log, complaints, address(engine, attempted, name));
            started = true;
            return trial;
        } finally {
            if (!started) {
                remove(engine, attempted, name);
            }
        }
    }

    private static String name(Labels labels) {
        return "cdn_" + labels.network() + "_" + PART.replace('/', '_');
    }

    /** As an edge, whichever, but for what is run, and where it listens. */
    private static void create(
            EngineConnection engine, String attempted, String name, WantedParts wanted, List<String> command) {
        ContainerSpec edge = wanted.specs().entrySet().stream()
                .filter(part -> part.getKey().kind() == PartKind.EDGE)
                .map(part -> ((PartSpec.Container) part.getValue()).spec())
                .findFirst()
                .orElseThrow();
        PublishedPort port = edge.port().orElseThrow();
        ExposedPort inside = ExposedPort.tcp(port.inside());
        HostConfig place = edge.place()
                .get()
                .withRestartPolicy(RestartPolicy.noRestart())
                .withAutoRemove(true)
                .withPortBindings(new PortBinding(Ports.Binding.bindIp(port.address()), inside));
        engine.call(
                attempted,
                client -> client.createContainerCmd(edge.image())
                        .withName(name)
                        .withEntrypoint(command)
                        .withCmd(List.of())
                        .withUser(edge.user())
                        .withExposedPorts(inside)
                        .withHostConfig(place)
                        .withLabels(
                                Map.of(Labels.NAME, wanted.labels().network().value(), Labels.PART, PART))
                        .exec());
    }

    private static Complaints awaitTaken(
            EngineConnection engine, String attempted, ServerLog log, Revision configuration) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            List<String> lines = log.lines();
            Complaints complaints = Complaints.in(lines);
            if (lines.contains(EdgeView.TAKEN)) {
                return complaints;
            }
            if (lines.contains(EdgeView.REFUSED)) {
                throw complaints.refused(attempted, configuration, String.join("\n", lines));
            }
            if (System.nanoTime() > deadline) {
                throw complaints.refused(
                        attempted,
                        configuration,
                        "nginx -t has not ended after " + PATIENCE + "; " + String.join("\n", lines));
            }
            engine.pause(attempted, ConfiguredContainers.PAUSE);
        }
    }

    private static URI address(EngineConnection engine, String attempted, String name) {
        Ports ports = engine.callRepeatable(
                attempted,
                client -> client.inspectContainerCmd(name)
                        .exec()
                        .getNetworkSettings()
                        .getPorts());
        InetSocketAddress at = ports.getBindings().values().stream()
                .filter(bindings -> bindings != null && bindings.length > 0)
                .map(bindings -> engine.host()
                        .address()
                        .published(bindings[0].getHostIp(), Integer.parseInt(bindings[0].getHostPortSpec())))
                .findFirst()
                .orElseThrow(() -> CdnException.of(
                        ErrorCode.ENGINE_UNREACHABLE,
                        attempted,
                        new Problem("container " + name, "it publishes no port", "see its log, and try again")));
        return URI.create("http://" + at.getHostString() + ":" + at.getPort() + "/");
    }

    /** Removes that of a network, if there is one. */
    static void removeOf(EngineConnection engine, Labels labels) {
        remove(engine, "Removing the trial of " + labels.network(), name(labels));
    }

    private static void remove(EngineConnection engine, String attempted, String name) {
        engine.callRepeatable(attempted, client -> {
            try {
                client.removeContainerCmd(name).withForce(true).exec();
            } catch (NotFoundException | ConflictException e) {
                // It is gone, or going.
            }
            return Optional.empty();
        });
    }

    @Override
    public URI address() {
        return address;
    }

    @Override
    public List<String> warnings() {
        return complaints.texts();
    }

    @Override
    public List<String> alarms() {
        return log.alarms();
    }

    @Override
    public void close() {
        remove(engine, "Ending the trial of a configuration", name);
    }
}

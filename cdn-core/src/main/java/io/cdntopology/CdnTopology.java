package io.cdntopology;

import io.cdntopology.event.CdnEvent;
import io.cdntopology.event.Subscription;
import io.cdntopology.failure.CdnException;
import io.cdntopology.operate.Coordinator;
import io.cdntopology.operate.EventBus;
import io.cdntopology.operate.Operator;
import io.cdntopology.operate.Sources;
import io.cdntopology.plan.Plan;
import io.cdntopology.spi.ContainerPlatform;
import io.cdntopology.spi.ContentSource;
import io.cdntopology.topology.Topology;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * A content delivery network as it is wanted: its edges, where its content comes from, who coordinates it, and what it
 * runs on. Immutable; {@link #start()} makes it real.
 *
 * <pre>{@code
 * CdnTopology topology = CdnTopology.builder()
 *         .name("docs")
 *         .content(Git.repository("https://git.example/site.git").branch("main").directory("public"))
 *         .coordination(Embedded.coordination())
 *         .platform(Embedded.platform())
 *         .edges("eu", 3)
 *         .build();
 * }</pre>
 */
public final class CdnTopology {
    private final Topology topology;
    private final Sources sources;
    private final Coordinator coordination;
    private final ContainerPlatform platform;

    CdnTopology(Topology topology, Sources sources, Coordinator coordination, ContainerPlatform platform) {
        this.topology = topology;
        this.sources = sources;
        this.coordination = coordination;
        this.platform = platform;
    }

    /** Starts a description. */
    public static CdnTopologyBuilder builder() {
        return new CdnTopologyBuilder();
    }

    /** The network, apart from where its content comes from and what it runs on. */
    public Topology topology() {
        return topology;
    }

    /** Where the content comes from. */
    public ContentSource content() {
        return sources.content();
    }

    /** Where the configuration of edges comes from, if it comes from a repository. */
    public Optional<ContentSource> configuration() {
        return sources.configuration();
    }

    /** What edges run on. */
    public ContainerPlatform platform() {
        return platform;
    }

    /**
     * Makes it real, and keeps it real until the result is closed.
     *
     * <p>Returns once the edges answer; they answer 503 until the first release is live, which is fetched in the
     * background: a source or a coordination store that cannot be reached does not keep a network from starting, and
     * what was live before is served at once. See {@link Cdn#awaitConverged}.
     *
     * @throws CdnException with {@code EDGE_NOT_STARTED}, {@code STORE_LOCKED}, {@code STORE_UNUSABLE} or
     *     {@code COORDINATION_REFUSED} if it cannot be made real as it is described, {@code CERTIFICATE_REFUSED} if the
     *     certificate of its edges cannot be used, and the codes of the platform, such as
     *     {@code ENGINE_UNREACHABLE} or {@code NAME_TAKEN}. Nothing is left running in this process then; containers that
     *     were made are taken over by the next start, or removed by {@link #destroy()}
     */
    public Cdn start() {
        return start(event -> {});
    }

    /**
     * As {@link #start()}, with a listener that hears what happens from the beginning, such as images that are pulled.
     *
     * @param listener as that of {@link Cdn#events}; it hears events until the result is closed
     */
    public Cdn start(Consumer<CdnEvent> listener) {
        EventBus events = new EventBus(topology.name().value());
        Subscription unused = events.subscribe(listener);
        return new RunningCdn(Operator.start(topology, sources, coordination, platform, events));
    }

    /**
     * What {@link #start()} would do to the platform, as it is at this moment. Changes nothing, and starts nothing.
     *
     * @throws CdnException if the platform cannot be observed
     */
    public Plan plan() {
        return Operator.plan(topology, sources, coordination, platform);
    }

    /**
     * Removes what there is of this network on its platform: its edges, its containers, its networks and volumes with all
     * that is in them. It does not have to run: what a start that failed or a process that was killed has left goes as
     * well. What others have made is not touched, nor the work directory of this application, nor what a coordination
     * store keeps that is not one of its containers. Only the name and the platform matter. Idempotent.
     *
     * <p>A process that runs the network makes it again: it has to call {@link Cdn#destroy()} instead, or to be ended
     * before.
     *
     * @throws CdnException why something could not be removed, or the platform cannot be used; another call removes the
     *     rest
     */
    public void destroy() {
        Operator.destroy(topology, platform);
    }

    /** The name, the edges and the three ports; without secrets. */
    @Override
    public String toString() {
        return "CdnTopology[" + topology.name() + ", edges=" + topology.edges() + ", content="
                + sources.content().location()
                + ", coordination=" + coordination + ", platform=" + platform.location() + "]";
    }
}

package io.cdntopology.spi;

import io.cdntopology.topology.ServiceSpec;
import io.cdntopology.topology.Topology;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;

/**
 * What a platform is to make real.
 *
 * @param topology the network: its name, its edges, and which releases stay
 * @param services containers that it needs besides its edges
 * @param agent    what an agent is told, for platforms on which one keeps the content of a host in sync; throws
 *     {@link io.cdntopology.failure.CdnException} with {@code INVALID_TOPOLOGY} if no agent could follow the source or
 *     the coordination store
 */
public record Blueprint(Topology topology, List<ServiceSpec> services, Supplier<AgentOptions> agent) {
    public Blueprint {
        Objects.requireNonNull(topology, "topology");
        Objects.requireNonNull(agent, "agent");
        services = List.copyOf(services);
    }

    /** Of a network that needs no other containers, for platforms without agents. */
    public static Blueprint of(Topology topology) {
        return new Blueprint(topology, List.of(), () -> AgentOptions.NONE);
    }
}

package io.cdntopology.operate;

import io.cdntopology.spi.AgentOptions;
import io.cdntopology.spi.Coordination;
import io.cdntopology.spi.ManagedCoordination;
import io.cdntopology.topology.ServiceSpec;
import io.cdntopology.topology.TopologyName;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.function.Function;

/** Who coordinates a network: a store that is there already, or one that its platform runs. Immutable. */
public final class Coordinator {
    private final String location;
    private final Function<TopologyName, List<ServiceSpec>> services;
    private final Function<List<InetSocketAddress>, Coordination> store;

    private Coordinator(
            String location,
            Function<TopologyName, List<ServiceSpec>> services,
            Function<List<InetSocketAddress>, Coordination> store) {
        this.location = location;
        this.services = services;
        this.store = store;
    }

    /** A store that is there already. */
    public static Coordinator existing(Coordination coordination) {
        return new Coordinator(coordination.location(), name -> List.of(), addresses -> coordination);
    }

    /** A store that the platform is to run. */
    public static Coordinator managed(ManagedCoordination coordination) {
        return new Coordinator(coordination.location(), coordination::services, coordination::at);
    }

    /** The containers that the platform is to run for it. */
    List<ServiceSpec> services(TopologyName name) {
        return services.apply(name);
    }

    /**
     * The store.
     *
     * @param addresses where each of its containers is reached from this process
     */
    Coordination at(List<InetSocketAddress> addresses) {
        return store.apply(addresses);
    }

    /** What an agent in a container is told of it: containers of one network reach each other by their names. */
    AgentOptions forAgent(TopologyName name) {
        List<InetSocketAddress> named = services(name).stream()
                .map(service -> InetSocketAddress.createUnresolved(service.name(), service.port()))
                .toList();
        return at(named).forAgent();
    }

    /** Where it is, or what it is, for people to read; without user names and passwords. */
    @Override
    public String toString() {
        return location;
    }
}

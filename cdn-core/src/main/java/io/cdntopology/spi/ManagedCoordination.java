package io.cdntopology.spi;

import io.cdntopology.topology.ServiceSpec;
import io.cdntopology.topology.TopologyName;
import java.net.InetSocketAddress;
import java.util.List;

/**
 * A coordination store that the platform runs: what is to run, and what it is then.
 *
 * <p>It is a description: immutable, usable by several topologies and threads.
 */
public interface ManagedCoordination {
    /** What it is, for people to read. */
    String location();

    /** The containers that it consists of; at least one. The same ones whenever it is asked. */
    List<ServiceSpec> services(TopologyName name);

    /**
     * The store that runs.
     *
     * @param addresses where each of the containers is reached, in the same order: from this process, or by others of the
     *     network, whose names for them are not resolved here
     */
    Coordination at(List<InetSocketAddress> addresses);
}

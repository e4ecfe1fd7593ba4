package io.cdntopology.spi;

import io.cdntopology.failure.CdnException;
import io.cdntopology.failure.ErrorCode;
import io.cdntopology.failure.Problem;
import io.cdntopology.observed.ObservedEdge;
import io.cdntopology.topology.EdgeId;
import io.cdntopology.topology.EdgeSpec;
import io.cdntopology.topology.ServiceSpec;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;

/**
 * An open platform, limited to what belongs to one topology.
 *
 * <p>Threading: methods may be called from several threads; they block. The mutations are called by one thread at a
 * time per edge, and are idempotent: a second call with the same argument changes nothing.
 */
public interface PlatformSession extends AutoCloseable {
    /** The hosts of the topology; at least one. Does not change while the session is open. */
    List<ContentHost> hosts();

    /** A directory on this machine for what the application itself keeps, such as fetched repositories. */
    Path workDirectory();

    /** The edges that exist, in no particular order. */
    List<ObservedEdge> edges();

    /**
     * Creates an edge and starts it; it accepts connections when this returns, and keeps {@link EdgeContract}.
     *
     * @throws io.cdntopology.failure.CdnException with {@code EDGE_NOT_STARTED}, for example when its port is taken, or an
     *     edge of this name exists that was created from other settings; {@code CLOSED} after {@link #close()}
     */
    ObservedEdge createEdge(EdgeSpec edge);

    /** Removes an edge; nothing if there is none of this name. */
    void removeEdge(EdgeId edge);

    /**
     * Makes containers run that the network needs besides its edges, those that do not yet: with a volume each for its
     * data directory, on a network in which they reach each other by their names. They outlive this session.
     *
     * @return where each is reached from this process, in the same order
     * @throws io.cdntopology.failure.CdnException with {@code INVALID_TOPOLOGY} if this platform runs no containers, which
     *     is what it does unless it says otherwise
     */
    default List<InetSocketAddress> run(List<ServiceSpec> services) {
        throw CdnException.of(
                ErrorCode.INVALID_TOPOLOGY,
                "Starting " + services.get(0).name(),
                new Problem(
                        "platform",
                        "it runs no containers, and the coordination store is to be one",
                        "use Embedded.coordination(), or a store that runs already, or another platform"));
    }

    /** Lets go of the platform. Edges that live in this JVM end; those in containers live on. Idempotent. */
    @Override
    void close();
}

package io.cdntopology.spi;

import io.cdntopology.observed.ObservedEdge;
import io.cdntopology.topology.EdgeId;
import io.cdntopology.topology.EdgeSpec;
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

    /** Lets go of the platform. Edges that live in this JVM end; those in containers live on. Idempotent. */
    @Override
    void close();
}

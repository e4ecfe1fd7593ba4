package io.cdntopology.embedded;

import io.cdntopology.failure.CdnException;
import io.cdntopology.failure.ErrorCode;
import io.cdntopology.failure.Problem;
import io.cdntopology.observed.ObservedEdge;
import io.cdntopology.spi.ContentHost;
import io.cdntopology.spi.PlatformSession;
import io.cdntopology.topology.EdgeId;
import io.cdntopology.topology.EdgeSpec;
import io.cdntopology.topology.HostId;
import java.net.InetAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A session of an embedded platform: owns its edges and, if it is temporary, its directory. */
final class EmbeddedSession implements PlatformSession {
    private static final HostId HOST = new HostId("local");

    private final SessionDirectory directory;
    private final InetAddress address;
    private final Map<EdgeId, EmbeddedEdge> edges = new TreeMap<>();
    private boolean closed;

    EmbeddedSession(SessionDirectory directory, InetAddress address) {
        this.directory = directory;
        this.address = address;
    }

    @Override
    public List<ContentHost> hosts() {
        return List.of(new ContentHost(HOST, directory.contentRoot()));
    }

    @Override
    public Path workDirectory() {
        return directory.workDirectory();
    }

    @Override
    public synchronized List<ObservedEdge> edges() {
        return edges.values().stream().map(EmbeddedEdge::observed).toList();
    }

    /**
     * {@inheritDoc}
     *
     * @throws CdnException with {@code EDGE_NOT_STARTED} also if there is an edge of this name with another port, with
     *     {@code CLOSED} if the session was closed
     */
    @Override
    public synchronized ObservedEdge createEdge(EdgeSpec edge) {
        if (closed) {
            throw CdnException.of(
                    ErrorCode.CLOSED,
                    "Starting the edge '" + edge.id() + "'",
                    new Problem("platform", "it was closed", "start the network again"));
        }
        EmbeddedEdge running = edges.get(edge.id());
        if (running == null) {
            running = EmbeddedEdge.start(edge, address, directory.contentRoot());
            edges.put(edge.id(), running);
        }
        ObservedEdge observed = running.observed();
        if (!observed.spec().equals(edge)) {
            throw otherEdge(edge, observed);
        }
        return observed;
    }

    private static CdnException otherEdge(EdgeSpec edge, ObservedEdge existing) {
        return CdnException.of(
                ErrorCode.EDGE_NOT_STARTED,
                "Starting the edge '" + edge.id() + "'",
                new Problem(
                        "edge(\"" + edge.id() + "\")",
                        "there is one of this name already, with other settings, at " + existing.address(),
                        "remove it first"));
    }

    @Override
    public synchronized void removeEdge(EdgeId edge) {
        EmbeddedEdge running = edges.remove(edge);
        if (running != null) {
            running.stop();
        }
    }

    @Override
    public synchronized void close() {
        if (!closed) {
            closed = true;
            edges.values().forEach(EmbeddedEdge::stop);
            edges.clear();
            directory.close();
        }
    }
}

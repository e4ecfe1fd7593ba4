package io.cdntopology.embedded;

import io.cdntopology.failure.CdnException;
import io.cdntopology.failure.ErrorCode;
import io.cdntopology.failure.Problem;
import io.cdntopology.observed.ObservedPart;
import io.cdntopology.spi.ContentHost;
import io.cdntopology.spi.PlatformSession;
import io.cdntopology.topology.EdgeConfiguration;
import io.cdntopology.topology.EdgeSpec;
import io.cdntopology.topology.HostId;
import io.cdntopology.topology.Part;
import io.cdntopology.topology.PartId;
import io.cdntopology.topology.Topology;
import java.net.InetAddress;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** A session of an embedded platform: owns its edges and, if it is temporary, its directory. */
final class EmbeddedSession implements PlatformSession {
    private static final HostId HOST = new HostId("local");

    private final SessionDirectory directory;
    private final InetAddress address;
    private final EdgeConfiguration configuration;
    private final Map<PartId, EdgeSpec> wanted = new LinkedHashMap<>();
    private final Map<PartId, EmbeddedEdge> edges = new TreeMap<>();
    private boolean closed;

    EmbeddedSession(Topology topology, SessionDirectory directory, InetAddress address) {
        this.directory = directory;
        this.address = address;
        this.configuration = topology.configuration();
        topology.edges().forEach(edge -> wanted.put(PartId.of(edge.id()), edge));
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
    public List<Part> wanted() {
        return wanted.entrySet().stream()
                .map(edge -> Part.of(edge.getKey(), settings(edge.getValue())))
                .toList();
    }

    private static Map<String, String> settings(EdgeSpec edge) {
        return edge.port() == EdgeSpec.ANY_PORT ? Map.of() : Map.of(Part.PORT, String.valueOf(edge.port()));
    }

    @Override
    public synchronized List<ObservedPart> observe() {
        return edges.entrySet().stream()
                .map(edge -> new ObservedPart(
                        edge.getKey(),
                        new TreeMap<>(settings(edge.getValue().spec())),
                        Optional.empty(),
                        Optional.of(edge.getValue().address())))
                .toList();
    }

    @Override
    public synchronized void create(PartId part) {
        if (closed) {
            throw CdnException.of(
                    ErrorCode.CLOSED,
                    "Starting " + part,
                    new Problem("platform", "it was closed", "start the network again"));
        }
        EdgeSpec edge = wanted.get(part);
        if (edge == null) {
            throw new IllegalArgumentException(part + " is not wanted");
        }
        if (!edges.containsKey(part)) {
            edges.put(part, EmbeddedEdge.start(edge, address, directory.contentRoot(), configuration));
        }
    }

    /** An edge that exists runs. */
    @Override
    public void start(PartId part) {
        create(part);
    }

    @Override
    public synchronized void remove(PartId part) {
        EmbeddedEdge running = edges.remove(part);
        if (running != null) {
            running.stop();
        }
    }

    /** Nothing changes but by calls. */
    @Override
    public void onChange(Runnable listener) {}

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

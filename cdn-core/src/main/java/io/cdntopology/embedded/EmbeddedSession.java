package io.cdntopology.embedded;

import io.cdntopology.failure.CdnException;
import io.cdntopology.failure.ErrorCode;
import io.cdntopology.failure.Problem;
import io.cdntopology.observed.ObservedPart;
import io.cdntopology.spi.CertifiedEdges;
import io.cdntopology.spi.ContentHost;
import io.cdntopology.spi.EdgeCertificate;
import io.cdntopology.spi.PlatformSession;
import io.cdntopology.topology.EdgeConfiguration;
import io.cdntopology.topology.EdgeId;
import io.cdntopology.topology.EdgeSpec;
import io.cdntopology.topology.EdgeTls;
import io.cdntopology.topology.HostId;
import io.cdntopology.topology.Part;
import io.cdntopology.topology.PartId;
import io.cdntopology.topology.Topology;
import java.net.InetAddress;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** A session of an embedded platform: owns its edges and, if it is temporary, its directory. */
final class EmbeddedSession implements PlatformSession, CertifiedEdges {
    private static final HostId HOST = new HostId("local");

    private final SessionDirectory directory;
    private final InetAddress address;
    private final EdgeConfiguration configuration;
    private final Optional<EdgeTls> tls;
    private final Map<PartId, EdgeSpec> wanted = new LinkedHashMap<>();
    private final Map<PartId, EmbeddedEdge> edges = new TreeMap<>();
    private @Nullable EdgeCertificate certificate;
    private boolean closed;

    EmbeddedSession(Topology topology, SessionDirectory directory, InetAddress address) {
        this.directory = directory;
        this.address = address;
        this.configuration = topology.configuration();
        this.tls = topology.tls();
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
        Map<String, String> settings = new TreeMap<>();
        putPort(settings, Part.PORT, edge.port());
        putPort(settings, Part.TLS_PORT, edge.tlsPort());
        return settings;
    }

    private static void putPort(Map<String, String> settings, String name, int port) {
        if (port != EdgeSpec.ANY_PORT) {
            settings.put(name, String.valueOf(port));
        }
    }

    @Override
    public synchronized List<ObservedPart> observe() {
        return edges.entrySet().stream()
                .map(edge -> new ObservedPart(
                        edge.getKey(),
                        new TreeMap<>(settings(edge.getValue().spec())),
                        Optional.empty(),
                        Optional.of(edge.getValue().address()),
                        edge.getValue().tlsAddress(),
                        ObservedPart.Maker.LIBRARY))
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
            Site site = new StaticSite(directory.contentRoot(), configuration);
            edges.put(
                    part,
                    tls.map(how -> EmbeddedEdge.start(
                                    edge, address, site, how, Objects.requireNonNull(certificate, "certificate")))
                            .orElseGet(() -> EmbeddedEdge.start(edge, address, site)));
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

    @Override
    public Optional<CertifiedEdges> certifiedEdges() {
        return tls.map(speaking -> this);
    }

    @Override
    public void begin(EdgeCertificate first) {
        put(first);
    }

    @Override
    public synchronized void put(EdgeCertificate next) {
        certificate = next;
    }

    @Override
    public synchronized void reload(EdgeId edge) {
        EmbeddedEdge running = edges.get(PartId.of(edge));
        if (running != null) {
            running.show(Objects.requireNonNull(certificate, "certificate"));
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

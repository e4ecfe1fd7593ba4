package io.cdntopology.embedded;

import io.cdntopology.topology.EdgeConfiguration;
import io.cdntopology.topology.EdgeId;
import io.cdntopology.topology.EdgeSpec;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;

/** A running edge over a content root made by hand. */
final class EdgeFixture implements AutoCloseable {
    private static final EdgeSpec SPEC = new EdgeSpec(new EdgeId("eu-1"), EdgeSpec.ANY_PORT);

    private final HandMadeRoot root;
    private final EmbeddedEdge edge;

    private EdgeFixture(HandMadeRoot root, EmbeddedEdge edge) {
        this.root = root;
        this.edge = edge;
    }

    static EdgeFixture start(Path directory) throws IOException {
        return new EdgeFixture(
                new HandMadeRoot(directory),
                EmbeddedEdge.start(
                        SPEC, InetAddress.getLoopbackAddress(), new StaticSite(directory, EdgeConfiguration.DEFAULT)));
    }

    /** An edge with fewer threads, and with less patience. */
    static EdgeFixture start(Path directory, int maxThreads, Duration patience) throws IOException {
        EdgeThreads threads = new EdgeThreads("cdn-edge-eu-1-", maxThreads, patience);
        StaticSite site = new StaticSite(directory, EdgeConfiguration.DEFAULT);
        return new EdgeFixture(
                new HandMadeRoot(directory), EmbeddedEdge.start(SPEC, InetAddress.getLoopbackAddress(), site, threads));
    }

    HandMadeRoot root() {
        return root;
    }

    EmbeddedEdge edge() {
        return edge;
    }

    URI address() {
        return URI.create("http://127.0.0.1:" + edge.address().getPort() + "/");
    }

    RawConnection.Response get(String target, String... headers) throws IOException {
        return RawConnection.get(address(), target, headers);
    }

    RawConnection.Response request(String method, String target, String... headers) throws IOException {
        return RawConnection.once(address(), method, target, headers);
    }

    @Override
    public void close() {
        edge.stop();
    }
}

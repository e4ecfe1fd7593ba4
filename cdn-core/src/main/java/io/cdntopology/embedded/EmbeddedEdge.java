package io.cdntopology.embedded;

import com.sun.net.httpserver.HttpServer;
import io.cdntopology.failure.CdnException;
import io.cdntopology.topology.EdgeConfiguration;
import io.cdntopology.topology.EdgeSpec;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;

/** An edge in this JVM: an HTTP server that serves the live release below a content root. Thread-safe. */
final class EmbeddedEdge {
    /** How many requests are read and answered at the same time. */
    static final int MAX_THREADS = 256;

    /** How long a client may stand still while others wait for a thread. */
    static final Duration PATIENCE = Duration.ofSeconds(10);

    /** How many connections the operating system holds until the server takes them. */
    private static final int BACKLOG = 512;

    private final EdgeSpec spec;
    private final InetSocketAddress bound;
    private final HttpServer server;
    private final EdgeThreads threads;
    private final AtomicBoolean stopped = new AtomicBoolean();

    private EmbeddedEdge(EdgeSpec spec, HttpServer server, EdgeThreads threads) {
        this.spec = spec;
        this.server = server;
        this.threads = threads;
        this.bound = server.getAddress();
    }

    /**
     * Starts an edge; it answers when this returns.
     *
     * @param spec          what it is
     * @param address       the address of this machine that it listens on
     * @param contentRoot   the directory that a release store writes to; need not exist yet
     * @param configuration what it says besides content
     * @throws CdnException with {@code EDGE_NOT_STARTED} if it cannot listen on its port
     */
    static EmbeddedEdge start(EdgeSpec spec, InetAddress address, Path contentRoot, EdgeConfiguration configuration) {
        EdgeThreads threads = new EdgeThreads("cdn-edge-" + spec.id() + "-", MAX_THREADS, PATIENCE);
        return start(spec, address, new StaticSite(contentRoot, configuration), threads);
    }

    static EmbeddedEdge start(EdgeSpec spec, InetAddress address, StaticSite site, EdgeThreads threads) {
        HttpServer server = listen(spec, new InetSocketAddress(address, spec.port()));
        server.createContext("/", new ExchangeHandler(site, threads::progressed));
        server.setExecutor(threads);
        server.start();
        return new EmbeddedEdge(spec, server, threads);
    }

    private static HttpServer listen(EdgeSpec spec, InetSocketAddress address) {
        try {
            requireFree(address);
            return HttpServer.create(address, BACKLOG);
        } catch (IOException e) {
            throw BindFailure.of(spec, address, e);
        }
    }

    /** The JDK's server leaks a file descriptor each time it cannot bind, and a port that is taken is tried for long. */
    private static void requireFree(InetSocketAddress address) throws IOException {
        try (ServerSocket probe = new ServerSocket()) {
            probe.bind(address);
        }
    }

    /** What it was created from. */
    EdgeSpec spec() {
        return spec;
    }

    /** Where it answers. */
    InetSocketAddress address() {
        InetAddress address = bound.getAddress();
        return address.isAnyLocalAddress()
                ? new InetSocketAddress(InetAddress.getLoopbackAddress(), bound.getPort())
                : bound;
    }

    /** Ends the edge and every connection to it at once; its port is free when this returns. Idempotent. */
    void stop() {
        if (stopped.compareAndSet(false, true)) {
            server.stop(0);
            threads.stop();
        }
    }
}

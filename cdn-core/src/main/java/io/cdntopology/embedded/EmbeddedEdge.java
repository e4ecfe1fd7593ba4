package io.cdntopology.embedded;

import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import io.cdntopology.failure.CdnException;
import io.cdntopology.spi.EdgeCertificate;
import io.cdntopology.topology.EdgeSpec;
import io.cdntopology.topology.EdgeTls;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.Optional;
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
    private final HttpServer server;
    private final Optional<TlsServer> tls;
    private final InetSocketAddress address;
    private final Optional<InetSocketAddress> tlsAddress;
    private final EdgeThreads threads;
    private final AtomicBoolean stopped = new AtomicBoolean();

    private EmbeddedEdge(EdgeSpec spec, HttpServer server, Optional<TlsServer> tls, EdgeThreads threads) {
        this.spec = spec;
        this.server = server;
        this.tls = tls;
        this.address = reachable(server);
        this.tlsAddress = tls.map(running -> reachable(running.server()));
        this.threads = threads;
    }

    /**
     * The one that speaks TLS.
     *
     * @param context by which it does
     */
    private record TlsServer(HttpsServer server, RenewableTls context) {}

    /**
     * Starts an edge; it answers when this returns.
     *
     * @param spec    what it is
     * @param address the address of this machine that it listens on
     * @param site    what it answers
     * @throws CdnException with {@code EDGE_NOT_STARTED} if it cannot listen on its port
     */
    static EmbeddedEdge start(EdgeSpec spec, InetAddress address, Site site) {
        return start(spec, address, site, threads(spec));
    }

    static EmbeddedEdge start(EdgeSpec spec, InetAddress address, Site site, EdgeThreads threads) {
        HttpServer server = listen(HttpServer::create, spec, "port", new InetSocketAddress(address, spec.port()));
        serve(server, site, threads);
        return new EmbeddedEdge(spec, server, Optional.empty(), threads);
    }

    /** Starts one that answers over TLS, too. */
    static EmbeddedEdge start(EdgeSpec spec, InetAddress address, Site site, EdgeTls tls, EdgeCertificate certificate) {
        HttpServer server = listen(HttpServer::create, spec, "port", new InetSocketAddress(address, spec.port()));
        HttpsServer tlsServer;
        try {
            tlsServer = listen(HttpsServer::create, spec, "tlsPort", new InetSocketAddress(address, spec.tlsPort()));
        } catch (CdnException e) {
            server.stop(0);
            throw e;
        }
        EdgeThreads threads = threads(spec);
        RenewableTls context = new RenewableTls(certificate);
        tlsServer.setHttpsConfigurator(new HttpsConfigurator(context.context()));
        serve(tlsServer, site, threads);
        serve(
                server,
                tls.redirectPort().isEmpty()
                        ? site
                        : new TlsRedirect(site, tls.redirectPort().getAsInt()),
                threads);
        return new EmbeddedEdge(spec, server, Optional.of(new TlsServer(tlsServer, context)), threads);
    }

    private static EdgeThreads threads(EdgeSpec spec) {
        return new EdgeThreads("cdn-edge-" + spec.id() + "-", MAX_THREADS, PATIENCE);
    }

    private static void serve(HttpServer server, Site site, EdgeThreads threads) {
        server.createContext("/", new ExchangeHandler(site, threads::progressed));
        server.setExecutor(threads);
        server.start();
    }

    /** Makes a server that listens. */
    private interface Listening<S extends HttpServer> {
        S on(InetSocketAddress address, int backlog) throws IOException;
    }

    private static <S extends HttpServer> S listen(
            Listening<S> server, EdgeSpec spec, String option, InetSocketAddress address) {
        try {
            requireFree(address);
            return server.on(address, BACKLOG);
        } catch (IOException e) {
            throw BindFailure.of(spec, option, address, e);
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

    private static InetSocketAddress reachable(HttpServer server) {
        InetSocketAddress bound = server.getAddress();
        return bound.getAddress().isAnyLocalAddress()
                ? new InetSocketAddress(InetAddress.getLoopbackAddress(), bound.getPort())
                : bound;
    }

    /** Where it answers. */
    InetSocketAddress address() {
        return address;
    }

    /** Where it answers over TLS. */
    Optional<InetSocketAddress> tlsAddress() {
        return tlsAddress;
    }

    /** Shows another certificate on new connections. */
    void show(EdgeCertificate certificate) {
        tls.ifPresent(running -> running.context().show(certificate));
    }

    /** Ends the edge and every connection to it at once; its port is free when this returns. Idempotent. */
    void stop() {
        if (stopped.compareAndSet(false, true)) {
            server.stop(0);
            tls.ifPresent(running -> running.server().stop(0));
            threads.stop();
        }
    }
}

package io.cdntopology.operate;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.cdntopology.failure.CdnException;
import io.cdntopology.failure.ErrorCode;
import io.cdntopology.failure.Problem;
import io.cdntopology.observed.ObservedEdge;
import io.cdntopology.release.CommitId;
import io.cdntopology.spi.ConfigurableEdges;
import io.cdntopology.spi.EdgeContract;
import io.cdntopology.spi.Revision;
import io.cdntopology.topology.EdgeId;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import java.util.function.Predicate;

/** Edges that name a configuration over HTTP, and do what a test says. What becomes of each is written down. */
final class FakeEdges implements ConfigurableEdges, AutoCloseable {
    static final String TRIAL = "trial";

    private final Map<String, FakeEdge> edges = new LinkedHashMap<>();
    private final List<String> log = new CopyOnWriteArrayList<>();
    private volatile Predicate<String> refusing = name -> false;
    private volatile Predicate<String> alarming = name -> false;
    private volatile List<String> warnings = List.of();
    private volatile Function<Optional<CommitId>, Optional<CommitId>> content =
            configuration -> Optional.of(new CommitId("0".repeat(40)));

    FakeEdges(int count) {
        for (int i = 1; i <= count; i++) {
            edges.put("edge-" + i, new FakeEdge());
        }
    }

    /** Those that refuse any configuration but the one that they have. */
    void refuse(Predicate<String> names) {
        refusing = names;
    }

    /** Those that log something bad once they have a configuration. */
    void alarm(Predicate<String> names) {
        alarming = names;
    }

    /** What each says of a configuration that it takes. */
    void warn(List<String> texts) {
        warnings = texts;
    }

    /** What each serves by a configuration, or before it has one. */
    void serve(Function<Optional<CommitId>, Optional<CommitId>> contentByConfiguration) {
        content = contentByConfiguration;
    }

    /** Who was given what, in order, as {@code edge-1=3f9a1c2b}. */
    List<String> log() {
        return List.copyOf(log);
    }

    List<ObservedEdge> observed() {
        List<ObservedEdge> observed = new ArrayList<>();
        edges.forEach((name, edge) -> observed.add(new ObservedEdge(new EdgeId(name), edge.address())));
        return observed;
    }

    Optional<CommitId> configuration(String edge) {
        return at(edge).configuration;
    }

    /** Makes an edge serve by something else, as if it had been told by somebody else. */
    void disturb(String edge, Optional<CommitId> configuration) {
        at(edge).configuration = configuration;
    }

    private FakeEdge at(String name) {
        return Optional.ofNullable(edges.get(name)).orElseThrow();
    }

    @Override
    public Trial trial(Revision configuration) {
        FakeEdge edge = new FakeEdge();
        Watched watched = take(TRIAL, edge, Optional.of(configuration));
        return new Trial() {
            @Override
            public URI address() {
                return edge.address();
            }

            @Override
            public List<String> warnings() {
                return watched.warnings();
            }

            @Override
            public List<String> alarms() {
                return watched.alarms();
            }

            @Override
            public void close() {
                edge.server.stop(0);
            }
        };
    }

    @Override
    public Watched reload(EdgeId edge, Optional<Revision> configuration) {
        return take(edge.value(), at(edge.value()), configuration);
    }

    private Watched take(String name, FakeEdge edge, Optional<Revision> configuration) {
        Optional<CommitId> commit =
                configuration.map(revision -> revision.release().commit());
        log.add(name + "=" + commit.map(CommitId::abbreviated).orElse("none"));
        if (refusing.test(name)) {
            throw CdnException.of(
                    ErrorCode.CONFIGURATION_REFUSED, "Giving it", new Problem(name, "it refuses", "give another one"));
        }
        edge.configuration = commit;
        return new Watched() {
            @Override
            public List<String> warnings() {
                return warnings;
            }

            @Override
            public List<String> alarms() {
                return alarming.test(name) ? List.of("[alert] something is bad") : List.of();
            }
        };
    }

    @Override
    public void close() {
        edges.values().forEach(edge -> edge.server.stop(0));
    }

    /** One of them. */
    private final class FakeEdge {
        private final HttpServer server;
        private volatile Optional<CommitId> configuration = Optional.empty();

        FakeEdge() {
            try {
                server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            server.createContext("/", this::answer);
            server.start();
        }

        URI address() {
            return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/");
        }

        private void answer(HttpExchange exchange) throws IOException {
            try (exchange) {
                content.apply(configuration)
                        .ifPresent(commit ->
                                exchange.getResponseHeaders().set(EdgeContract.RELEASE_HEADER, commit.value()));
                configuration.ifPresent(
                        commit -> exchange.getResponseHeaders().set(EdgeContract.CONFIGURATION_HEADER, commit.value()));
                exchange.sendResponseHeaders(200, -1);
            }
        }
    }
}

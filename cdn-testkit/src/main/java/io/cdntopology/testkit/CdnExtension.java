package io.cdntopology.testkit;

import io.cdntopology.Cdn;
import io.cdntopology.CdnStatus;
import io.cdntopology.CdnTopology;
import io.cdntopology.CdnTopologyBuilder;
import io.cdntopology.Convergence;
import io.cdntopology.embedded.ContentEdits;
import io.cdntopology.embedded.Embedded;
import io.cdntopology.embedded.InMemoryContent;
import io.cdntopology.failure.CdnException;
import io.cdntopology.failure.ErrorCode;
import io.cdntopology.failure.Problem;
import io.cdntopology.topology.EdgeId;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * Runs a content delivery network for the tests of an application. What is not described is in this JVM: edges over real
 * HTTP, coordination in memory, and content that a test edits; so it needs no git and no Docker.
 *
 * <pre>{@code
 * class SiteTest {
 *     @RegisterExtension
 *     static final CdnExtension cdn = CdnExtension.of(topology -> topology.edges("eu", 2));
 *
 *     @Test
 *     void showsWhatWasPublished() throws IOException {
 *         cdn.publish(site -> site.file("index.html", "Hello"));
 *
 *         try (InputStream page = cdn.baseUri("eu-1").toURL().openStream()) {
 *             assertThat(page).hasContent("Hello");
 *         }
 *     }
 * }
 * }</pre>
 *
 * <p>In a static field it runs one network for all tests of the class, those of nested classes included; in another field
 * one for each test, or for the class if that has {@code TestInstance.Lifecycle.PER_CLASS}. Tests begin when every edge
 * serves the newest commit. A parameter of type {@link Cdn}, of a test or of a lifecycle method, is the network. When one
 * of them fails, a suppressed exception shows the state of the network and what happened in it.
 *
 * <p>Each network has a name of its own, so runs at the same time do not meet, on one Docker engine neither. It is
 * destroyed when its tests have ended, also if they fail, if it does not start, or if the JVM is told to end. What a JVM
 * that was killed has left on a platform is removed before the next network starts there, by a process of the same user on
 * the same machine: {@code cdn-topology/test-networks} in the user's cache directory, {@code ~/.cache} or
 * {@code XDG_CACHE_HOME}, says what that is and whether its process lives. A coordination store that is there already
 * keeps what was written to it: give a namespace of it that may be thrown away.
 *
 * <p>Thread-safe, for tests that run at the same time. One that is inherited by several classes cannot run for two of them
 * at once: the second fails.
 */
public final class CdnExtension
        implements BeforeAllCallback, BeforeEachCallback, AfterEachCallback, AfterAllCallback, ParameterResolver {
    private static final Duration DEFAULT_TIMEOUT = Duration.ofMinutes(2);

    private final Consumer<CdnTopologyBuilder> description;
    private final Duration timeout;
    private final Path records;
    private @Nullable TestNetwork network;

    private CdnExtension(Consumer<CdnTopologyBuilder> description, Duration timeout, Path records) {
        this.description = description;
        this.timeout = timeout;
        this.records = records;
    }

    /**
     * A network.
     *
     * @param description describes it, to a builder of its own each time a network starts; at least an edge. Default are
     *     an {@link InMemoryContent} with one page, {@link Embedded#coordination()} and
     *     {@link Embedded#platform()}. A name is set already.
     */
    public static CdnExtension of(Consumer<CdnTopologyBuilder> description) {
        return new CdnExtension(description, DEFAULT_TIMEOUT, NetworkRecord.userDirectory());
    }

    /**
     * A copy with another limit for how long edges may take to serve a commit, the first one and those of
     * {@link #publishAndAwait}; default 2 minutes. Pulling images does not count.
     */
    public CdnExtension withTimeout(Duration limit) {
        return new CdnExtension(description, limit, records);
    }

    /** A copy that writes down elsewhere which networks there are. */
    CdnExtension withRecords(Path directory) {
        return new CdnExtension(description, timeout, directory);
    }

    // ---- for tests

    /**
     * The network.
     *
     * @throws CdnException with {@code CLOSED} if none runs: before its tests, and after them; so do the methods below
     */
    public Cdn cdn() {
        return running().cdn();
    }

    /**
     * The content, to be edited. A commit is served after a moment by itself; {@link #publishAndAwait} waits for it.
     *
     * @throws CdnException with {@code INVALID_ARGUMENT} if the content that was described is not an
     *     {@link InMemoryContent}
     */
    public InMemoryContent content() {
        CdnTopology topology = running().topology();
        if (topology.content() instanceof InMemoryContent content) {
            return content;
        }
        throw CdnException.of(
                ErrorCode.INVALID_ARGUMENT,
                "Editing the content of " + topology.topology().name(),
                new Problem("content", "it is " + topology.content().location(), "edit it there"));
    }

    /** Commits edits to {@link #content()}, publishes them, and waits as {@link #publishAndAwait}. */
    public Convergence publish(Consumer<ContentEdits> edits) {
        content().edit(edits).commit("Edit the site");
        return publishAndAwait();
    }

    /**
     * Publishes the newest commit of the source, and waits until every edge serves it.
     *
     * @throws CdnException as {@link Cdn#publish} and {@link Cdn#awaitConverged}
     */
    public Convergence publishAndAwait() {
        cdn().publish();
        return cdn().awaitConverged(timeout);
    }

    /**
     * Where an edge answers, for example {@code http://127.0.0.1:20104/}.
     *
     * @throws CdnException with {@code INVALID_ARGUMENT} if no edge of this name runs
     */
    public URI baseUri(String edge) {
        List<CdnStatus.EdgeStatus> edges = cdn().status().edges();
        return edges.stream()
                .filter(status -> status.edge().value().equals(edge))
                .map(CdnStatus.EdgeStatus::address)
                .findFirst()
                .orElseThrow(() -> {
                    List<EdgeId> names =
                            edges.stream().map(CdnStatus.EdgeStatus::edge).toList();
                    return CdnException.of(
                            ErrorCode.INVALID_ARGUMENT,
                            "Looking for an edge",
                            new Problem(edge, "no edge of this name runs", "give one of " + names));
                });
    }

    private synchronized TestNetwork running() {
        if (network == null) {
            throw CdnException.of(
                    ErrorCode.CLOSED,
                    "Using the network of a test",
                    new Problem(
                            "CdnExtension",
                            "it does not run",
                            "use it in tests and lifecycle methods, of a field with @RegisterExtension"));
        }
        return network;
    }

    // ---- for JUnit

    @Override
    public void beforeAll(ExtensionContext context) {
        begin(context);
    }

    @Override
    public void beforeEach(ExtensionContext context) {
        begin(context);
    }

    @Override
    public void afterEach(ExtensionContext context) {
        end(context);
    }

    @Override
    public void afterAll(ExtensionContext context) {
        end(context);
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == Cdn.class;
    }

    @Override
    public Cdn resolveParameter(ParameterContext parameter, ExtensionContext context) {
        return cdn();
    }

    /** What began for a class, runs for its tests and nested classes. */
    private synchronized void begin(ExtensionContext context) {
        if (network == null) {
            network = TestNetwork.start(context, description, timeout, records);
        } else if (!network.isFor(context)) {
            throw CdnException.of(
                    ErrorCode.CONFLICT,
                    "Starting a network for " + context.getDisplayName(),
                    new Problem(
                            "CdnExtension",
                            "it runs for other tests, by the name "
                                    + network.topology().topology().name(),
                            "have an instance in each class that runs at the same time"));
        }
    }

    private synchronized void end(ExtensionContext context) {
        if (network == null || !network.isFor(context)) {
            return;
        }
        TestNetwork ending = network;
        context.getExecutionException().ifPresent(ending::explain);
        if (ending.beganWith(context)) {
            network = null;
            ending.close();
        }
    }
}

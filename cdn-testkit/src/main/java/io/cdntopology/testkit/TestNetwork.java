package io.cdntopology.testkit;

import io.cdntopology.Cdn;
import io.cdntopology.CdnTopology;
import io.cdntopology.CdnTopologyBuilder;
import io.cdntopology.embedded.Embedded;
import io.cdntopology.embedded.EmbeddedPlatform;
import io.cdntopology.embedded.InMemoryContent;
import io.cdntopology.failure.CdnException;
import io.cdntopology.failure.ErrorCode;
import io.cdntopology.failure.Problem;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.ExtensionContext;

/** A network that runs for one test, or for one class of tests. Thread-safe. */
final class TestNetwork implements AutoCloseable {
    private static final int MAX_WORD_LENGTH = 26;
    private static final int UNIQUE_LENGTH = 8;

    private final String owner;
    private final CdnTopology topology;
    private final Optional<NetworkRecord> record;
    private final EventLog events = new EventLog();
    private final Thread removal = new Thread(this::close, "cdn-test-network-removal");
    private @Nullable Cdn cdn;
    private boolean closed;

    private TestNetwork(String owner, CdnTopology topology, Optional<NetworkRecord> record) {
        this.owner = owner;
        this.topology = topology;
        this.record = record;
    }

    /**
     * Starts a network, and waits until every edge serves its content. Nothing is left if it fails.
     *
     * @param records where it is written down which networks there are
     */
    static TestNetwork start(
            ExtensionContext context, Consumer<CdnTopologyBuilder> description, Duration timeout, Path records) {
        CdnTopology topology = describe(name(context.getRequiredTestClass()), description);
        TestNetwork network = new TestNetwork(context.getUniqueId(), topology, written(topology, records));
        try {
            network.run(timeout);
            return network;
        } catch (RuntimeException | Error e) {
            network.explain(e);
            network.closeAfter(e);
            throw e;
        }
    }

    private static CdnTopology describe(String name, Consumer<CdnTopologyBuilder> description) {
        CdnTopologyBuilder builder = CdnTopology.builder().name(name);
        description.accept(builder);
        InMemoryContent site = Embedded.content();
        site.edit(first -> first.file("index.html", "Nothing was published yet.\n"))
                .commit("Begin");
        return builder.orElse(CdnTopology.builder()
                        .content(site)
                        .coordination(Embedded.coordination())
                        .platform(Embedded.platform()))
                .build();
    }

    /** Says for people which test it is of, and is the name of no other network. */
    private static String name(Class<?> test) {
        String words = test.getSimpleName()
                .replaceAll("([a-z0-9])([A-Z])", "$1-$2")
                .toLowerCase(Locale.ROOT)
                .replaceAll("[^a-z0-9]+", "-");
        return "test-" + words.substring(0, Math.min(words.length(), MAX_WORD_LENGTH)) + "-"
                + UUID.randomUUID().toString().substring(0, UNIQUE_LENGTH);
    }

    /** Edges in this JVM end with it, and need none. */
    private static Optional<NetworkRecord> written(CdnTopology topology, Path records) {
        if (topology.platform() instanceof EmbeddedPlatform) {
            return Optional.empty();
        }
        NetworkRecord.removeLeftovers(records, topology);
        return Optional.of(NetworkRecord.write(records, topology));
    }

    private void run(Duration timeout) {
        Cdn started = topology.start(events);
        synchronized (this) {
            cdn = started;
        }
        // Not before: parts that are being made meanwhile would be missed. Of those the record tells the next run.
        if (record.isPresent()) {
            Runtime.getRuntime().addShutdownHook(removal);
        }
        started.awaitConverged(timeout);
    }

    CdnTopology topology() {
        return topology;
    }

    synchronized Cdn cdn() {
        if (cdn == null) {
            throw CdnException.of(
                    ErrorCode.CLOSED,
                    "Using the network " + topology.topology().name(),
                    new Problem("network", "it did not start", "see why that failed"));
        }
        return cdn;
    }

    /** Whether it runs for these tests: they are those that it began with, or among them. */
    boolean isFor(ExtensionContext context) {
        return Stream.iterate(
                        Optional.of(context), Optional::isPresent, inner -> inner.flatMap(ExtensionContext::getParent))
                .flatMap(Optional::stream)
                .anyMatch(this::beganWith);
    }

    boolean beganWith(ExtensionContext context) {
        return context.getUniqueId().equals(owner);
    }

    /** Has a failure show the state of the network. */
    void explain(Throwable failure) {
        Optional<Cdn> running;
        synchronized (this) {
            running = Optional.ofNullable(cdn);
        }
        failure.addSuppressed(new NetworkState(topology.topology().name(), running.map(Cdn::status), events.lines()));
    }

    private void closeAfter(Throwable failure) {
        try {
            close();
        } catch (RuntimeException e) {
            failure.addSuppressed(e);
        }
    }

    /** Ends it, and removes all of it, also in a thread that is interrupted. Idempotent. */
    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        boolean interrupted = Thread.interrupted();
        try {
            if (cdn != null) {
                cdn.close();
            }
        } finally {
            record.ifPresent(written -> written.remove(topology));
            forgetRemoval();
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private void forgetRemoval() {
        try {
            Runtime.getRuntime().removeShutdownHook(removal);
        } catch (IllegalStateException e) {
            // The JVM ends, and it may be that this is the removal.
        }
    }
}

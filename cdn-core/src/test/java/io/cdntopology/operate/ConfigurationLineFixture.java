package io.cdntopology.operate;

import static org.awaitility.Awaitility.await;

import io.cdntopology.embedded.InMemoryContent;
import io.cdntopology.embedded.InMemoryCoordination;
import io.cdntopology.event.CdnEvent;
import io.cdntopology.release.CommitId;
import io.cdntopology.spi.ContentRepository;
import io.cdntopology.spi.CoordinationClient;
import io.cdntopology.store.ReleaseStore;
import io.cdntopology.sync.HostLoop;
import io.cdntopology.sync.Leadership;
import io.cdntopology.sync.Ledger;
import io.cdntopology.sync.Line;
import io.cdntopology.sync.Publisher;
import io.cdntopology.sync.WakeLoop;
import io.cdntopology.topology.ConfigurationRollout;
import io.cdntopology.topology.ConfigurationRolloutBuilder;
import io.cdntopology.topology.ContentLimits;
import io.cdntopology.topology.EdgeConfiguration;
import io.cdntopology.topology.EdgeSpec;
import io.cdntopology.topology.HostId;
import io.cdntopology.topology.Retention;
import io.cdntopology.topology.Topology;
import io.cdntopology.topology.TopologyName;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** Lines of the configuration of five fake edges, one for each process that a test has, and the agent of a host. */
abstract class ConfigurationLineFixture {
    private static final TopologyName NAME = new TopologyName("docs");
    static final int EDGES = 5;

    /** The name of threads of {@link #inBackground}. */
    static final String BACKGROUND = "background";

    private final InMemoryCoordination coordination = InMemoryCoordination.create();
    final InMemoryContent source = InMemoryContent.create().withPollInterval(Duration.ofHours(1));
    final List<CdnEvent> events = new CopyOnWriteArrayList<>();
    final Resources resources = new Resources();
    final FakeEdges edges = resources.add(new FakeEdges(EDGES));
    volatile Consumer<CdnEvent> listener = event -> {};
    volatile Consumer<CdnEvent> hostListener = event -> {};
    HostLoop host;
    private Path directory;

    @BeforeEach
    void start(@TempDir Path home) {
        directory = home;
        CoordinationClient client = resources.add(coordination.connect());
        Ledger ledger = resources.add(Ledger.ofHost(client, NAME, Line.CONFIGURATION));
        ContentRepository repository = resources.add(source.open(home.resolve("host")));
        ReleaseStore store =
                resources.add(ReleaseStore.open(home.resolve("store"), Retention.DEFAULT, ContentLimits.DEFAULT));
        host = resources.add(new HostLoop(
                NAME,
                new HostId("host"),
                store,
                repository,
                ledger,
                InstantSource.system(),
                event -> hostListener.accept(event)));
        ledger.start();
    }

    @AfterEach
    void end() {
        resources.close();
    }

    ConfigurationLine line(String by, UnaryOperator<ConfigurationRolloutBuilder> settings) {
        return line(by, Duration.ZERO, settings);
    }

    ConfigurationLine line(String by, Duration watch, UnaryOperator<ConfigurationRolloutBuilder> settings) {
        ConfigurationRollout rollout = settings.apply(
                        ConfigurationRollout.builder().watch(watch).patience(Duration.ofSeconds(1)))
                .build();
        Topology topology = new Topology(
                NAME,
                edges.observed().stream()
                        .map(edge -> new EdgeSpec(edge.id(), EdgeSpec.ANY_PORT))
                        .toList(),
                Retention.DEFAULT,
                ContentLimits.DEFAULT,
                EdgeConfiguration.DEFAULT,
                Optional.of(rollout));
        CoordinationClient client = resources.add(coordination.connect());
        Ledger ofContent = resources.add(new Ledger(client, NAME));
        ConfigurationLine.ContentLine content = new ConfigurationLine.ContentLine(
                ofContent, new Leadership(ofContent, by, InstantSource.system()), revision -> {});
        ConfigurationLine line = resources.add(new ConfigurationLine(
                topology,
                source,
                client,
                edges,
                edges::observed,
                () -> true,
                content,
                directory.resolve(by),
                by,
                event -> {
                    events.add(event);
                    listener.accept(event);
                }));
        // It looks once by itself. Nothing that is pushed later is found but by a call then.
        await().until(ConfigurationLineFixture::areAllIdle);
        return line;
    }

    /** Whether each that looks for what is new waits for its next turn. */
    private static boolean areAllIdle() {
        return threads("cdn-docs-configuration-publisher")
                .allMatch(thread -> waitsIn(thread, WakeLoop.class, "awaitTurn"));
    }

    static Stream<Thread> threads(String name) {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().equals(name));
    }

    /** Whether a thread waits for some time in a method. */
    static boolean waitsIn(Thread thread, Class<?> type, String method) {
        return thread.getState() == Thread.State.TIMED_WAITING
                && Stream.of(thread.getStackTrace())
                        .anyMatch(frame -> frame.getClassName().equals(type.getName())
                                && frame.getMethodName().equals(method));
    }

    /** In a thread that others do not wait for. */
    static <T> CompletableFuture<T> inBackground(Supplier<T> call) {
        return CompletableFuture.supplyAsync(call, task -> new Thread(task, BACKGROUND).start());
    }

    static Publisher publisher(ConfigurationLine line) {
        return line.publisher().orElseThrow();
    }

    CommitId push(String text) {
        return source.edit(e -> e.file("nginx.conf", text)).commit(text);
    }

    List<String> given(CommitId commit) {
        return edges.log().stream()
                .filter(entry -> entry.endsWith("=" + commit.abbreviated()))
                .map(entry -> entry.substring(0, entry.indexOf('=')))
                .toList();
    }

    List<Optional<CommitId>> configurations() {
        return edges.observed().stream()
                .map(edge -> edges.configuration(edge.id().value()))
                .toList();
    }
}

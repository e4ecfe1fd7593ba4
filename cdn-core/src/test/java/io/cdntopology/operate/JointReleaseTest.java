package io.cdntopology.operate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import io.cdntopology.embedded.InMemoryContent;
import io.cdntopology.embedded.InMemoryCoordination;
import io.cdntopology.event.CdnEvent;
import io.cdntopology.failure.CdnException;
import io.cdntopology.failure.ErrorCode;
import io.cdntopology.observed.ObservedEdge;
import io.cdntopology.release.CommitId;
import io.cdntopology.release.Release;
import io.cdntopology.spi.ContentRepository;
import io.cdntopology.spi.CoordinationClient;
import io.cdntopology.store.LiveRelease;
import io.cdntopology.store.ReleaseStore;
import io.cdntopology.store.SiteCheck;
import io.cdntopology.sync.Desired;
import io.cdntopology.sync.HostLoop;
import io.cdntopology.sync.Leadership;
import io.cdntopology.sync.Ledger;
import io.cdntopology.sync.Line;
import io.cdntopology.sync.Publication;
import io.cdntopology.sync.Publisher;
import io.cdntopology.sync.Quarantine;
import io.cdntopology.sync.ReleaseGate;
import io.cdntopology.topology.ConfigurationRollout;
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
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One host, and edges that serve what its store has for their configuration, as real ones do. */
@DisplayName("Content and configuration that are released together")
class JointReleaseTest {
    private static final TopologyName NAME = new TopologyName("docs");
    private static final HostId HOST = new HostId("host");
    private static final InstantSource CLOCK = InstantSource.system();

    private final InMemoryCoordination coordination = InMemoryCoordination.create();
    private final InMemoryContent source = InMemoryContent.create().withPollInterval(Duration.ofHours(1));
    private final InMemoryContent site = source.withDirectory("site");
    private final InMemoryContent nginx = source.withDirectory("nginx");
    private final List<CdnEvent> events = new CopyOnWriteArrayList<>();
    private final Resources resources = new Resources();
    private final FakeEdges edges = resources.add(new FakeEdges(3));
    private final HeldGate gate = new HeldGate();
    private ReleaseStore store;
    private Path home;
    private Ledger ledger;
    private ConfigurationLine line;
    private Publisher publisher;

    @BeforeEach
    void start(@TempDir Path directory) {
        home = directory;
        CoordinationClient client = resources.add(coordination.connect());
        store = resources.add(ReleaseStore.open(home.resolve("store"), Retention.DEFAULT, ContentLimits.DEFAULT));
        followAsAgent(client, home);
        edges.serve(configuration -> configuration.isPresent()
                ? store.servedBy(configuration.get()).map(Release::commit)
                : store.live().map(live -> live.release().commit()));
        ledger = resources.add(new Ledger(client, NAME));
        ContentRepository repository = resources.add(site.open(home.resolve("content")));
        Leadership leadership = new Leadership(ledger, "test", CLOCK);
        ReleaseGate content = ReleaseGate.of(new SiteCheck(ContentLimits.DEFAULT), repository);
        line = resources.add(new ConfigurationLine(
                topology(),
                nginx,
                client,
                edges,
                edges::observed,
                () -> store.live().isPresent(),
                new ConfigurationLine.ContentLine(ledger, leadership, content),
                home.resolve("configuration"),
                "test",
                events::add));
        ledger.start();
        publisher = new Publisher(
                ledger, repository, source.location(), leadership, line.contentGate(), CLOCK, events::add);
    }

    private void followAsAgent(CoordinationClient client, Path home) {
        Ledger content = resources.add(Ledger.ofHost(client, NAME, Line.CONTENT));
        Ledger configuration = resources.add(Ledger.ofHost(client, NAME, Line.CONFIGURATION));
        ReleaseStore configurations =
                resources.add(ReleaseStore.open(home.resolve("nginx"), Retention.DEFAULT, ContentLimits.DEFAULT));
        ContentRepository sites = resources.add(site.open(home.resolve("host-site")));
        ContentRepository nginxes = resources.add(nginx.open(home.resolve("host-nginx")));
        resources.add(new HostLoop(NAME, HOST, store, sites, content, CLOCK, event -> {}));
        HostLoop beside = resources.add(new HostLoop(
                NAME,
                HOST,
                configurations,
                nginxes,
                configuration,
                () -> content.desired().flatMap(Desired::ofConfiguration),
                CLOCK,
                event -> {}));
        content.onChange(beside::wake);
        content.start();
        configuration.start();
    }

    @AfterEach
    void end() {
        resources.close();
    }

    private Topology topology() {
        return new Topology(
                NAME,
                edges.observed().stream()
                        .map(edge -> new EdgeSpec(edge.id(), EdgeSpec.ANY_PORT))
                        .toList(),
                Retention.DEFAULT,
                ContentLimits.DEFAULT,
                EdgeConfiguration.DEFAULT,
                Optional.of(ConfigurationRollout.builder()
                        .watch(Duration.ZERO)
                        .patience(Duration.ofSeconds(1))
                        .gate(gate)
                        .withContent()
                        .build()));
    }

    private CommitId push(String text, String configuration) {
        return source.edit(e -> e.file("site/index.html", text).file("nginx/server.d/site.conf", configuration))
                .commit(text);
    }

    private CommitId publish(String text, String configuration) {
        CommitId commit = push(text, configuration);
        publisher.publish();
        awaitLive(commit);
        return commit;
    }

    private void awaitLive(CommitId commit) {
        await().until(() ->
                store.live().map(LiveRelease::release).map(Release::commit).equals(Optional.of(commit)));
    }

    private Stream<Optional<CommitId>> configurations() {
        return edges.observed().stream().map(ObservedEdge::id).map(edge -> edges.configuration(edge.value()));
    }

    private Optional<CommitId> wantedConfiguration() {
        return line.desired().map(Desired::release).map(Release::commit);
    }

    @Test
    @DisplayName("are wanted by one decision, when each edge serves both")
    void together() {
        CommitId commit = publish("one", "first");

        assertThat(configurations()).containsOnly(Optional.of(commit));
        assertThat(store.servedBy(commit).map(Release::commit)).contains(commit);
        assertThat(ledger.desired().orElseThrow().release().commit()).isEqualTo(commit);
        assertThat(wantedConfiguration()).contains(commit);
    }

    @Test
    @DisplayName("leave the content of the configuration before where it is, for what is served by that yet")
    void sideBySide() {
        CommitId first = publish("one", "first");

        CommitId second = publish("two", "second");

        assertThat(configurations()).containsOnly(Optional.of(second));
        assertThat(store.servedBy(first).map(Release::commit)).contains(first);
        assertThat(store.servedBy(second).map(Release::commit)).contains(second);
    }

    @Test
    @DisplayName("need no rollout where the configuration is the same")
    void contentAlone() {
        CommitId first = publish("one", "same");
        List<String> before = edges.log();

        CommitId second = publish("two", "same");

        assertThat(edges.log()).isEqualTo(before);
        assertThat(configurations()).containsOnly(Optional.of(first));
        assertThat(store.servedBy(first).map(Release::commit)).contains(second);
        assertThat(wantedConfiguration()).contains(first);
    }

    @Test
    @DisplayName("are both kept out, and the ones before served, when an edge fails with the configuration")
    void undone() {
        CommitId good = publish("one", "first");
        edges.alarm("edge-3"::equals);
        CommitId bad = push("two", "second");

        CdnException refused = catchThrowableOfType(CdnException.class, publisher::publish);

        assertThat(refused.code()).isEqualTo(ErrorCode.CONFIGURATION_REFUSED);
        assertThat(configurations()).containsOnly(Optional.of(good));
        assertThat(store.live().map(live -> live.release().commit())).contains(good);
        assertThat(store.servedBy(good).map(Release::commit)).contains(good);
        assertThat(ledger.desired().orElseThrow().release().commit()).isEqualTo(good);
        assertThat(line.quarantines())
                .singleElement()
                .satisfies(kept -> assertThat(kept.commit()).isEqualTo(bad));
        CdnException again = catchThrowableOfType(CdnException.class, publisher::publish);
        assertThat(again.code()).isEqualTo(ErrorCode.COMMIT_QUARANTINED);
    }

    @Test
    @DisplayName("are both kept out, and the ones before served, when their rollout is aborted")
    void aborted() throws Exception {
        CommitId good = publish("one", "first");
        CommitId bad = push("two", "second");
        gate.holdAt(edges.observed().get(1).address());
        CompletableFuture<Publication> rollout = CompletableFuture.supplyAsync(publisher::publish);
        gate.awaitReached(rollout);

        Optional<Quarantine> aborted = publisher.abort("it looks odd");

        assertThat(aborted).map(Quarantine::commit).contains(bad);
        assertThat(rollout)
                .failsWithin(Duration.ofSeconds(10))
                .withThrowableThat()
                .withMessageContaining("it looks odd");
        assertThat(configurations()).containsOnly(Optional.of(good));
        assertThat(store.live().map(live -> live.release().commit())).contains(good);
        assertThat(ledger.desired().orElseThrow().release().commit()).isEqualTo(good);
        gate.open();
        CommitId next = publish("three", "third");
        assertThat(configurations()).containsOnly(Optional.of(next));
    }

    @Test
    @DisplayName("are rolled back together")
    void rolledBack() {
        CommitId first = publish("one", "first");
        publish("two", "second");
        CommitId third = publish("three", "second");

        publisher.rollbackTo(first, "it is wrong");
        awaitLive(first);

        assertThat(configurations()).containsOnly(Optional.of(first));
        assertThat(store.servedBy(first).map(Release::commit)).contains(first);
        assertThat(ledger.quarantines())
                .singleElement()
                .satisfies(kept -> assertThat(kept.commit()).isEqualTo(third));
    }

    @Test
    @DisplayName("go back to content alone where the configuration before is the same")
    void rolledBackAlone() {
        CommitId first = publish("one", "same");
        publish("two", "same");
        List<String> before = edges.log();

        publisher.rollback("it is wrong");
        awaitLive(first);

        assertThat(edges.log()).isEqualTo(before);
        assertThat(store.servedBy(first).map(Release::commit)).contains(first);
    }

    @Test
    @DisplayName("are refused where an edge serves other content than that of the commit")
    void otherContent() {
        CommitId first = publish("one", "first");
        edges.serve(configuration -> Optional.of(first));
        push("two", "second");

        CdnException refused = catchThrowableOfType(CdnException.class, publisher::publish);

        assertThat(refused.code()).isEqualTo(ErrorCode.CONFIGURATION_REFUSED);
        assertThat(refused).hasMessageContaining("$cdn_content");
        assertThat(configurations()).containsOnly(Optional.of(first));
    }

    @Test
    @DisplayName("begin with what was released before without each other, and leave it alone until then")
    void begin() throws Exception {
        CommitId commit = push("one", "first");
        try (ContentRepository repository = site.open(home.resolve("before"))) {
            Leadership leadership = new Leadership(ledger, "before", CLOCK);
            new Publisher(ledger, repository, "here", leadership, revision -> {}, CLOCK, event -> {}).publish();
        }
        awaitLive(commit);
        CommitId before = new CommitId("b".repeat(40));
        edges.disturb("edge-1", Optional.of(before));
        line.edgesSaid(List.of(new EdgeProof(
                edges.observed().get(0).id(),
                edges.observed().get(0).address(),
                Optional.of(commit),
                Optional.of(before),
                CLOCK.instant(),
                "")));
        assertThat(ledger.desired().orElseThrow().configuration()).isEmpty();

        publisher.publish();

        assertThat(edges.log()).noneMatch(entry -> entry.endsWith("=none"));
        assertThat(configurations()).containsOnly(Optional.of(commit));
        assertThat(wantedConfiguration()).contains(commit);
    }

    @Test
    @DisplayName("are refused where the commit has no configuration")
    void missing() {
        CommitId first = publish("one", "first");
        source.edit(e -> e.file("site/index.html", "two").delete("nginx/server.d/site.conf"))
                .commit("forget");

        CdnException refused = catchThrowableOfType(CdnException.class, publisher::publish);

        assertThat(refused.code()).isEqualTo(ErrorCode.DIRECTORY_NOT_FOUND);
        assertThat(ledger.desired().orElseThrow().release().commit()).isEqualTo(first);
    }
}

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
import io.cdntopology.spi.ContentRepository;
import io.cdntopology.spi.CoordinationClient;
import io.cdntopology.store.ReleaseStore;
import io.cdntopology.sync.HostLoop;
import io.cdntopology.sync.Leadership;
import io.cdntopology.sync.Ledger;
import io.cdntopology.sync.Line;
import io.cdntopology.sync.Publication;
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
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("The line of a configuration")
class ConfigurationLineTest {
    private static final TopologyName NAME = new TopologyName("docs");
    private static final int EDGES = 5;

    private final InMemoryCoordination coordination = InMemoryCoordination.create();
    private final InMemoryContent source = InMemoryContent.create().withPollInterval(Duration.ofHours(1));
    private final List<CdnEvent> events = new CopyOnWriteArrayList<>();
    private final Resources resources = new Resources();
    private final FakeEdges edges = resources.add(new FakeEdges(EDGES));
    private Path directory;

    @BeforeEach
    void start(@TempDir Path home) {
        directory = home;
        CoordinationClient client = resources.add(coordination.connect());
        Ledger ledger = resources.add(Ledger.ofHost(client, NAME, Line.CONFIGURATION));
        ContentRepository repository = resources.add(source.open(home.resolve("host")));
        ReleaseStore store =
                resources.add(ReleaseStore.open(home.resolve("store"), Retention.DEFAULT, ContentLimits.DEFAULT));
        resources.add(
                new HostLoop(NAME, new HostId("host"), store, repository, ledger, InstantSource.system(), event -> {}));
        ledger.start();
    }

    @AfterEach
    void end() {
        resources.close();
    }

    private ConfigurationLine line(String by, UnaryOperator<ConfigurationRolloutBuilder> settings) {
        ConfigurationRollout rollout = settings.apply(
                        ConfigurationRollout.builder().watch(Duration.ZERO).patience(Duration.ofSeconds(1)))
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
                events::add));
        // It looks once by itself. Nothing that is pushed later is found but by a call then.
        await().until(ConfigurationLineTest::areAllIdle);
        return line;
    }

    /** Whether each that looks for what is new waits for its next turn. */
    private static boolean areAllIdle() {
        return Thread.getAllStackTraces().entrySet().stream()
                .filter(thread -> thread.getKey().getName().equals("cdn-docs-configuration-publisher"))
                .allMatch(thread -> thread.getKey().getState() == Thread.State.TIMED_WAITING
                        && Stream.of(thread.getValue())
                                .anyMatch(frame -> frame.getClassName().equals(WakeLoop.class.getName())));
    }

    private static Publisher publisher(ConfigurationLine line) {
        return line.publisher().orElseThrow();
    }

    private CommitId push(String text) {
        return source.edit(e -> e.file("nginx.conf", text)).commit(text);
    }

    private List<String> given(CommitId commit) {
        return edges.log().stream()
                .filter(entry -> entry.endsWith("=" + commit.abbreviated()))
                .map(entry -> entry.substring(0, entry.indexOf('=')))
                .toList();
    }

    private List<Optional<CommitId>> configurations() {
        return edges.observed().stream()
                .map(edge -> edges.configuration(edge.id().value()))
                .toList();
    }

    private List<EdgeProof> proofs() {
        return edges.observed().stream().map(this::proof).toList();
    }

    private EdgeProof proof(ObservedEdge edge) {
        return new EdgeProof(
                edge.id(),
                edge.address(),
                Optional.of(new CommitId("0".repeat(40))),
                edges.configuration(edge.id().value()),
                Instant.EPOCH,
                "");
    }

    @Test
    @DisplayName("tries a commit, then gives it to the canaries, then to the others in batches")
    void rollsOut() {
        ConfigurationLine line = line("a", rollout -> rollout.canaries(2).batch(2));
        CommitId commit = push("one");

        Publication publication = publisher(line).publish();

        assertThat(publication.release().commit()).isEqualTo(commit);
        List<String> order = given(commit);
        assertThat(order.get(0)).isEqualTo(FakeEdges.TRIAL);
        assertThat(order.subList(1, 3)).containsExactlyInAnyOrder("edge-1", "edge-2");
        assertThat(order.subList(3, 5)).containsExactlyInAnyOrder("edge-3", "edge-4");
        assertThat(order.subList(5, 6)).containsExactly("edge-5");
        assertThat(configurations()).containsOnly(Optional.of(commit));
        assertThat(line.desired().orElseThrow().release().commit()).isEqualTo(commit);
    }

    @Test
    @DisplayName("leaves edges alone when a trial fails, and keeps the commit out")
    void trialFails() {
        ConfigurationLine line = line("a", rollout -> rollout);
        CommitId good = push("one");
        publisher(line).publish();
        edges.refuse(FakeEdges.TRIAL::equals);
        CommitId bad = push("two");

        CdnException refused = catchThrowableOfType(CdnException.class, publisher(line)::publish);

        assertThat(refused.code()).isEqualTo(ErrorCode.CONFIGURATION_REFUSED);
        assertThat(given(bad)).containsExactly(FakeEdges.TRIAL);
        assertThat(configurations()).containsOnly(Optional.of(good));
        assertThat(line.quarantines()).singleElement().satisfies(kept -> {
            assertThat(kept.commit()).isEqualTo(bad);
            assertThat(kept.reason()).contains("it refuses");
        });
        CdnException again = catchThrowableOfType(CdnException.class, publisher(line)::publish);
        assertThat(again.code()).isEqualTo(ErrorCode.COMMIT_QUARANTINED);
    }

    @Test
    @DisplayName("takes a commit back from the edges that have it when one fails with it")
    void isUndone() {
        ConfigurationLine line = line("a", rollout -> rollout.canaries(1).batch(2));
        CommitId good = push("one");
        publisher(line).publish();
        edges.alarm("edge-3"::equals);
        CommitId bad = push("two");

        CdnException refused = catchThrowableOfType(CdnException.class, publisher(line)::publish);

        assertThat(refused.code()).isEqualTo(ErrorCode.CONFIGURATION_REFUSED);
        assertThat(refused).hasMessageContaining("edge-3").hasMessageContaining("something is bad");
        assertThat(given(bad))
                .containsExactlyInAnyOrder(FakeEdges.TRIAL, "edge-1", "edge-2", "edge-3")
                .doesNotContain("edge-4", "edge-5");
        assertThat(configurations()).containsOnly(Optional.of(good));
        assertThat(line.desired().orElseThrow().release().commit()).isEqualTo(good);
        assertThat(events)
                .anySatisfy(event -> assertThat(event)
                        .isInstanceOfSatisfying(
                                CdnEvent.ConfigurationUndone.class,
                                undone -> assertThat(undone.edges()).hasSize(3)));
    }

    @Test
    @DisplayName("takes the first commit back to what edges start with")
    void firstIsUndone() {
        ConfigurationLine line = line("a", rollout -> rollout);
        edges.alarm("edge-1"::equals);
        push("one");

        assertThat(catchThrowableOfType(CdnException.class, publisher(line)::publish))
                .isNotNull();

        assertThat(configurations()).containsOnly(Optional.<CommitId>empty());
        assertThat(line.desired()).isEmpty();
    }

    @Test
    @DisplayName("asks the gates of the user where it is tried, and of each edge")
    void asksGates() {
        List<URI> asked = new CopyOnWriteArrayList<>();
        URI last = edges.observed().get(EDGES - 1).address();
        AtomicReference<Boolean> holds = new AtomicReference<>(true);
        ConfigurationLine line = line(
                "a",
                rollout -> rollout.gate(address -> {
                    asked.add(address);
                    return holds.get() || !address.equals(last);
                }));
        CommitId good = push("one");
        publisher(line).publish();
        assertThat(asked)
                .containsAll(
                        edges.observed().stream().map(ObservedEdge::address).toList());
        holds.set(false);
        push("two");

        CdnException refused = catchThrowableOfType(CdnException.class, publisher(line)::publish);

        assertThat(refused).hasMessageContaining("gate 1").hasMessageContaining("edge-5");
        assertThat(configurations()).containsOnly(Optional.of(good));
    }

    @Test
    @DisplayName("tells warnings, and refuses for them where it is told to")
    void warns() {
        edges.warn(List.of("conf.d/site.conf:1: conflicting server name"));
        ConfigurationLine telling = line("a", rollout -> rollout);
        CommitId commit = push("one");

        publisher(telling).publish();

        assertThat(events)
                .contains(new CdnEvent.ConfigurationWarned(
                        commit, List.of("conf.d/site.conf:1: conflicting server name")));
        ConfigurationLine refusing = line("b", ConfigurationRolloutBuilder::refuseWarnings);
        push("two");
        CdnException refused = catchThrowableOfType(CdnException.class, publisher(refusing)::publish);
        assertThat(refused.code()).isEqualTo(ErrorCode.CONFIGURATION_REFUSED);
        assertThat(refused).hasMessageContaining("conflicting server name");
        assertThat(configurations()).containsOnly(Optional.of(commit));
    }

    @Test
    @DisplayName("rolls out the newest of a burst of commits only")
    void coalesces() {
        ConfigurationLine line = line("a", rollout -> rollout);
        CommitId first = push("one");
        CommitId second = push("two");
        CommitId third = push("three");

        publisher(line).publish();

        assertThat(given(first)).isEmpty();
        assertThat(given(second)).isEmpty();
        assertThat(given(third)).hasSize(1 + EDGES);
        assertThat(publisher(line).publish().change()).isEqualTo(Publication.Change.NONE);
        assertThat(given(third)).hasSize(1 + EDGES);
    }

    @Test
    @DisplayName("rolls back to the configuration before, which is tried and rolled out as any other")
    void rollsBack() {
        ConfigurationLine line = line("a", rollout -> rollout);
        CommitId first = push("one");
        publisher(line).publish();
        CommitId second = push("two");
        publisher(line).publish();

        Publication back = publisher(line).rollback("it is wrong");

        assertThat(back.release().commit()).isEqualTo(first);
        assertThat(configurations()).containsOnly(Optional.of(first));
        assertThat(given(first)).hasSize(2 * (1 + EDGES));
        assertThat(line.quarantines())
                .singleElement()
                .satisfies(kept -> assertThat(kept.commit()).isEqualTo(second));
    }

    @Test
    @DisplayName("brings an edge to the wanted configuration that serves by another one")
    void repairs() {
        ConfigurationLine line = line("a", rollout -> rollout);
        CommitId commit = push("one");
        publisher(line).publish();
        edges.disturb("edge-4", Optional.empty());

        line.edgesSaid(proofs());

        await().untilAsserted(() -> assertThat(configurations()).containsOnly(Optional.of(commit)));
        assertThat(given(commit)).filteredOn("edge-4"::equals).hasSize(2);
        assertThat(given(commit)).filteredOn("edge-3"::equals).hasSize(1);
    }

    @Test
    @DisplayName("leaves an edge alone that said something else before the last rollout")
    void hearsOldNews() {
        ConfigurationLine line = line("a", rollout -> rollout);
        push("one");
        publisher(line).publish();
        List<EdgeProof> old = proofs();
        CommitId commit = push("two");
        publisher(line).publish();

        line.edgesSaid(old);
        edges.disturb("edge-5", Optional.empty());
        line.edgesSaid(proofs());

        await().untilAsserted(() -> assertThat(edges.configuration("edge-5")).contains(commit));
        assertThat(given(commit)).hasSize(1 + EDGES + 1);
    }

    @Test
    @DisplayName("does not touch edges while another process leads")
    void leavesItToTheLeader() {
        ConfigurationLine first = line("a", rollout -> rollout);
        CommitId commit = push("one");
        publisher(first).publish();
        ConfigurationLine second = line("b", rollout -> rollout);
        push("two");
        publisher(second).publish();
        int before = edges.log().size();
        edges.disturb("edge-1", Optional.of(commit));

        await().until(() -> first.desired().equals(second.desired()));
        first.edgesSaid(proofs());
        second.edgesSaid(proofs());

        await().untilAsserted(() -> assertThat(configurations())
                .containsOnly(second.desired().map(wanted -> wanted.release().commit())));
        assertThat(edges.log()).hasSize(before + 1);
    }

    @Test
    @DisplayName("refuses a file under the name that is kept for what this library gives")
    void keepsItsName() {
        ConfigurationLine line = line("a", rollout -> rollout);
        source.edit(e -> e.file("cdn/edge.conf", "")).commit("take the name");

        CdnException refused = catchThrowableOfType(CdnException.class, publisher(line)::publish);

        assertThat(refused.code()).isEqualTo(ErrorCode.CONFIGURATION_REFUSED);
        assertThat(refused).hasMessageContaining("cdn: ");
        assertThat(edges.log()).isEmpty();
    }
}

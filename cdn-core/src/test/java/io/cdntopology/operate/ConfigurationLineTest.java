package io.cdntopology.operate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import io.cdntopology.event.CdnEvent;
import io.cdntopology.failure.CdnException;
import io.cdntopology.failure.ErrorCode;
import io.cdntopology.observed.ObservedEdge;
import io.cdntopology.release.CommitId;
import io.cdntopology.sync.Publication;
import io.cdntopology.topology.ConfigurationRolloutBuilder;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The line of a configuration")
class ConfigurationLineTest extends ConfigurationLineFixture {
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
    @DisplayName("rolls back while a host still has the configuration before live, and waits for it to have it ready")
    void rollsBackAtOnce() throws Exception {
        ConfigurationLine line = line("a", rollout -> rollout);
        CommitId first = push("one");
        publisher(line).publish();
        CountDownLatch flipped = new CountDownLatch(1);
        CompletableFuture<Void> mayReport = new CompletableFuture<>();
        hostListener = event -> {
            if (event instanceof CdnEvent.Activated activated
                    && !activated.release().commit().equals(first)) {
                flipped.countDown();
                mayReport.join();
            }
        };
        push("two");
        publisher(line).publish();
        flipped.await();
        CompletableFuture<Publication> back = inBackground(() -> publisher(line).rollback("it is wrong"));
        await().until(() -> threads(BACKGROUND).anyMatch(thread -> waitsIn(thread, Staging.class, "await")));
        assertThat(given(first)).hasSize(1 + EDGES);

        mayReport.complete(null);

        assertThat(back.get().release().commit()).isEqualTo(first);
        assertThat(given(first)).hasSize(2 * (1 + EDGES));
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

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
import io.cdntopology.sync.Publisher;
import io.cdntopology.sync.Quarantine;
import io.cdntopology.topology.EdgeId;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@DisplayName("A rollout that is aborted")
@Timeout(60)
class RolloutAbortTest extends ConfigurationLineFixture {
    private static final Duration LONG = Duration.ofHours(1);

    private final HeldGate gate = new HeldGate();

    private Publisher publisher() {
        return publisher(line("a", rollout -> rollout.gate(gate)));
    }

    private CommitId publish(Publisher publisher, String text) {
        CommitId commit = push(text);
        publisher.publish();
        return commit;
    }

    private URI address(String edge) {
        return edges.observed().stream()
                .filter(observed -> observed.id().equals(new EdgeId(edge)))
                .map(ObservedEdge::address)
                .findFirst()
                .orElseThrow();
    }

    private CompletableFuture<Publication> startHeldAt(Publisher publisher, String edge) throws InterruptedException {
        gate.holdAt(address(edge));
        CompletableFuture<Publication> rollout = inBackground(publisher::publish);
        gate.awaitReached(rollout);
        return rollout;
    }

    private static CdnException failure(CompletableFuture<Publication> call) {
        ExecutionException failed = catchThrowableOfType(ExecutionException.class, call::get);
        return (CdnException) failed.getCause();
    }

    private static void assertAborted(CompletableFuture<Publication> rollout) {
        CdnException failure = failure(rollout);
        assertThat(failure.code()).isEqualTo(ErrorCode.ROLLOUT_ABORTED);
        assertThat(failure).hasMessageContaining("it was aborted by a: it looks odd");
    }

    private void assertKeptOut(CommitId bad, Optional<Quarantine> told, ConfigurationLine line) {
        assertThat(line.quarantines()).singleElement().satisfies(kept -> {
            assertThat(kept.commit()).isEqualTo(bad);
            assertThat(kept.reason()).isEqualTo("it looks odd");
            assertThat(told).contains(kept);
        });
    }

    @Test
    @DisplayName("has the edges that have the commit served by the one before, keeps it out, and lets the next one in")
    void atAnEdge() throws Exception {
        ConfigurationLine line =
                line("a", rollout -> rollout.gate(gate).canaries(2).batch(2));
        CommitId good = publish(publisher(line), "one");
        CommitId bad = push("two");
        CompletableFuture<Publication> rollout = startHeldAt(publisher(line), "edge-3");

        Optional<Quarantine> aborted = publisher(line).abort("it looks odd");

        assertThat(configurations()).containsOnly(Optional.of(good));
        assertKeptOut(bad, aborted, line);
        assertAborted(rollout);
        assertThat(given(bad)).contains("edge-1", "edge-2", "edge-3").doesNotContain("edge-5");
        assertThat(events)
                .filteredOn(CdnEvent.ConfigurationUndone.class::isInstance)
                .singleElement()
                .satisfies(event -> {
                    CdnEvent.ConfigurationUndone undone = (CdnEvent.ConfigurationUndone) event;
                    assertThat(undone.edges()).contains(new EdgeId("edge-1"), new EdgeId("edge-3"));
                    assertThat(undone.reason().code()).isEqualTo(ErrorCode.ROLLOUT_ABORTED);
                });
        assertThat(catchThrowableOfType(CdnException.class, publisher(line)::publish)
                        .code())
                .isEqualTo(ErrorCode.COMMIT_QUARANTINED);
        gate.open();
        CommitId next = publish(publisher(line), "three");
        assertThat(configurations()).containsOnly(Optional.of(next));
    }

    @Test
    @DisplayName("does not wait until it was watched long enough, and touches no edge where it was only tried")
    void whileItIsWatched() throws Exception {
        ConfigurationLine line = line("a", rollout -> rollout);
        CommitId good = publish(publisher(line), "one");
        ConfigurationLine watching = line("b", LONG, rollout -> rollout);
        CommitId bad = push("two");
        CompletableFuture<Publication> rollout = inBackground(publisher(watching)::publish);
        await().until(() -> given(bad), List.of(FakeEdges.TRIAL)::equals);

        Optional<Quarantine> aborted = publisher(watching).abort("it looks odd");

        assertKeptOut(bad, aborted, watching);
        assertThat(failure(rollout).code()).isEqualTo(ErrorCode.ROLLOUT_ABORTED);
        assertThat(given(bad)).containsExactly(FakeEdges.TRIAL);
        assertThat(configurations()).containsOnly(Optional.of(good));
        assertThat(events).noneMatch(CdnEvent.ConfigurationUndone.class::isInstance);
    }

    @Test
    @DisplayName("does not wait for an answer, and takes back what the canary had")
    void whileAnEdgeIsAsked() throws Exception {
        Publisher publisher = publisher(line("a", rollout -> rollout.answerWithin(LONG)));
        CommitId good = publish(publisher, "one");
        CommitId bad = push("two");
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch end = new CountDownLatch(1);
        AutoCloseable unused = resources.add(end::countDown);
        edges.serve(configuration -> {
            if (edges.configuration("edge-1").equals(Optional.of(bad))) {
                asked.countDown();
                awaitQuietly(end);
            }
            return Optional.of(new CommitId("0".repeat(40)));
        });
        CompletableFuture<Publication> rollout = inBackground(publisher::publish);
        asked.await();

        assertThat(publisher.abort("it looks odd")).isPresent();

        assertAborted(rollout);
        assertThat(configurations()).containsOnly(Optional.of(good));
        assertThat(given(bad)).containsExactly(FakeEdges.TRIAL, "edge-1");
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    @DisplayName("does not wait for hosts")
    void whileItIsStaged() {
        Publisher publisher = publisher();
        CommitId good = publish(publisher, "one");
        host.close();
        CommitId bad = push("two");
        CompletableFuture<Publication> rollout = inBackground(publisher::publish);

        await().until(() -> publisher.abort("it looks odd").isPresent());

        assertAborted(rollout);
        assertThat(given(bad)).isEmpty();
        assertThat(configurations()).containsOnly(Optional.of(good));
    }

    @Test
    @DisplayName("is undone when the last edge has it and nothing is decided yet")
    void afterTheLastEdge() throws Exception {
        ConfigurationLine line = line("a", rollout -> rollout.batch(1));
        CommitId good = publish(publisher(line), "one");
        CommitId bad = push("two");
        AtomicReference<CompletableFuture<Optional<Quarantine>>> abort = new AtomicReference<>();
        listener = event -> {
            if (event.equals(new CdnEvent.EdgeConfigured(new EdgeId("edge-5"), bad))) {
                abort.set(inBackground(() -> publisher(line).abort("it looks odd")));
                await().until(() -> !line.quarantines().isEmpty());
            }
        };

        CdnException refused = catchThrowableOfType(CdnException.class, publisher(line)::publish);

        assertThat(refused.code()).isEqualTo(ErrorCode.COMMIT_QUARANTINED);
        assertKeptOut(bad, abort.get().get(), line);
        assertThat(configurations()).containsOnly(Optional.of(good));
        assertThat(line.desired().orElseThrow().release().commit()).isEqualTo(good);
    }

    @Test
    @DisplayName("is none when it was decided, or when there is none")
    void nothingToAbort() {
        ConfigurationLine line = line("a", rollout -> rollout);
        assertThat(publisher(line).abort("it looks odd")).isEmpty();
        CommitId commit = push("one");
        AtomicReference<Optional<Quarantine>> late = new AtomicReference<>();
        listener = event -> {
            if (event instanceof CdnEvent.OfConfiguration) {
                late.set(publisher(line).abort("it looks odd"));
            }
        };

        publisher(line).publish();

        assertThat(late.get()).isEmpty();
        assertThat(publisher(line).abort("it looks odd")).isEmpty();
        assertThat(configurations()).containsOnly(Optional.of(commit));
        assertThat(line.quarantines()).isEmpty();
    }

    @Test
    @DisplayName("is aborted once by calls at the same time, which return the same")
    void twiceAtOnce() throws Exception {
        Publisher publisher = publisher();
        publish(publisher, "one");
        push("two");
        CompletableFuture<Publication> rollout = startHeldAt(publisher, "edge-1");

        CompletableFuture<Optional<Quarantine>> first = inBackground(() -> publisher.abort("it looks odd"));
        CompletableFuture<Optional<Quarantine>> second = inBackground(() -> publisher.abort("it looks odd"));

        List<Optional<Quarantine>> told = List.of(first.get(), second.get());
        assertThat(told).anyMatch(Optional::isPresent);
        assertThat(told.stream().flatMap(Optional::stream).collect(Collectors.toSet()))
                .hasSize(1);
        assertAborted(rollout);
    }

    @Test
    @DisplayName("may be so by a gate")
    void byAGate() {
        AtomicReference<Publisher> publisher = new AtomicReference<>();
        URI last = address("edge-5");
        ConfigurationLine line = line(
                "a",
                rollout -> rollout.gate(address -> {
                    if (address.equals(last)) {
                        var unused = publisher.get().abort("it looks odd");
                    }
                    return true;
                }));
        publisher.set(publisher(line));
        CommitId bad = push("one");

        CdnException aborted = catchThrowableOfType(CdnException.class, publisher(line)::publish);

        assertThat(aborted.code()).isEqualTo(ErrorCode.ROLLOUT_ABORTED);
        assertThat(configurations()).containsOnly(Optional.<CommitId>empty());
        assertThat(line.quarantines()).extracting(Quarantine::commit).containsExactly(bad);
    }

    @Test
    @DisplayName("ends by a rollback, which leaves the wanted one then")
    void byARollback() throws Exception {
        ConfigurationLine line = line("a", rollout -> rollout.gate(gate));
        publish(publisher(line), "one");
        CommitId good = publish(publisher(line), "two");
        CommitId bad = push("three");
        CompletableFuture<Publication> rollout = startHeldAt(publisher(line), "edge-2");

        Publication back = publisher(line).rollback("it looks odd");

        assertThat(back.release().commit()).isEqualTo(good);
        assertThat(back.change()).isEqualTo(Publication.Change.NONE);
        assertAborted(rollout);
        assertThat(configurations()).containsOnly(Optional.of(good));
        assertThat(line.quarantines()).extracting(Quarantine::commit).containsExactly(bad);
    }

    @Test
    @DisplayName("ends by a rollback to another commit, which goes there")
    void byARollbackTo() throws Exception {
        ConfigurationLine line = line("a", rollout -> rollout.gate(gate));
        CommitId first = publish(publisher(line), "one");
        CommitId second = publish(publisher(line), "two");
        CommitId third = push("three");
        CompletableFuture<Publication> rollout = startHeldAt(publisher(line), "edge-2");
        gate.holdAt(address -> false);

        publisher(line).rollbackTo(first, "it looks odd");

        assertAborted(rollout);
        assertThat(configurations()).containsOnly(Optional.of(first));
        assertThat(line.quarantines()).extracting(Quarantine::commit).containsExactlyInAnyOrder(second, third);
    }

    @Test
    @DisplayName("is not one that goes back already when a rollback is called: they take turns")
    void rollbacksTakeTurns() throws Exception {
        Publisher publisher = publisher();
        CommitId first = publish(publisher, "one");
        CommitId second = publish(publisher, "two");
        publish(publisher, "three");
        gate.holdAt(address("edge-1"));
        CompletableFuture<Publication> once = inBackground(() -> publisher.rollback("three is bad"));
        gate.awaitReached(once);
        AtomicReference<Thread> other = new AtomicReference<>(Thread.currentThread());
        CompletableFuture<Publication> twice = inBackground(() -> {
            other.set(Thread.currentThread());
            return publisher.rollback("two is bad");
        });
        await().until(() -> other.get().getState(), Thread.State.BLOCKED::equals);

        gate.open();

        assertThat(once.get().release().commit()).isEqualTo(second);
        assertThat(twice.get().release().commit()).isEqualTo(first);
        assertThat(configurations()).containsOnly(Optional.of(first));
    }

    @Test
    @DisplayName("may be one that goes back: the wanted one stays, and where it went to is kept out")
    void ofARollback() throws Exception {
        ConfigurationLine line = line("a", rollout -> rollout.gate(gate));
        CommitId first = publish(publisher(line), "one");
        CommitId second = publish(publisher(line), "two");
        gate.holdAt(address("edge-1"));
        CompletableFuture<Publication> back = inBackground(() -> publisher(line).rollback("two is bad"));
        gate.awaitReached(back);

        Optional<Quarantine> aborted = publisher(line).abort("it looks odd");

        assertAborted(back);
        assertKeptOut(first, aborted, line);
        assertThat(configurations()).containsOnly(Optional.of(second));
    }

    @Test
    @DisplayName("ends where another process does it, which leads from then on")
    void byAnotherProcess() throws Exception {
        ConfigurationLine leading = line("b", rollout -> rollout.gate(gate));
        CommitId good = publish(publisher(leading), "one");
        ConfigurationLine other = line("a", rollout -> rollout);
        assertThat(publisher(other).abort("it looks odd")).isEmpty();
        CommitId bad = push("two");
        CompletableFuture<Publication> rollout = startHeldAt(publisher(leading), "edge-3");

        Optional<Quarantine> aborted = publisher(other).abort("it looks odd");

        assertKeptOut(bad, aborted, other);
        assertAborted(rollout);
        assertThat(configurations()).containsOnly(Optional.of(good));
        CommitId next = publish(publisher(other), "three");
        assertThat(configurations()).containsOnly(Optional.of(next));
    }

    @Test
    @DisplayName("leaves edges as they are and ends at once when the network is closed")
    void whenItIsClosed() throws Exception {
        ConfigurationLine line = line("a", rollout -> rollout.gate(gate));
        CommitId good = publish(publisher(line), "one");
        CommitId bad = push("two");
        CompletableFuture<Publication> rollout = startHeldAt(publisher(line), "edge-1");
        long start = System.nanoTime();

        line.close();

        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(4));
        assertThat(failure(rollout).code()).isEqualTo(ErrorCode.CLOSED);
        assertThat(edges.configuration("edge-1")).contains(bad);
        assertThat(edges.configuration("edge-2")).contains(good);
        assertThat(line.quarantines()).isEmpty();
    }
}

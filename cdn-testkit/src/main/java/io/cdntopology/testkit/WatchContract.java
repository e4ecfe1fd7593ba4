package io.cdntopology.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.cdntopology.failure.ErrorCode;
import io.cdntopology.spi.Change;
import io.cdntopology.spi.CoordinationClient;
import io.cdntopology.spi.Entry;
import io.cdntopology.spi.Transaction;
import io.cdntopology.spi.Watch;
import io.cdntopology.spi.Write;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What {@link CoordinationClient#watch} promises. */
abstract class WatchContract extends CoordinationContract {
    private final List<WatchRecorder> recorders = new ArrayList<>();

    WatchContract(CoordinationContractTest suite) {
        super(suite);
    }

    @AfterEach
    void everyWatchWasOrderly() {
        recorders.forEach(WatchRecorder::assertOrderly);
    }

    private WatchRecorder recorder() {
        WatchRecorder recorder = new WatchRecorder();
        recorders.add(recorder);
        return recorder;
    }

    private WatchRecorder watching(long fromRevision) {
        WatchRecorder recorder = recorder();
        client.watch(prefix, fromRevision, recorder);
        return recorder;
    }

    /** Waits until a watch that begins now has told a change that is made now: others had their chance by then. */
    private void letWatchesCatchUp() {
        WatchRecorder marker = watching(nextRevision());
        write(put("marker", "x"));
        marker.awaitChanges(1);
    }

    @Test
    void tellsWhatWasCreatedWrittenAndDeletedInThatOrder() {
        WatchRecorder recorder = watching(nextRevision());
        long created = write(put("a", "one"));
        long changed = write(put("a", "two"));
        long deleted = write(new Write.Delete(key("a")));

        assertThat(recorder.awaitChanges(3))
                .containsExactly(
                        new Change.Put(new Entry(key("a"), "one", created, created)),
                        new Change.Put(new Entry(key("a"), "two", created, changed)),
                        new Change.Deleted(key("a"), deleted));
    }

    @Test
    void tellsThePastFromItsFirstRevisionOn() {
        write(put("a", "before"));
        long first = write(put("a", "one"));
        long second = write(put("b", "two"));

        WatchRecorder recorder = watching(first);

        assertThat(recorder.awaitChanges(2).stream().map(Change::revision)).containsExactly(first, second);
    }

    @Test
    void tellsNothingFromBeforeItsFirstRevision() {
        WatchRecorder recorder = watching(nextRevision() + 1);
        write(put("a", "too early"));
        long second = write(put("b", "told"));

        assertThat(recorder.awaitChanges(1).stream().map(Change::revision)).containsExactly(second);
    }

    @Test
    void tellsOnlyWhatIsBelowItsPrefix() {
        WatchRecorder recorder = recorder();
        client.watch(key("a/"), nextRevision(), recorder);
        write(put("a", "outside"), put("a/1", "inside"), put("b", "outside"));
        write(put("b", "outside"));
        write(put("a/2", "inside"));

        assertThat(recorder.awaitChanges(2).stream().map(Change::key)).containsExactly(key("a/1"), key("a/2"));
    }

    @Test
    void tellsATransactionInOneCall() {
        WatchRecorder recorder = watching(nextRevision());
        write(put("a", "one"), put("b", "one"), put("c", "one"));
        recorder.awaitChanges(3);

        assertThat(recorder.calls()).hasSize(1);
        assertThat(recorder.changes().stream().map(Change::key))
                .containsExactlyInAnyOrder(key("a"), key("b"), key("c"));
    }

    @Test
    void tellsNothingIfATransactionChangesNothing() {
        WatchRecorder recorder = watching(nextRevision());
        write(new Write.Delete(key("never")));
        write(put("a", "one"));

        assertThat(recorder.awaitChanges(1).stream().map(Change::key)).containsExactly(key("a"));
    }

    @Test
    void missesNothingAndRepeatsNothingWhileManyWrite() throws InterruptedException {
        int writers = 4;
        int writes = 50;
        long start = nextRevision();
        WatchRecorder early = watching(start);
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < writers; i++) {
            String name = "writer" + i;
            CoordinationClient writer = i % 2 == 0 ? client : connect();
            threads.add(new Thread(() -> writeMany(writer, name, writes)));
        }
        threads.forEach(Thread::start);
        WatchRecorder midway = watching(start);
        for (Thread thread : threads) {
            thread.join();
        }

        List<Change> all = early.awaitChanges(writers * writes);
        assertThat(all).hasSize(writers * writes).doesNotHaveDuplicates();
        assertThat(midway.awaitChanges(writers * writes)).isEqualTo(all);
        assertThat(watching(start).awaitChanges(writers * writes)).isEqualTo(all);
    }

    private void writeMany(CoordinationClient writer, String name, int count) {
        for (int i = 0; i < count; i++) {
            writer.commit(new Transaction(List.of(), List.of(put(name, "value " + i))));
        }
    }

    @Test
    void aClosedWatchIsSilent() {
        WatchRecorder recorder = recorder();
        Watch watch = client.watch(prefix, nextRevision(), recorder);
        watch.close();
        watch.close();
        letWatchesCatchUp();

        assertThat(recorder.calls()).isEmpty();
        assertThat(recorder.losses()).isEmpty();
    }

    @Test
    void aWatchMayBeClosedFromItsListener() {
        CompletableFuture<Watch> watch = new CompletableFuture<>();
        WatchRecorder recorder = new WatchRecorder() {
            @Override
            public void onChanges(long revision, List<Change> changes) {
                super.onChanges(revision, changes);
                watch.join().close();
            }
        };
        watch.complete(client.watch(prefix, nextRevision(), recorder));
        write(put("a", "one"));
        recorder.awaitChanges(1);
        letWatchesCatchUp();

        assertThat(recorder.calls()).hasSize(1);
        assertThat(recorder.losses()).isEmpty();
    }

    @Test
    void aListenerThatThrowsLosesItsWatchAndNoOther() {
        WatchRecorder failing = new WatchRecorder() {
            @Override
            public void onChanges(long revision, List<Change> changes) {
                super.onChanges(revision, changes);
                throw new IllegalStateException("a mistake in a listener");
            }
        };
        client.watch(prefix, nextRevision(), failing);
        WatchRecorder healthy = watching(nextRevision());
        write(put("a", "one"));

        assertThat(failing.awaitLoss()).hasRootCauseMessage("a mistake in a listener");
        write(put("a", "two"));
        healthy.awaitChanges(2);
        letWatchesCatchUp();
        assertThat(failing.calls()).hasSize(1);
        assertThat(failing.losses()).hasSize(1);
    }

    @Test
    void aSlowListenerHoldsUpNeitherWritersNorOtherClients() {
        CountDownLatch go = new CountDownLatch(1);
        WatchRecorder slow = new WatchRecorder() {
            @Override
            public void onChanges(long revision, List<Change> changes) {
                awaitLatch(go);
                super.onChanges(revision, changes);
            }
        };
        recorders.add(slow);
        client.watch(prefix, nextRevision(), slow);
        WatchRecorder quick = recorder();
        Watch other = connect().watch(prefix, nextRevision(), quick);
        for (int i = 0; i < 20; i++) {
            write(put("a", "value " + i));
        }

        assertThat(quick.awaitChanges(20)).hasSize(20);
        go.countDown();
        assertThat(slow.awaitChanges(20)).isEqualTo(quick.changes());
        other.close();
    }

    @Test
    void aRevisionBelowOneIsRefused() {
        assertFails(ErrorCode.INVALID_ARGUMENT, () -> client.watch(prefix, 0, recorder()));
    }

    @Test
    void aWatchFromBeforeTheCompactionIsLost() {
        assumeTrue(suite.canCompact(), "the fixture cannot compact");
        long first = write(put("a", "one"));
        long second = write(put("a", "two"));
        fixture.compact(second);

        WatchRecorder recorder = watching(first);

        assertThat(recorder.awaitLoss().code()).isEqualTo(ErrorCode.CONFLICT);
        assertThat(recorder.calls()).isEmpty();
        assertThat(watching(second + 1).losses()).isEmpty();
    }

    @Test
    void aWatchThatIsLostToACompactionSaysWhereAnotherMayBegin() {
        assumeTrue(suite.canCompact(), "the fixture cannot compact");
        long first = write(put("a", "one"));
        long second = write(put("a", "two"));
        long third = write(put("a", "three"));
        fixture.compact(second);
        WatchRecorder lost = watching(first);
        lost.awaitLoss();

        WatchRecorder next = watching(lost.oldest());

        assertThat(lost.oldest()).isBetween(first + 1, second);
        assertThat(next.awaitChanges(2).stream().map(Change::revision)).containsExactly(second, third);
    }

    @Test
    void aWatchThatHasToldEverythingSurvivesACompaction() {
        assumeTrue(suite.canCompact(), "the fixture cannot compact");
        WatchRecorder recorder = watching(nextRevision());
        write(put("a", "one"));
        recorder.awaitChanges(1);
        long last = write(put("a", "two"));
        recorder.awaitChanges(2);
        fixture.compact(last);
        write(put("a", "three"));

        assertThat(recorder.awaitChanges(3)).hasSize(3);
        assertThat(recorder.losses()).isEmpty();
    }

    @Test
    void aBrokenConnectionLosesTheWatchForGood() {
        assumeTrue(suite.canCut(), "the fixture cannot cut connections");
        WatchRecorder recorder = watching(nextRevision());
        write(put("a", "one"));
        recorder.awaitChanges(1);
        fixture.cut();
        assertThat(recorder.awaitLoss().code()).isEqualTo(ErrorCode.COORDINATION_UNAVAILABLE);
        restoreAndAwait();
        letWatchesCatchUp();

        assertThat(recorder.changes()).hasSize(1);
        assertThat(recorder.losses()).hasSize(1);
    }

    @Test
    void closingTheClientEndsItsWatchesSilently() {
        CoordinationClient other = connect();
        WatchRecorder recorder = recorder();
        Watch watch = other.watch(prefix, nextRevision(), recorder);
        other.close();
        letWatchesCatchUp();

        assertThat(recorder.calls()).isEmpty();
        assertThat(recorder.losses()).isEmpty();
        watch.close();
    }

    private static void awaitLatch(CountDownLatch latch) {
        try {
            assertThat(latch.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}

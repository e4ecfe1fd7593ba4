package io.cdntopology.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.cdntopology.failure.CdnException;
import io.cdntopology.failure.ErrorCode;
import io.cdntopology.spi.Change;
import io.cdntopology.spi.CommitResult;
import io.cdntopology.spi.Condition;
import io.cdntopology.spi.CoordinationClient;
import io.cdntopology.spi.Key;
import io.cdntopology.spi.Transaction;
import io.cdntopology.spi.Watch;
import io.cdntopology.spi.WatchListener;
import io.cdntopology.spi.Write;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class InMemoryCoordinationTest {
    private static final Key A = new Key("/a");

    private final InMemoryCoordination coordination = InMemoryCoordination.create();
    private final CoordinationClient client = coordination.connect();

    @AfterEach
    void closeClient() {
        client.close();
    }

    private CommitResult put(Key key, String value) {
        return client.commit(new Transaction(List.of(), List.of(new Write.Put(key, value))));
    }

    private static class Heard implements WatchListener {
        final List<Change> changes = new CopyOnWriteArrayList<>();
        final CompletableFuture<CdnException> lost = new CompletableFuture<>();

        @Override
        public void onChanges(long revision, List<Change> more) {
            changes.addAll(more);
        }

        @Override
        public void onLost(CdnException reason) {
            lost.complete(reason);
        }
    }

    /** Hears its first change, and returns from that when it may. */
    private static final class Slow extends Heard {
        final CountDownLatch isCalled = new CountDownLatch(1);
        final CountDownLatch mayReturn = new CountDownLatch(1);

        @Override
        public void onChanges(long revision, List<Change> more) {
            super.onChanges(revision, more);
            isCalled.countDown();
            try {
                mayReturn.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    @Test
    void theExampleOfItsDocumentation() {
        InMemoryCoordination example = InMemoryCoordination.create();
        try (CoordinationClient greeter = example.connect()) {
            greeter.commit(new Transaction(List.of(), List.of(new Write.Put(new Key("/greeting"), "hello"))));
            assertThat(greeter.read(new Key("/greeting")).entries()).hasSize(1);
        }
    }

    @Test
    void storesAreApart() {
        put(A, "one");

        try (CoordinationClient other = InMemoryCoordination.create().connect()) {
            assertThat(other.read(A).entries()).isEmpty();
        }
    }

    @Test
    void revisionsCountTransactionsThatChangeSomething() {
        assertThat(client.read(A).revision()).isEqualTo(1);
        assertThat(put(A, "one")).isEqualTo(new CommitResult.Committed(2));
        Write nothing = new Write.Delete(new Key("/never"));
        assertThat(client.commit(new Transaction(List.of(), List.of(nothing))))
                .isEqualTo(new CommitResult.Committed(2));
        assertThat(client.commit(new Transaction(List.of(new Condition.Absent(A)), List.of(nothing))))
                .isEqualTo(new CommitResult.Conflict(2));
        assertThat(put(A, "two")).isEqualTo(new CommitResult.Committed(3));
    }

    @Test
    void aConflictWhoseAnswerIsLostIsNotMade() {
        put(A, "one");
        coordination.faults().loseNextAnswer();
        Transaction create = new Transaction(List.of(new Condition.Absent(A)), List.of(new Write.Put(A, "two")));

        assertThatThrownBy(() -> client.commit(create))
                .isInstanceOfSatisfying(
                        CdnException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.COORDINATION_UNAVAILABLE));
        assertThat(client.commit(create)).isInstanceOf(CommitResult.Conflict.class);
    }

    @Test
    void exactlyTheLimitIsTaken() {
        int value = KeyValueClient.MAX_TRANSACTION_BYTES - A.value().length();
        put(A, "x".repeat(value));

        assertThatThrownBy(() -> put(A, "x".repeat(value + 1)))
                .hasMessageContaining("1572865 bytes")
                .hasMessageContaining("1572864");
        assertThatThrownBy(() -> put(A, "ä".repeat(value / 2 + 1))).hasMessageContaining("bytes");
    }

    @Test
    void aWatchThatStillHasToTellWhatIsCompactedIsLost() throws InterruptedException {
        Slow slow = new Slow();
        Heard elsewhere = new Heard();
        client.watch(A, 1, slow);
        client.watch(new Key("/elsewhere"), 1, elsewhere);
        put(A, "one");
        slow.isCalled.await();
        put(A, "two");
        put(A, "three");
        coordination.faults().compact(client.read(A).revision());
        slow.mayReturn.countDown();

        assertThat(slow.lost.join()).hasMessageContaining("from revision 3").hasMessageContaining("compacted");
        assertThat(slow.changes).hasSize(1);
        put(new Key("/elsewhere"), "one");
        await().until(() -> elsewhere.changes.size() == 1);
        assertThat(elsewhere.lost).isNotDone();
    }

    @Test
    void compactingOutOfRangeIsRefused() {
        assertThatThrownBy(() -> coordination.faults().compact(2)).hasMessageContaining("1 to 1");
        assertThatThrownBy(() -> coordination.faults().compact(0)).hasMessageContaining("1 to 1");
    }

    @Test
    void onlyTheLastRevisionsAreKept() {
        Heard quiet = new Heard();
        client.watch(new Key("/quiet"), 1, quiet);
        for (int i = 0; i <= KeyValueStore.RETAINED_REVISIONS; i++) {
            put(A, "value");
        }
        long revision = client.read(A).revision();
        Heard old = new Heard();
        Heard recent = new Heard();
        Watch lost = client.watch(A, revision - KeyValueStore.RETAINED_REVISIONS, old);
        Watch kept = client.watch(A, revision - KeyValueStore.RETAINED_REVISIONS + 1, recent);

        assertThat(old.lost.join().code()).isEqualTo(ErrorCode.CONFLICT);
        await().until(() -> recent.changes.size() == KeyValueStore.RETAINED_REVISIONS);
        put(new Key("/quiet"), "told");
        await().until(() -> quiet.changes.size() == 1);
        lost.close();
        kept.close();
    }

    @Test
    void closingAWatchWaitsForTheCallThatIsRunning() throws Exception {
        Slow slow = new Slow();
        Watch watch = client.watch(A, 1, slow);
        put(A, "one");
        slow.isCalled.await();
        CompletableFuture<Void> closed = CompletableFuture.runAsync(watch::close);

        assertThat(closed).isNotDone();
        slow.mayReturn.countDown();
        closed.get();
        put(A, "two");
        Heard later = new Heard();
        client.watch(A, 1, later);
        await().until(() -> later.changes.size() == 2);
        assertThat(slow.changes).hasSize(1);
    }

    @Test
    void threadsEndWhenNothingIsLeftToDo() {
        try (CoordinationClient idle = coordination.connect()) {
            Heard heard = new Heard();
            idle.watch(A, 1, heard);
            put(A, "one");
            await().until(() -> heard.changes.size() == 1);
        }

        await().until(() -> Thread.getAllStackTraces().keySet().stream()
                .noneMatch(thread -> thread.getName().equals("cdn-coordination")));
    }
}

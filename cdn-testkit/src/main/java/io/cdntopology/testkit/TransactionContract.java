package io.cdntopology.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.cdntopology.failure.ErrorCode;
import io.cdntopology.spi.CommitResult;
import io.cdntopology.spi.Condition;
import io.cdntopology.spi.CoordinationClient;
import io.cdntopology.spi.Entry;
import io.cdntopology.spi.Key;
import io.cdntopology.spi.Snapshot;
import io.cdntopology.spi.Transaction;
import io.cdntopology.spi.Write;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What {@link CoordinationClient#read} and {@link CoordinationClient#commit} promise. */
abstract class TransactionContract extends CoordinationContract {
    private static final int WRITERS = 4;
    private static final int ROUNDS = 10;

    TransactionContract(CoordinationContractTest suite) {
        super(suite);
    }

    @Test
    void whereNothingWasWrittenNothingIsRead() {
        assertThat(client.read(prefix).entries()).isEmpty();
    }

    @Test
    void whatWasWrittenIsReadWithTheRevisionOfItsCommit() {
        long revision = write(put("a", "one"));

        assertThat(entry("a")).isEqualTo(new Entry(key("a"), "one", revision, revision));
        assertThat(client.read(prefix).revision()).isGreaterThanOrEqualTo(revision);
    }

    @Test
    void aSecondWriteMovesTheChangedRevisionOnly() {
        long first = write(put("a", "one"));
        long second = write(put("a", "two"));

        assertThat(second).isGreaterThan(first);
        assertThat(entry("a")).isEqualTo(new Entry(key("a"), "two", first, second));
    }

    @Test
    void aKeyThatComesBackIsCreatedAnew() {
        write(put("a", "one"));
        write(new Write.Delete(key("a")));
        assertThat(client.read(prefix).entries()).isEmpty();
        long again = write(put("a", "two"));

        assertThat(entry("a")).isEqualTo(new Entry(key("a"), "two", again, again));
    }

    @Test
    void theWritesOfATransactionShareOneRevision() {
        write(put("old", "x"));
        long revision = write(put("a", "one"), put("b", "two"), new Write.Delete(key("old")));

        assertThat(client.read(prefix).entries().values())
                .containsExactly(
                        new Entry(key("a"), "one", revision, revision), new Entry(key("b"), "two", revision, revision));
    }

    @Test
    void deletingAKeyThatDoesNotExistIsNoFailure() {
        assertThat(write(new Write.Delete(key("never")))).isPositive();
    }

    @Test
    void aReadSeesExactlyWhatStartsWithThePrefixInOrder() {
        write(put("b", "2"), put("a/2", "1"), put("a/1", "1"), put("ab", "1"), put("a", "1"));

        assertThat(client.read(key("a")).entries().keySet())
                .containsExactly(key("a"), key("a/1"), key("a/2"), key("ab"));
    }

    @Test
    void aReadIsNotOlderThanAWriteOfAnotherClientThatReturnedBefore() {
        CoordinationClient other = connect();
        for (int round = 0; round < ROUNDS; round++) {
            long revision = write(put("a", "value " + round));

            Snapshot read = other.read(prefix);
            assertThat(read.revision()).isGreaterThanOrEqualTo(revision);
            assertThat(read.entry(key("a")).orElseThrow().value()).isEqualTo("value " + round);
        }
    }

    @Test
    void valuesAreAnyText() {
        String value = "line one\nline two\t\"quoted\" \\ äöü 漢字 \uD83D\uDE80 ";
        write(put("a", value), put("empty", ""));

        assertThat(entry("a").value()).isEqualTo(value);
        assertThat(entry("empty").value()).isEmpty();
    }

    @Test
    void absentHoldsExactlyWhileTheKeyDoesNotExist() {
        List<Condition> absent = List.of(new Condition.Absent(key("a")));
        committed(commit(absent, put("a", "one")));

        assertConflict(commit(absent, put("a", "two")));
        write(new Write.Delete(key("a")));
        committed(commit(absent, put("a", "three")));
    }

    @Test
    void changedAtHoldsExactlyUntilTheNextWrite() {
        long first = write(put("a", "one"));
        List<Condition> unchanged = List.of(new Condition.ChangedAt(key("a"), first));
        committed(commit(unchanged, put("a", "two")));

        assertConflict(commit(unchanged, put("a", "three")));
        write(new Write.Delete(key("a")));
        assertConflict(commit(unchanged, put("a", "four")));
    }

    @Test
    void createdAtHoldsExactlyWhileTheKeyLives() {
        long created = write(put("leader", "me"));
        List<Condition> stillLeader = List.of(new Condition.CreatedAt(key("leader"), created));
        write(put("leader", "me again"));
        committed(commit(stillLeader, put("a", "one")));

        write(new Write.Delete(key("leader")));
        assertConflict(commit(stillLeader, put("a", "two")));
        write(put("leader", "somebody else"));
        assertConflict(commit(stillLeader, put("a", "three")));
    }

    @Test
    void ifOneConditionFailsNothingIsWritten() {
        long revision = write(put("a", "one"));

        CommitResult result = commit(
                List.of(new Condition.ChangedAt(key("a"), revision), new Condition.Absent(key("a"))),
                put("a", "two"),
                put("b", "two"));

        assertThat(result)
                .isInstanceOfSatisfying(
                        CommitResult.Conflict.class,
                        conflict -> assertThat(conflict.revision()).isGreaterThanOrEqualTo(revision));
        assertThat(client.read(prefix).entries().values())
                .containsExactly(new Entry(key("a"), "one", revision, revision));
    }

    @Test
    void aTransactionMayHaveAHundredOperations() {
        Condition[] conditions = IntStream.range(0, 50)
                .mapToObj(i -> new Condition.Absent(key("k" + i)))
                .toArray(Condition[]::new);
        Write[] writes = IntStream.range(0, 50).mapToObj(i -> put("k" + i, "v")).toArray(Write[]::new);
        committed(commit(List.of(conditions), writes));

        assertThat(client.read(prefix).entries()).hasSize(50);
    }

    @Test
    void aMebibyteIsTakenAndTwoAreRefused() {
        String mebibyte = "x".repeat(1 << 20);
        write(put("a", mebibyte));

        assertFails(ErrorCode.INVALID_ARGUMENT, () -> write(put("b", mebibyte), put("c", mebibyte)));
        assertThat(client.read(prefix).entries().keySet()).containsExactly(key("a"));
        assertThat(entry("a").value()).isEqualTo(mebibyte);
    }

    @Test
    void ofManyThatCreateAKeyOneSucceeds() throws Exception {
        List<CommitResult> results = inParallel(writer -> writer.commit(
                new Transaction(List.of(new Condition.Absent(key("leader"))), List.of(put("leader", "writer")))));

        assertThat(results.stream().filter(CommitResult.Committed.class::isInstance))
                .hasSize(1);
    }

    @Test
    void noCompareAndSetIsLost() throws Exception {
        write(put("counter", "0"));

        inParallel(writer -> {
            for (int done = 0; done < ROUNDS; ) {
                done += increment(writer);
            }
            return writer;
        });

        assertThat(entry("counter").value()).isEqualTo(String.valueOf(WRITERS * ROUNDS));
    }

    private int increment(CoordinationClient writer) {
        Key counter = key("counter");
        Entry before = writer.read(counter).entry(counter).orElseThrow();
        String next = String.valueOf(Integer.parseInt(before.value()) + 1);
        CommitResult result = writer.commit(new Transaction(
                List.of(new Condition.ChangedAt(counter, before.changedRevision())),
                List.of(new Write.Put(counter, next))));
        return result instanceof CommitResult.Committed ? 1 : 0;
    }

    private interface Work<T> {
        T with(CoordinationClient writer) throws Exception;
    }

    private <T> List<T> inParallel(Work<T> work) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(WRITERS);
        try {
            List<Callable<T>> tasks = new ArrayList<>();
            for (int i = 0; i < WRITERS; i++) {
                CoordinationClient writer = i % 2 == 0 ? client : connect();
                tasks.add(() -> work.with(writer));
            }
            List<T> results = new ArrayList<>();
            for (Future<T> future : threads.invokeAll(tasks)) {
                results.add(future.get());
            }
            return results;
        } finally {
            threads.shutdownNow();
        }
    }
}

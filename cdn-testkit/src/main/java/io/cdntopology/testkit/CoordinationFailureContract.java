package io.cdntopology.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.cdntopology.failure.CdnException;
import io.cdntopology.failure.ErrorCode;
import io.cdntopology.spi.Condition;
import io.cdntopology.spi.CoordinationClient;
import io.cdntopology.spi.Entry;
import io.cdntopology.spi.Lease;
import io.cdntopology.spi.Transaction;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** What a client does when the store cannot be reached, the answer is lost, the caller is interrupted, or it is closed. */
abstract class CoordinationFailureContract extends CoordinationContract {
    private static final Duration TTL = Duration.ofMinutes(5);

    CoordinationFailureContract(CoordinationContractTest suite) {
        super(suite);
    }

    private static void assertUnavailableWithinTheDeadline(ThrowingCallable call) {
        long start = System.nanoTime();
        assertFails(ErrorCode.COORDINATION_UNAVAILABLE, call);
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(PATIENCE);
    }

    @Test
    void itsLocationCarriesNoCredentials() {
        assertThat(fixture.coordination().location()).isNotBlank().doesNotContain("@");
    }

    @Test
    void callsFailWithinTheirDeadlineWhileTheStoreCannotBeReached() {
        assumeTrue(suite.canCut(), "the fixture cannot cut connections");
        write(put("a", "one"));
        fixture.cut();

        assertUnavailableWithinTheDeadline(() -> client.read(prefix));
        assertUnavailableWithinTheDeadline(() -> write(put("a", "two")));
        assertUnavailableWithinTheDeadline(() -> client.grant(TTL, () -> {}));
    }

    @Test
    void aWatchThatCannotBeginThrowsOrIsLost() {
        assumeTrue(suite.canCut(), "the fixture cannot cut connections");
        fixture.cut();
        WatchRecorder recorder = new WatchRecorder();

        CdnException reason;
        try {
            client.watch(prefix, 1, recorder);
            reason = recorder.awaitLoss();
        } catch (CdnException e) {
            reason = e;
        }

        assertThat(reason.code()).isEqualTo(ErrorCode.COORDINATION_UNAVAILABLE);
    }

    @Test
    void theSameClientWorksAgainWhenTheStoreIsBack() {
        assumeTrue(suite.canCut(), "the fixture cannot cut connections");
        write(put("a", "one"));
        fixture.cut();
        assertFails(ErrorCode.COORDINATION_UNAVAILABLE, () -> client.read(prefix));
        restoreAndAwait();

        assertThat(entry("a").value()).isEqualTo("one");
        WatchRecorder recorder = new WatchRecorder();
        client.watch(prefix, nextRevision(), recorder);
        write(put("a", "two"));
        recorder.awaitChanges(1);
    }

    @Test
    void connectingDoesNotNeedTheStore() {
        assumeTrue(suite.canCut(), "the fixture cannot cut connections");
        fixture.cut();
        CoordinationClient early = connect();
        assertFails(ErrorCode.COORDINATION_UNAVAILABLE, () -> early.read(prefix));
        fixture.restore();

        eventually().until(() -> early.read(prefix).entries().isEmpty());
    }

    @Test
    void aConditionalCommitThatFailedCanBeTriedAgain() {
        assumeTrue(suite.canCut(), "the fixture cannot cut connections");
        Transaction transaction = new Transaction(List.of(new Condition.Absent(key("a"))), List.of(put("a", "once")));
        fixture.cut();
        assertFails(ErrorCode.COORDINATION_UNAVAILABLE, () -> client.commit(transaction));
        restoreAndAwait();

        client.commit(transaction);
        Entry entry = entry("a");
        assertThat(entry.value()).isEqualTo("once");
        assertThat(entry.changedRevision()).isEqualTo(entry.createdRevision());
    }

    @Test
    void aCommitWhoseAnswerIsLostWasMadeAndItsRepetitionIsAConflict() {
        assumeTrue(suite.canLoseAnswers(), "the fixture cannot lose answers");
        Transaction transaction = new Transaction(List.of(new Condition.Absent(key("a"))), List.of(put("a", "once")));
        fixture.loseNextAnswer();
        assertUnavailableWithinTheDeadline(() -> client.commit(transaction));

        assertThat(entry("a").value()).isEqualTo("once");
        assertConflict(client.commit(transaction));
    }

    @Test
    void aClosedClientRefusesEveryCall() {
        CoordinationClient closed = connect();
        closed.close();
        closed.close();

        assertFails(ErrorCode.CLOSED, () -> closed.read(prefix));
        assertFails(ErrorCode.CLOSED, () -> closed.commit(new Transaction(List.of(), List.of(put("a", "x")))));
        assertFails(ErrorCode.CLOSED, () -> closed.watch(prefix, 1, new WatchRecorder()));
        assertFails(ErrorCode.CLOSED, () -> closed.grant(TTL, () -> {}));
    }

    @Test
    void closingAClientConcernsNoOther() {
        CoordinationClient other = connect();
        Lease lease = client.grant(TTL, () -> {});
        WatchRecorder recorder = new WatchRecorder();
        client.watch(prefix, nextRevision(), recorder);
        other.close();
        write(put("a", "one"));

        recorder.awaitChanges(1);
        assertThat(lease.isHeld()).isTrue();
    }

    @Test
    void anInterruptedCallerGetsAnAnswerOrInterruptedAndStaysInterrupted() throws Exception {
        write(put("a", "one"));
        CompletableFuture<ErrorCode> outcome = new CompletableFuture<>();
        CompletableFuture<Boolean> status = new CompletableFuture<>();
        Thread caller = new Thread(() -> {
            Thread.currentThread().interrupt();
            try {
                client.read(prefix);
                outcome.complete(null);
            } catch (CdnException e) {
                outcome.complete(e.code());
            }
            status.complete(Thread.currentThread().isInterrupted());
        });
        caller.start();

        assertThat(outcome.get(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isIn(null, ErrorCode.INTERRUPTED);
        assertThat(status.get(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
    }
}

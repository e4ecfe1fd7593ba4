package io.cdntopology.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.cdntopology.failure.ErrorCode;
import io.cdntopology.spi.Change;
import io.cdntopology.spi.Condition;
import io.cdntopology.spi.CoordinationClient;
import io.cdntopology.spi.Lease;
import io.cdntopology.spi.Write;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** What {@link CoordinationClient#grant} and {@link Lease} promise. */
abstract class LeaseContract extends CoordinationContract {
    private static final Duration LONG = Duration.ofMinutes(5);

    private final AtomicInteger losses = new AtomicInteger();

    LeaseContract(CoordinationContractTest suite) {
        super(suite);
    }

    private Lease grant(CoordinationClient holder, Duration ttl) {
        return holder.grant(ttl, losses::incrementAndGet);
    }

    private Write putLeased(String name, Lease lease) {
        return new Write.PutLeased(key(name), "leased", lease.id());
    }

    private boolean exists(String name) {
        return client.read(prefix).entry(key(name)).isPresent();
    }

    @Test
    void aLeasedKeyIsReadLikeAnyOther() {
        Lease lease = grant(client, LONG);
        long revision = write(putLeased("a", lease));

        assertThat(lease.isHeld()).isTrue();
        assertThat(entry("a").value()).isEqualTo("leased");
        assertThat(entry("a").createdRevision()).isEqualTo(revision);
    }

    @Test
    void aLeaseThatIsKeptAliveOutlivesItsTime() {
        Lease lease = grant(client, suite.shortestLease());
        write(putLeased("a", lease));

        Duration twice = suite.shortestLease().multipliedBy(2);
        Awaitility.await()
                .during(twice)
                .atMost(twice.plus(PATIENCE))
                .until(() -> lease.isHeld() && exists("a") && losses.get() == 0);
    }

    @Test
    void givingALeaseUpDeletesItsKeysAtOneRevision() {
        Lease lease = grant(client, LONG);
        write(putLeased("a", lease), put("b", "stays"));
        write(putLeased("c", lease));
        WatchRecorder recorder = new WatchRecorder();
        client.watch(prefix, nextRevision(), recorder);

        lease.close();
        lease.close();

        assertThat(lease.isHeld()).isFalse();
        List<Change> changes = recorder.awaitChanges(2);
        long revision = changes.get(0).revision();
        assertThat(changes)
                .containsExactlyInAnyOrder(
                        new Change.Deleted(key("a"), revision), new Change.Deleted(key("c"), revision));
        assertThat(client.read(prefix).entries().keySet()).containsExactly(key("b"));
        assertThat(losses).hasValue(0);
    }

    @Test
    void closingTheClientGivesItsLeasesUp() {
        CoordinationClient holder = connect();
        Lease lease = grant(holder, LONG);
        Lease other = grant(client, LONG);
        write(putLeased("a", lease), putLeased("b", other));
        holder.close();

        eventually()
                .untilAsserted(
                        () -> assertThat(client.read(prefix).entries().keySet()).containsExactly(key("b")));
        assertThat(lease.isHeld()).isFalse();
        assertThat(other.isHeld()).isTrue();
        assertThat(losses).hasValue(0);
    }

    @Test
    void aPlainWriteTakesAKeyOutOfItsLease() {
        Lease lease = grant(client, LONG);
        write(putLeased("a", lease), putLeased("b", lease));
        write(put("a", "plain"));
        lease.close();

        eventually().until(() -> !exists("b"));
        assertThat(entry("a").value()).isEqualTo("plain");
    }

    @Test
    void aKeyMovesToTheLeaseThatItIsWrittenWithLast() {
        Lease first = grant(client, LONG);
        Lease second = grant(client, LONG);
        write(putLeased("a", first), putLeased("b", first));
        write(putLeased("a", second));
        first.close();

        eventually().until(() -> !exists("b"));
        assertThat(exists("a")).isTrue();
    }

    @Test
    void aWriteWithALeaseThatHasEndedIsAConflict() {
        Lease lease = grant(client, LONG);
        write(putLeased("a", lease));
        lease.close();
        eventually().until(() -> !exists("a"));

        assertConflict(commit(List.of(), putLeased("a", lease), put("b", "plain")));
        assertThat(client.read(prefix).entries()).isEmpty();
    }

    @Test
    void aTimeBelowOneSecondIsRefused() {
        assertFails(ErrorCode.INVALID_ARGUMENT, () -> grant(client, Duration.ofMillis(999)));
    }

    @Test
    void aLeaseThatTheStoreEndedIsLostOnceAndForGood() {
        assumeTrue(suite.canExpireLeases(), "the fixture cannot expire leases");
        CompletableFuture<Lease> granted = new CompletableFuture<>();
        CompletableFuture<Boolean> heldWhenTold = new CompletableFuture<>();
        Lease lease = client.grant(suite.shortestLease(), () -> {
            losses.incrementAndGet();
            heldWhenTold.complete(granted.join().isHeld());
        });
        granted.complete(lease);
        write(putLeased("a", lease), putLeased("b", lease));
        WatchRecorder recorder = new WatchRecorder();
        client.watch(prefix, nextRevision(), recorder);
        fixture.expireLeases();

        assertThat(recorder.awaitChanges(2).stream().map(Change::revision).distinct())
                .hasSize(1);
        assertThat(heldWhenTold).succeedsWithin(PATIENCE).isEqualTo(false);
        assertThat(lease.isHeld()).isFalse();
        lease.close();
        assertThat(losses).hasValue(1);
    }

    @Test
    void aHolderThatIsCutOffLosesItsLeaseAndItsKeysForGood() {
        assumeTrue(suite.canCut(), "the fixture cannot cut connections");
        Lease lease = grant(client, suite.shortestLease());
        write(putLeased("a", lease));
        fixture.cut();
        eventually().until(() -> losses.get() > 0);
        assertThat(lease.isHeld()).isFalse();
        restoreAndAwait();

        eventually().until(() -> !exists("a"));
        assertThat(lease.isHeld()).isFalse();
        assertThat(losses).hasValue(1);
    }

    @Test
    void aShortCutIsSurvived() {
        assumeTrue(suite.canCut(), "the fixture cannot cut connections");
        Lease lease = grant(client, LONG);
        write(putLeased("a", lease));
        fixture.cut();
        assertThat(lease.isHeld()).isTrue();
        restoreAndAwait();

        assertThat(lease.isHeld()).isTrue();
        assertThat(exists("a")).isTrue();
        assertThat(losses).hasValue(0);
    }

    @Test
    void givingALeaseUpIsQuietWhileTheStoreCannotBeReached() {
        assumeTrue(suite.canCut(), "the fixture cannot cut connections");
        Lease lease = grant(client, suite.shortestLease());
        write(putLeased("a", lease));
        fixture.cut();
        lease.close();
        assertThat(lease.isHeld()).isFalse();
        restoreAndAwait();

        eventually().until(() -> !exists("a"));
        assertThat(losses).hasValue(0);
    }

    @Test
    void aDeposedHolderIsFencedOff() {
        assumeTrue(suite.canExpireLeases(), "the fixture cannot expire leases");
        Lease lease = grant(client, LONG);
        long token = write(putLeased("leader", lease));
        fixture.expireLeases();
        CoordinationClient successor = connect();
        Lease next = grant(successor, LONG);
        write(putLeased("leader", next));

        assertConflict(commit(List.of(new Condition.CreatedAt(key("leader"), token)), put("a", "too late")));
        assertThat(exists("a")).isFalse();
    }
}

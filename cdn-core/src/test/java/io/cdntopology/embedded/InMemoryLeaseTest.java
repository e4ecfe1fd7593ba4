package io.cdntopology.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.cdntopology.spi.CoordinationClient;
import io.cdntopology.spi.Key;
import io.cdntopology.spi.Lease;
import io.cdntopology.spi.Transaction;
import io.cdntopology.spi.Write;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class InMemoryLeaseTest {
    private static final Duration TTL = Duration.ofSeconds(6);
    private static final Duration INSTANT = Duration.ofNanos(1);
    private static final Key A = new Key("/a");
    private static final Key B = new Key("/b");

    private final ManualClock clock = new ManualClock();
    private final InMemoryCoordination coordination = new InMemoryCoordination(clock);
    private final CoordinationClient client = coordination.connect();
    private final AtomicInteger losses = new AtomicInteger();

    @AfterEach
    void closeClient() {
        client.close();
    }

    private Lease leaseOf(Key... keys) {
        Lease lease = client.grant(TTL, losses::incrementAndGet);
        for (Key key : keys) {
            client.commit(new Transaction(List.of(), List.of(new Write.PutLeased(key, "leased", lease.id()))));
        }
        return lease;
    }

    private List<Key> keys() {
        return List.copyOf(client.read(new Key("/")).entries().keySet());
    }

    @Test
    void isRenewedForAsLongAsItsClientLives() {
        Lease lease = leaseOf(A);
        clock.pass(TTL.multipliedBy(100));

        assertThat(lease.isHeld()).isTrue();
        assertThat(keys()).containsExactly(A);
        assertThat(losses).hasValue(0);
    }

    @Test
    void isGivenUpByItsHolderTwoThirdsAfterTheLastRenewalAndByTheStoreAfterAllOfIt() {
        Lease lease = leaseOf(A, B);
        coordination.faults().cut();

        clock.pass(TTL.multipliedBy(2).dividedBy(3).minus(INSTANT));
        assertThat(lease.isHeld()).isTrue();
        clock.pass(INSTANT);
        assertThat(lease.isHeld()).isFalse();
        await().until(() -> losses.get() == 1);

        coordination.faults().restore();
        clock.pass(TTL.dividedBy(3).minus(INSTANT));
        assertThat(keys()).containsExactly(A, B);
        long before = client.read(A).revision();
        clock.pass(INSTANT);
        assertThat(keys()).isEmpty();
        assertThat(client.read(A).revision()).isEqualTo(before + 1);
    }

    @Test
    void isToldLostWithoutAnybodyAsking() {
        leaseOf(A);
        coordination.faults().cut();
        clock.pass(TTL.multipliedBy(2).dividedBy(3));

        await().until(() -> losses.get() == 1);
    }

    @Test
    void survivesACutThatIsShorterThanItsHolderWaits() {
        Lease lease = leaseOf(A);
        for (int round = 0; round < 10; round++) {
            coordination.faults().cut();
            clock.pass(TTL.dividedBy(3));
            coordination.faults().restore();
            clock.pass(TTL.dividedBy(6));
        }

        assertThat(lease.isHeld()).isTrue();
        assertThat(keys()).containsExactly(A);
    }

    @Test
    void isNotHeldAgainWhenTheStoreComesBackBeforeItsEnd() {
        Lease lease = leaseOf(A);
        coordination.faults().cut();
        clock.pass(TTL.multipliedBy(3).dividedBy(4));
        coordination.faults().restore();
        clock.pass(TTL.multipliedBy(10));

        assertThat(lease.isHeld()).isFalse();
        assertThat(keys()).isEmpty();
        await().until(() -> losses.get() == 1);
    }

    @Test
    void hearsAtItsNextRenewalThatTheStoreEndedIt() {
        Lease lease = leaseOf(A, B);
        coordination.faults().expireLeases();

        assertThat(keys()).isEmpty();
        assertThat(lease.isHeld()).isTrue();
        clock.pass(TTL.dividedBy(6));
        assertThat(lease.isHeld()).isFalse();
        await().until(() -> losses.get() == 1);
    }

    @Test
    void leavesNoTimerBehindWhenItsTermIsOver() {
        leaseOf(A).close();
        leaseOf(B);
        coordination.faults().expireLeases();
        clock.pass(TTL);

        assertThat(clock.waiting()).isZero();
    }

    @Test
    void ofAClientThatClosedWhileCutOffExpires() {
        leaseOf(A);
        coordination.faults().cut();
        client.close();
        clock.pass(TTL);
        coordination.faults().restore();

        try (CoordinationClient other = coordination.connect()) {
            assertThat(other.read(A).entries()).isEmpty();
        }
        assertThat(losses).hasValue(0);
    }
}

package io.cdntopology.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cdntopology.failure.CdnException;
import io.cdntopology.failure.ErrorCode;
import io.cdntopology.release.CommitId;
import io.cdntopology.spi.CommitResult;
import io.cdntopology.spi.CoordinationClient;
import io.cdntopology.spi.Key;
import io.cdntopology.spi.Lease;
import io.cdntopology.spi.Snapshot;
import io.cdntopology.spi.Transaction;
import io.cdntopology.spi.Watch;
import io.cdntopology.spi.WatchListener;
import io.cdntopology.topology.TopologyName;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("A publisher that has not heard what others decided")
class OutdatedPublisherTest {
    @TempDir
    private Path directory;

    private DeliveryFixture delivery;
    private final AtomicInteger reads = new AtomicInteger();
    private Ledger deafLedger;
    private Publisher deaf;

    @BeforeEach
    void open() {
        delivery = new DeliveryFixture(directory);
        deafLedger = new Ledger(new Deaf(delivery.coordination.connect(), reads), new TopologyName("docs"));
        deaf = delivery.publisher(deafLedger, delivery.repository, "deaf");
        delivery.push("one");
        delivery.publisher.publish();
        deafLedger.start();
        Awaitility.await().until(() -> deafLedger.desired().isPresent());
    }

    @AfterEach
    void close() {
        deafLedger.close();
        delivery.close();
    }

    private CommitId desired() {
        return delivery.ledger.read().desired().orElseThrow().release().commit();
    }

    @Test
    @DisplayName("does not ask before it writes, as what it writes holds only if it knew all that matters")
    void asksNothing() {
        CommitId second = delivery.push("two");
        reads.set(0);

        deaf.publish();

        assertThat(desired()).isEqualTo(second);
        assertThat(reads).hasValue(0);
    }

    @Test
    @DisplayName("looks again when it cannot write, and continues the history of the others")
    void looksAgain() {
        delivery.push("two");
        delivery.publisher.publish();
        CommitId third = delivery.push("three");

        assertThat(deaf.publish().sequence()).isEqualTo(3);
        assertThat(desired()).isEqualTo(third);
    }

    @Test
    @DisplayName("does not say that a release is wanted which was rolled back meanwhile")
    void rolledBack() {
        CommitId bad = delivery.push("two");
        deaf.publish();
        delivery.publisher.rollback("it is bad");

        assertThatThrownBy(deaf::publish)
                .isInstanceOfSatisfying(
                        CdnException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.COMMIT_QUARANTINED));
        assertThat(desired()).isNotEqualTo(bad);
    }

    @Test
    @DisplayName("does not refuse a commit that was let in again meanwhile")
    void letIn() {
        CommitId second = delivery.push("two");
        deaf.publish();
        deaf.rollback("a mistake");
        delivery.publisher.release(second);

        deaf.publish();

        assertThat(desired()).isEqualTo(second);
    }

    /** A client whose watches tell nothing. */
    private record Deaf(CoordinationClient client, AtomicInteger reads) implements CoordinationClient {
        @Override
        public Snapshot read(Key prefix) {
            reads.incrementAndGet();
            return client.read(prefix);
        }

        @Override
        public CommitResult commit(Transaction transaction) {
            return client.commit(transaction);
        }

        @Override
        public Watch watch(Key prefix, long fromRevision, WatchListener listener) {
            return () -> {};
        }

        @Override
        public Lease grant(Duration ttl, Runnable onLost) {
            return client.grant(ttl, onLost);
        }

        @Override
        public void close() {
            client.close();
        }
    }
}

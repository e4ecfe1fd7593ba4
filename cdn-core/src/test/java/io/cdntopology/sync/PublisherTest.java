package io.cdntopology.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cdntopology.event.CdnEvent;
import io.cdntopology.failure.CdnException;
import io.cdntopology.failure.ErrorCode;
import io.cdntopology.release.CommitId;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.LongStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("A publisher")
class PublisherTest {
    @TempDir
    private Path directory;

    private DeliveryFixture delivery;

    @BeforeEach
    void open() {
        delivery = new DeliveryFixture(directory);
    }

    @AfterEach
    void close() {
        delivery.close();
    }

    private static void assertFails(ErrorCode code, ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        CdnException.class, e -> assertThat(e.code()).isEqualTo(code));
    }

    private CommitId publish(String text) {
        CommitId commit = delivery.push(text);
        delivery.publisher.publish();
        return commit;
    }

    private CommitId desired() {
        return delivery.ledger.desired().orElseThrow().release().commit();
    }

    @Test
    @DisplayName("makes the newest commit the wanted one, and sees that itself at once")
    void publishes() {
        CommitId commit = delivery.push("one");

        Publication publication = delivery.publisher.publish();

        assertThat(publication.change()).isEqualTo(Publication.Change.MADE);
        assertThat(publication.sequence()).isEqualTo(1);
        assertThat(desired()).isEqualTo(commit);
        assertThat(delivery.events).hasSize(1).first().isInstanceOf(CdnEvent.Published.class);
    }

    @Test
    @DisplayName("changes nothing and tells nothing when there is nothing new")
    void unchanged() {
        publish("one");
        delivery.events.clear();

        assertThat(delivery.publisher.publish().change()).isEqualTo(Publication.Change.NONE);
        assertThat(delivery.events).isEmpty();
    }

    @Test
    @DisplayName("rolls back to the release before, again and again, never to one that is kept out")
    void rollsBackRepeatedly() {
        CommitId first = publish("one");
        CommitId second = publish("two");
        publish("three");

        delivery.publisher.rollback("three is bad");
        assertThat(desired()).isEqualTo(second);
        delivery.publisher.rollback("two is bad as well");
        assertThat(desired()).isEqualTo(first);
        assertFails(ErrorCode.NOTHING_TO_ROLL_BACK_TO, () -> delivery.publisher.rollback("one too"));
        assertThat(desired()).isEqualTo(first);
    }

    @Test
    @DisplayName("keeps a rolled back commit out, and publishes the next newer one")
    void rollbackSticks() {
        publish("one");
        publish("bad");
        delivery.publisher.rollback("it is bad");

        assertFails(ErrorCode.COMMIT_QUARANTINED, delivery.publisher::publish);
        assertThat(desired()).isNotEqualTo(delivery.site.latest().orElseThrow());

        CommitId good = publish("good");
        assertThat(desired()).isEqualTo(good);
    }

    @Test
    @DisplayName("lets a commit in again when it is released")
    void releases() {
        publish("one");
        CommitId second = publish("two");
        delivery.publisher.rollback("a mistake");

        delivery.publisher.release(second);
        delivery.publisher.publish();

        assertThat(desired()).isEqualTo(second);
    }

    @Test
    @DisplayName("rolls back to any commit of the source, but not to one that is kept out")
    void rollsBackTo() {
        CommitId first = publish("one");
        CommitId second = publish("two");
        publish("three");

        delivery.publisher.rollbackTo(first, "go far back");
        assertThat(desired()).isEqualTo(first);
        delivery.publisher.rollbackTo(second, "not that far");
        assertThat(desired()).isEqualTo(second);
        assertFails(ErrorCode.COMMIT_QUARANTINED, () -> delivery.publisher.rollbackTo(first, "again"));
        assertFails(
                ErrorCode.REVISION_NOT_FOUND,
                () -> delivery.publisher.rollbackTo(new CommitId("0".repeat(40)), "into the blue"));
    }

    @Test
    @DisplayName("has nothing to roll back to before the first release")
    void nothingYet() {
        assertFails(ErrorCode.NOTHING_TO_ROLL_BACK_TO, () -> delivery.publisher.rollback("why not"));
    }

    @Test
    @DisplayName("refuses what cannot be served, and keeps what was wanted")
    void refuses() {
        CommitId first = publish("one");
        delivery.site.edit(e -> e.link("up", "../../etc")).commit("Escape");

        assertFails(ErrorCode.CONTENT_REFUSED, delivery.publisher::publish);
        assertThat(desired()).isEqualTo(first);
    }

    @Test
    @DisplayName("tells hosts of a commit before it looks at it, until it has decided")
    void announces() {
        publish("one");
        assertThat(delivery.ledger.read().coming()).isEmpty();
        CommitId bad = delivery.site.edit(e -> e.link("up", "../../etc")).commit("Escape");

        assertFails(ErrorCode.CONTENT_REFUSED, delivery.publisher::publish);
        assertThat(delivery.ledger.read().coming()).contains(Coming.of(bad));

        delivery.site.edit(e -> e.delete("up")).commit("Mend");
        delivery.publisher.publish();
        assertThat(delivery.ledger.read().coming()).isEmpty();
    }

    @Test
    @DisplayName("fails within its deadline when the coordination store is away, and recovers")
    void coordinationAway() {
        publish("one");
        CommitId second = delivery.push("two");
        delivery.coordination.faults().cut();

        assertFails(ErrorCode.COORDINATION_UNAVAILABLE, delivery.publisher::publish);

        delivery.coordination.faults().restore();
        delivery.publisher.publish();
        assertThat(desired()).isEqualTo(second);
    }

    @Test
    @DisplayName("makes one history without gap or fork together with others")
    void competes() throws Exception {
        List<Publisher> publishers = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            publishers.add(delivery.publisher(delivery.ledger, delivery.repository, "publisher " + i));
        }
        ExecutorService threads = Executors.newFixedThreadPool(publishers.size());
        List<Future<?>> running = new ArrayList<>();
        for (Publisher publisher : publishers) {
            running.add(threads.submit(() -> {
                for (int i = 0; i < 10; i++) {
                    delivery.push("text " + i + " of " + Thread.currentThread().getName());
                    publisher.publish();
                }
            }));
        }
        for (Future<?> future : running) {
            future.get();
        }
        threads.shutdown();

        LedgerState state = delivery.ledger.read();
        long last = state.desired().orElseThrow().sequence();
        assertThat(state.history().values().stream().map(Desired::sequence))
                .isEqualTo(LongStream.rangeClosed(1, last).boxed().toList());
        assertThat(last).isGreaterThan(1);
        assertThat(state.desired().orElseThrow().release().commit())
                .isEqualTo(delivery.site.latest().orElseThrow());
    }

    @Test
    @DisplayName("remembers the newest hundred releases only")
    void boundedHistory() {
        for (int i = 1; i <= 105; i++) {
            publish("text " + i);
        }

        assertThat(delivery.ledger.read().history().values().stream().map(Desired::sequence))
                .hasSize(100)
                .startsWith(6L)
                .endsWith(105L);
    }
}

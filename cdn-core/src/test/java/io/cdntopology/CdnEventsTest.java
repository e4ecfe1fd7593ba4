package io.cdntopology;

import static org.assertj.core.api.Assertions.assertThat;

import io.cdntopology.embedded.Embedded;
import io.cdntopology.embedded.InMemoryContent;
import io.cdntopology.event.CdnEvent;
import io.cdntopology.event.Subscription;
import io.cdntopology.release.CommitId;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Events of a network")
class CdnEventsTest {
    private static final Duration SOON = Duration.ofSeconds(20);

    private final InMemoryContent site = Embedded.content().withPollInterval(Duration.ofHours(1));
    private final List<CdnEvent> heard = new CopyOnWriteArrayList<>();

    private Cdn start() {
        push("one");
        Cdn cdn = CdnTopology.builder()
                .name("docs")
                .content(site)
                .coordination(Embedded.coordination())
                .platform(Embedded.platform())
                .edges("eu", 2)
                .build()
                .start();
        cdn.awaitConverged(SOON);
        return cdn;
    }

    private CommitId push(String text) {
        return site.edit(e -> e.file("index.html", text)).commit(text);
    }

    private <T extends CdnEvent> List<T> heard(Class<T> type) {
        return heard.stream().filter(type::isInstance).map(type::cast).toList();
    }

    @Test
    @DisplayName("tell of a publication, of the host, and of each edge, with times")
    void tellOfAPublication() {
        try (Cdn cdn = start()) {
            cdn.events(heard::add);
            CommitId second = push("two");
            cdn.publish();
            cdn.awaitConverged(SOON);

            Awaitility.await()
                    .atMost(SOON)
                    .until(() -> heard(CdnEvent.EdgeServing.class).size() == 2
                            && !heard(CdnEvent.Activated.class).isEmpty()
                            && !heard(CdnEvent.Published.class).isEmpty());
            assertThat(heard(CdnEvent.Published.class)).singleElement().satisfies(published -> {
                assertThat(published.release().commit()).isEqualTo(second);
                assertThat(published.summary()).isEqualTo("two");
            });
            assertThat(heard(CdnEvent.Activated.class)).hasSize(1);
            assertThat(heard(CdnEvent.EdgeServing.class)).allSatisfy(serving -> {
                assertThat(serving.commit()).isEqualTo(second);
                assertThat(serving.sincePublished()).isBetween(Duration.ZERO, SOON);
            });
        }
    }

    @Test
    @DisplayName("tell of a rollback with its reason")
    void tellOfARollback() {
        try (Cdn cdn = start()) {
            CommitId bad = push("bad");
            cdn.publish();
            cdn.events(heard::add);
            cdn.rollback("broken header");

            Awaitility.await()
                    .atMost(SOON)
                    .until(() -> heard(CdnEvent.RolledBack.class).size() == 1);
            CdnEvent.RolledBack event = heard(CdnEvent.RolledBack.class).get(0);
            assertThat(event.quarantined()).isEqualTo(bad);
            assertThat(event.reason()).isEqualTo("broken header");
        }
    }

    @Test
    @DisplayName("reach other listeners and delay no delivery when a listener throws or stands still")
    void badListeners() throws Exception {
        CountDownLatch released = new CountDownLatch(1);
        try (Cdn cdn = start()) {
            cdn.events(event -> {
                throw new IllegalStateException("a listener of the user's");
            });
            cdn.events(heard::add);
            push("two");
            cdn.publish();
            cdn.awaitConverged(SOON);
            Awaitility.await().atMost(SOON).until(() -> !heard.isEmpty());

            cdn.events(event -> awaitQuietly(released));
            CommitId third = push("three");
            cdn.publish();
            assertThat(cdn.awaitConverged(SOON).release().commit()).isEqualTo(third);
            released.countDown();
        }
    }

    @Test
    @DisplayName("are not heard any more after the subscription was closed")
    void unsubscribes() {
        try (Cdn cdn = start()) {
            List<CdnEvent> closed = new CopyOnWriteArrayList<>();
            Subscription subscription = cdn.events(closed::add);
            subscription.close();
            subscription.close();
            cdn.events(heard::add);
            push("two");
            cdn.publish();

            Awaitility.await().atMost(SOON).until(() -> !heard.isEmpty());
            assertThat(closed).isEmpty();
        }
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}

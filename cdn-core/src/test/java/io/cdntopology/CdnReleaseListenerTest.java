package io.cdntopology;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cdntopology.embedded.Embedded;
import io.cdntopology.embedded.InMemoryContent;
import io.cdntopology.event.CdnEvent;
import io.cdntopology.event.Subscription;
import io.cdntopology.failure.CdnException;
import io.cdntopology.failure.ErrorCode;
import io.cdntopology.release.CommitId;
import io.cdntopology.release.Release;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@DisplayName("A release listener of a network")
@Timeout(60)
class CdnReleaseListenerTest {
    private static final Duration SOON = Duration.ofSeconds(20);

    private final InMemoryContent site = Embedded.content().withPollInterval(Duration.ofHours(1));
    private final BlockingQueue<Call> calls = new LinkedBlockingQueue<>();

    private record Call(CommitId commit, Optional<CommitId> previous) {}

    private void hear(Release release, Optional<Release> previous) {
        calls.add(new Call(release.commit(), previous.map(Release::commit)));
    }

    private Cdn start() {
        return CdnTopology.builder()
                .name("docs")
                .content(site)
                .coordination(Embedded.coordination())
                .platform(Embedded.platform())
                .edges("eu", 2)
                .build()
                .start();
    }

    private CommitId push(String text) {
        return site.edit(e -> e.file("index.html", text)).commit(text);
    }

    private Call next() throws InterruptedException {
        Call call = calls.poll(SOON.toSeconds(), TimeUnit.SECONDS);
        assertThat(call).as("a call").isNotNull();
        return call;
    }

    @Test
    @DisplayName("hears of the release that is wanted when it is added, then of each other, a rollback too")
    void hears() throws Exception {
        CommitId first = push("one");
        try (Cdn cdn = start()) {
            cdn.awaitConverged(SOON);
            cdn.onRelease(this::hear);
            assertThat(next()).isEqualTo(new Call(first, Optional.empty()));

            CommitId second = push("two");
            cdn.publish();
            assertThat(next()).isEqualTo(new Call(second, Optional.of(first)));
            cdn.rollback("broken header");
            assertThat(next()).isEqualTo(new Call(first, Optional.of(second)));
        }
        assertThat(calls).isEmpty();
    }

    @Test
    @DisplayName("can ask which URLs are answered otherwise than before, a rollback back again too")
    void purges() throws Exception {
        site.edit(e -> e.file("kept.css", "kept").file("a/page", "1")).commit("one");
        BlockingQueue<List<String>> purged = new LinkedBlockingQueue<>();
        try (Cdn cdn = start()) {
            cdn.awaitConverged(SOON);
            cdn.onRelease((release, previous) -> purged.add(
                    previous.map(before -> cdn.diff(before, release).urls()).orElse(List.of())));
            assertThat(purged.poll(SOON.toSeconds(), TimeUnit.SECONDS)).isEmpty();
            site.edit(e -> e.file("index.html", "home").file("a/page", "2")).commit("two");
            cdn.publish();
            List<String> changed = List.of("/", "/a/page", "/index.html");
            assertThat(purged.poll(SOON.toSeconds(), TimeUnit.SECONDS)).isEqualTo(changed);
            cdn.rollback("broken header");
            assertThat(purged.poll(SOON.toSeconds(), TimeUnit.SECONDS)).isEqualTo(changed);
        }
    }

    @Test
    @DisplayName("hears of the first release of a network, and can wait until the edges serve it")
    void waitsForTheEdges() throws Exception {
        site.faults().cut();
        try (Cdn cdn = start()) {
            cdn.onRelease((release, previous) -> {
                assertThat(cdn.awaitConverged(SOON).release()).isEqualTo(release);
                assertThat(cdn.status().edges())
                        .hasSize(2)
                        .allSatisfy(edge -> assertThat(edge.commit()).contains(release.commit()));
                hear(release, previous);
            });
            site.faults().restore();
            CommitId first = push("one");
            cdn.publish();
            assertThat(next()).isEqualTo(new Call(first, Optional.empty()));
        }
    }

    @Test
    @DisplayName("that throws is called again; an event and the status tell of it until it succeeds")
    void failure() throws Exception {
        CommitId first = push("one");
        BlockingQueue<CdnEvent.ListenerFailed> told = new LinkedBlockingQueue<>();
        AtomicBoolean mended = new AtomicBoolean();
        try (Cdn cdn = start()) {
            cdn.awaitConverged(SOON);
            cdn.events(event -> {
                if (event instanceof CdnEvent.ListenerFailed failed) {
                    told.add(failed);
                }
            });
            cdn.onRelease((release, previous) -> {
                if (!mended.get()) {
                    throw new IllegalStateException("the cache is away");
                }
                hear(release, previous);
            });

            CdnEvent.ListenerFailed failed = told.poll(SOON.toSeconds(), TimeUnit.SECONDS);
            assertThat(failed).isNotNull();
            assertThat(failed.release().commit()).isEqualTo(first);
            assertThat(failed.reason()).hasMessageContaining("the cache is away");
            assertThat(cdn.status().troubles())
                    .extracting(CdnException::code)
                    .containsExactly(ErrorCode.LISTENER_FAILED);

            mended.set(true);
            assertThat(next()).isEqualTo(new Call(first, Optional.empty()));
            Awaitility.await().atMost(SOON).until(() -> cdn.status().troubles().isEmpty());
        }
    }

    @Test
    @DisplayName("hears nothing any more after its subscription was closed, while others do")
    void unsubscribes() throws Exception {
        push("one");
        try (Cdn cdn = start()) {
            cdn.awaitConverged(SOON);
            BlockingQueue<Release> closed = new LinkedBlockingQueue<>();
            Subscription subscription = cdn.onRelease((release, previous) -> closed.add(release));
            assertThat(closed.poll(SOON.toSeconds(), TimeUnit.SECONDS)).isNotNull();
            subscription.close();
            subscription.close();
            cdn.onRelease(this::hear);
            next();
            CommitId second = push("two");
            cdn.publish();
            assertThat(next().commit()).isEqualTo(second);
            assertThat(closed).isEmpty();
        }
    }

    @Test
    @DisplayName("cannot be added to a network that was closed")
    void closed() {
        push("one");
        Cdn cdn = start();
        cdn.close();
        assertThatThrownBy(() -> cdn.onRelease(this::hear))
                .isInstanceOfSatisfying(
                        CdnException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.CLOSED));
    }
}

package io.cdntopology.sync;

import static org.assertj.core.api.Assertions.assertThat;

import io.cdntopology.event.CdnEvent;
import io.cdntopology.failure.ErrorCode;
import io.cdntopology.release.CommitId;
import io.cdntopology.release.Release;
import io.cdntopology.release.TreeEntry;
import io.cdntopology.spi.ContentReader;
import io.cdntopology.spi.ContentRepository;
import io.cdntopology.spi.Revision;
import io.cdntopology.topology.TopologyName;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("A synchronizer")
class SynchronizerTest {
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

    private CommitId publish(String text) {
        CommitId commit = delivery.push(text);
        delivery.publisher.publish();
        return commit;
    }

    private HostReport report() {
        return delivery.ledger.read().host(DeliveryFixture.HOST).orElseThrow();
    }

    private long activations() {
        return delivery.events.stream()
                .filter(CdnEvent.Activated.class::isInstance)
                .count();
    }

    @Test
    @DisplayName("leaves a host alone while nothing is wanted")
    void nothingWanted() {
        assertThat(delivery.synchronizer.pass()).isInstanceOf(Outcome.Converged.class);
        assertThat(delivery.live()).isEmpty();
    }

    @Test
    @DisplayName("makes what is wanted live, says so, and is done")
    void converges() {
        CommitId commit = publish("one");

        assertThat(delivery.synchronizer.pass()).isInstanceOf(Outcome.Progressing.class);
        assertThat(delivery.synchronizer.pass()).isInstanceOf(Outcome.Converged.class);

        assertThat(delivery.live()).contains(commit);
        assertThat(report().state()).isEqualTo(HostReport.State.CONVERGED);
        assertThat(report().live().orElseThrow().commit()).isEqualTo(commit);
        assertThat(activations()).isEqualTo(1);
    }

    @Test
    @DisplayName("makes of a burst of commits only the newest live")
    void coalesces() {
        publish("one");
        publish("two");
        CommitId third = publish("three");

        delivery.synchronizer.pass();

        assertThat(delivery.live()).contains(third);
        assertThat(activations()).isEqualTo(1);
    }

    @Test
    @DisplayName("prepares a commit that may soon be wanted, and needs only a rename when it is")
    void prepares() {
        CommitId first = publish("one");
        delivery.synchronizer.pass();
        CommitId second = delivery.push("two");
        delivery.ledger.announce(second);

        delivery.synchronizer.pass();
        assertThat(delivery.live()).contains(first);
        assertThat(delivery.store.releases()).extracting(Release::commit).contains(second);

        delivery.publisher.publish();
        delivery.site.faults().cut();
        delivery.synchronizer.pass();
        assertThat(delivery.live()).contains(second);
    }

    @Test
    @DisplayName("takes no notice of a commit that it cannot prepare")
    void cannotPrepare() {
        CommitId first = publish("one");
        delivery.synchronizer.pass();
        delivery.events.clear();
        delivery.ledger.announce(
                delivery.site.edit(e -> e.link("up", "../../etc")).commit("Escape"));

        assertThat(delivery.synchronizer.pass()).isInstanceOf(Outcome.Converged.class);
        delivery.ledger.announce(new CommitId("0".repeat(40)));
        assertThat(delivery.synchronizer.pass()).isInstanceOf(Outcome.Converged.class);

        assertThat(delivery.live()).contains(first);
        assertThat(report().state()).isEqualTo(HostReport.State.CONVERGED);
        assertThat(delivery.events).isEmpty();
        CommitId good = delivery.site.edit(e -> e.delete("up")).commit("Mend");
        delivery.publisher.publish();
        delivery.synchronizer.pass();
        assertThat(delivery.live()).contains(good);
    }

    @Test
    @DisplayName("writes nothing to go back")
    void rollbackIsARename() {
        CommitId first = publish("one");
        delivery.synchronizer.pass();
        publish("two");
        delivery.synchronizer.pass();
        delivery.publisher.rollback("bad");
        delivery.site.faults().cut();

        delivery.synchronizer.pass();

        assertThat(delivery.live()).contains(first);
    }

    @Test
    @DisplayName("waits for a source that is away, keeps what is live, and tries again when it is time")
    void sourceAway() {
        CommitId first = publish("one");
        delivery.synchronizer.pass();
        CommitId second = publish("two");
        delivery.repository.close();
        DeliveryFixture broken = delivery;
        Synchronizer host = new Synchronizer(
                DeliveryFixture.HOST,
                broken.store,
                broken.site.open(directory.resolve("another")),
                broken.ledger,
                broken.ledger::desired,
                () -> broken.now,
                broken.events::add);
        broken.site.faults().cut();

        Outcome outcome = host.pass();
        assertThat(outcome).isInstanceOf(Outcome.Waiting.class);
        assertThat(delivery.live()).contains(first);
        assertThat(report().state()).isEqualTo(HostReport.State.WAITING);
        assertThat(report().detail()).isNotEmpty();

        broken.site.faults().restore();
        assertThat(host.pass()).as("it is not time yet").isEqualTo(outcome);
        broken.now = broken.now.plus(((Outcome.Waiting) outcome).retryAfter());
        host.pass();
        assertThat(delivery.live()).contains(second);
    }

    @Test
    @DisplayName("tells whether it has a commit that edges are to try, and has them find it by the configuration")
    void preparesForEdges() {
        CommitId first = publish("one");
        delivery.synchronizer.pass();
        CommitId bad = delivery.site.edit(e -> e.link("up", "../../etc")).commit("Escape");
        delivery.ledger.announce(bad, bad);
        assertThat(delivery.synchronizer.pass()).isInstanceOf(Outcome.Stalled.class);
        assertThat(report().prepared()).isEmpty();
        assertThat(report().detail()).contains("up");

        CommitId good = delivery.site.edit(e -> e.delete("up")).commit("Mend");
        delivery.ledger.announce(good, good);

        assertThat(delivery.synchronizer.pass()).isInstanceOf(Outcome.Converged.class);
        assertThat(report().prepared()).contains(good);
        assertThat(delivery.store.servedBy(good).map(Release::commit)).contains(good);
        assertThat(delivery.live()).contains(first);
    }

    @Test
    @DisplayName("stalls on what only somebody can mend, is quiet then, and goes on with the next release")
    void stalls() {
        CommitId first = publish("one");
        delivery.synchronizer.pass();
        delivery.site
                .edit(e -> e.file("big.bin", "version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 1\n"))
                .commit("Point into LFS");
        delivery.publisher.publish();

        assertThat(delivery.synchronizer.pass())
                .isInstanceOfSatisfying(
                        Outcome.Stalled.class,
                        stalled -> assertThat(stalled.reason().code()).isEqualTo(ErrorCode.CONTENT_REFUSED));
        delivery.synchronizer.pass();
        delivery.synchronizer.pass();
        assertThat(delivery.live()).contains(first);
        assertThat(delivery.events)
                .filteredOn(CdnEvent.SyncStalled.class::isInstance)
                .hasSize(1);

        delivery.site.edit(e -> e.delete("big.bin")).commit("Do without");
        delivery.publisher.publish();
        delivery.synchronizer.pass();
        assertThat(delivery.live()).isEqualTo(delivery.site.latest());
    }

    @Test
    @DisplayName("takes of a commit its own tree only, whatever the coordination store says")
    void foreignTree() {
        Release first = delivery.repository.at(publish("one")).release();
        Release second = delivery.repository.at(publish("two")).release();
        Desired mixed = new Desired(
                new Release(first.commit(), second.tree()), "here", "me", "why", delivery.now, 3, Optional.empty());
        Synchronizer synchronizer = new Synchronizer(
                DeliveryFixture.HOST,
                delivery.store,
                delivery.repository,
                delivery.ledger,
                () -> Optional.of(mixed),
                () -> delivery.now,
                delivery.events::add);

        assertThat(synchronizer.pass())
                .isInstanceOfSatisfying(
                        Outcome.Stalled.class,
                        stalled -> assertThat(stalled.reason())
                                .hasMessageContaining("this host makes the tree " + first.tree()));
        assertThat(delivery.live()).isEmpty();
    }

    @Test
    @DisplayName("keeps what is live while the coordination store is away or was emptied, and catches up")
    void coordinationAway() {
        CommitId first = publish("one");
        delivery.synchronizer.pass();
        delivery.coordination.faults().cut();

        assertThat(delivery.synchronizer.pass()).isInstanceOf(Outcome.Converged.class);
        assertThat(delivery.live()).contains(first);
        Awaitility.await().until(() -> delivery.ledger.trouble().isPresent());
        assertThat(delivery.ledger.desired()).isPresent();

        delivery.coordination.faults().restore();
        CommitId second = publish("two");
        delivery.synchronizer.pass();
        assertThat(delivery.live()).contains(second);
        Awaitility.await().until(() -> delivery.ledger.trouble().isEmpty());
    }

    @Test
    @DisplayName("hears of what was decided elsewhere, also after a compaction while it was cut off")
    void hearsOfOthers() {
        publish("one");
        Ledger elsewhere = new Ledger(delivery.coordination.connect(), new TopologyName("docs"));
        elsewhere.start();
        Awaitility.await().until(() -> elsewhere.desired().isPresent());

        delivery.coordination.faults().cut();
        Awaitility.await().until(() -> elsewhere.trouble().isPresent());
        delivery.coordination.faults().restore();
        CommitId last = publish("two");
        delivery.coordination.faults().compact(delivery.ledger.read().revision());

        Awaitility.await()
                .atMost(Duration.ofSeconds(20))
                .until(() ->
                        elsewhere.desired().orElseThrow().release().commit().equals(last));
        elsewhere.close();
    }

    @Test
    @DisplayName("refuses a release that is another one than it makes of the commit, and says what may differ")
    void madeOtherwise() {
        CommitId first = publish("one");
        delivery.synchronizer.pass();
        delivery.events.clear();
        CommitId second =
                delivery.site.edit(e -> e.file("docs/index.html", "two")).commit("Docs");
        delivery.publisher(delivery.ledger, new OfDirectory(delivery.repository), "other")
                .publish();

        assertThat(delivery.synchronizer.pass()).isInstanceOfSatisfying(Outcome.Stalled.class, stalled -> {
            assertThat(stalled.reason().code()).isEqualTo(ErrorCode.RELEASE_DIFFERS);
            assertThat(stalled.reason())
                    .hasMessageContaining(second.abbreviated())
                    .hasMessageContaining("version");
        });
        assertThat(delivery.live()).contains(first);
        assertThat(report().state()).isEqualTo(HostReport.State.STALLED);

        delivery.publisher.publish();
        delivery.synchronizer.pass();
        assertThat(delivery.live()).contains(second);
    }

    /** The same commits by another description of the source. */
    private record OfDirectory(ContentRepository repository) implements ContentRepository {
        private Revision directory(Revision revision) {
            try (ContentReader reader = repository.reader()) {
                TreeEntry.Directory docs = (TreeEntry.Directory)
                        reader.tree(revision.release().tree()).get(0);
                return new Revision(
                        new Release(revision.release().commit(), docs.tree()),
                        revision.author(),
                        revision.summary(),
                        revision.committedAt());
            }
        }

        @Override
        public Revision latest() {
            return directory(repository.latest());
        }

        @Override
        public Revision at(CommitId commit) {
            return directory(repository.at(commit));
        }

        @Override
        public ContentReader reader() {
            return repository.reader();
        }

        @Override
        public void close() {
            repository.close();
        }
    }
}

package io.cdntopology.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cdntopology.embedded.InMemoryContent;
import io.cdntopology.event.CdnEvent;
import io.cdntopology.failure.CdnException;
import io.cdntopology.failure.ErrorCode;
import io.cdntopology.mounts.MountPath;
import io.cdntopology.mounts.MountedSource;
import io.cdntopology.release.CommitId;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("The delivery of a site that comes from two sources")
class MountedDeliveryTest {
    private final InMemoryContent docs = InMemoryContent.create();

    @TempDir
    private Path directory;

    private DeliveryFixture delivery;
    private CommitId site1;
    private CommitId docs1;

    @BeforeEach
    void open() {
        delivery = new DeliveryFixture(directory, site -> MountedSource.of(site, Map.of(new MountPath("/docs"), docs)));
        site1 = delivery.push("site 1");
        docs1 = pushDocs("docs 1");
        publish();
    }

    @AfterEach
    void close() {
        delivery.close();
    }

    private CommitId pushDocs(String text) {
        return docs.edit(edits -> edits.file("index.html", text)).commit(text);
    }

    private Publication publish() {
        return delivery.publisher.publish();
    }

    private void assertDesired(CommitId site, CommitId itsDocs) {
        assertThat(delivery.ledger.desired().orElseThrow().release().commit().parts())
                .containsExactly(site, itsDocs);
    }

    private void assertRefused() {
        assertThatThrownBy(this::publish)
                .isInstanceOfSatisfying(
                        CdnException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.COMMIT_QUARANTINED));
    }

    @Test
    @DisplayName("brings both to a host, and what is new of either")
    void isLive() throws Exception {
        CommitId docs2 = pushDocs("docs 2");
        publish();
        delivery.synchronizer.pass();

        assertDesired(site1, docs2);
        assertThat(delivery.live()).contains(CommitId.joined(List.of(site1, docs2)));
        Path live = directory.resolve("www/current/site");
        assertThat(Files.readString(live.resolve("index.html"))).isEqualTo("site 1");
        assertThat(Files.readString(live.resolve("docs/index.html"))).isEqualTo("docs 2");
    }

    @Test
    @DisplayName("goes on with one source while a commit of the other is kept out")
    void rollbackKeepsOutWhatWasNew() {
        CommitId docs2 = pushDocs("docs 2, bad");
        publish();
        delivery.publisher.rollback("bad");
        assertDesired(site1, docs1);
        assertThat(delivery.ledger.quarantines()).extracting(Quarantine::commit).containsExactly(docs2);
        assertThat(delivery.events)
                .last()
                .isInstanceOfSatisfying(
                        CdnEvent.RolledBack.class,
                        event -> assertThat(event.quarantined()).isEqualTo(docs2));
        assertRefused();

        CommitId site2 = delivery.push("site 2");
        assertThat(publish().change()).isEqualTo(Publication.Change.MADE);
        assertDesired(site2, docs1);
        assertRefused();

        CommitId docs3 = pushDocs("docs 3");
        publish();
        assertDesired(site2, docs3);
    }

    @Test
    @DisplayName("keeps out all that was new, and lets it in again together or one by one")
    void bothWereNew() {
        CommitId site2 = delivery.push("site 2");
        CommitId docs2 = pushDocs("docs 2");
        CommitId bad = publish().release().commit();
        delivery.publisher.rollback("one of them is bad");
        assertThat(delivery.ledger.quarantines())
                .extracting(Quarantine::commit)
                .containsExactlyInAnyOrder(site2, docs2);
        assertRefused();

        delivery.publisher.release(docs2);
        publish();
        assertDesired(site1, docs2);
        assertThatThrownBy(() -> delivery.publisher.rollbackTo(bad, "back")).hasMessageContaining("kept out");

        delivery.publisher.release(bad);
        assertThat(delivery.ledger.quarantines()).isEmpty();
        publish();
        assertDesired(site2, docs2);
    }

    @Test
    @DisplayName("goes back to any release that it had")
    void rollsBackTo() {
        CommitId first = CommitId.joined(List.of(site1, docs1));
        pushDocs("docs 2");
        publish();
        delivery.push("site 2");
        publish();

        delivery.publisher.rollbackTo(first, "far back");
        assertDesired(site1, docs1);
    }
}

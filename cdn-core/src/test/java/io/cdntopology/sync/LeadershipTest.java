package io.cdntopology.sync;

import static org.assertj.core.api.Assertions.assertThat;

import io.cdntopology.release.CommitId;
import io.cdntopology.spi.ContentReader;
import io.cdntopology.spi.ContentRepository;
import io.cdntopology.spi.Revision;
import io.cdntopology.topology.EdgeId;
import io.cdntopology.topology.HostId;
import io.cdntopology.topology.TopologyName;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("The lead")
class LeadershipTest {
    @TempDir
    private Path directory;

    private DeliveryFixture delivery;
    private Ledger otherLedger;
    private Publisher other;

    @BeforeEach
    void open() {
        delivery = new DeliveryFixture(directory);
        otherLedger = new Ledger(delivery.coordination.connect(), new TopologyName("docs"));
        otherLedger.start();
        other = delivery.publisher(otherLedger, delivery.repository, "other");
    }

    @AfterEach
    void close() {
        otherLedger.close();
        delivery.close();
    }

    private static ConditionFactory await() {
        return Awaitility.await().pollDelay(Duration.ZERO).pollInterval(Duration.ofMillis(5));
    }

    private String leader() {
        return delivery.ledger.read().leader().map(Leader::by).orElse("nobody");
    }

    private Optional<CommitId> desired() {
        return delivery.ledger.read().desired().map(desired -> desired.release().commit());
    }

    @Test
    @DisplayName("is the first one's, who publishes; the other one leaves it to it")
    void firstLeads() {
        CommitId commit = delivery.push("one");

        assertThat(delivery.publisher.poll()).isPresent();
        delivery.push("two");

        assertThat(other.poll()).isEmpty();
        assertThat(desired()).contains(commit);
        assertThat(leader()).isEqualTo("test");
    }

    @Test
    @DisplayName("passes at once when the process that has it ends")
    void passesOn() {
        delivery.push("one");
        delivery.publisher.poll();
        await().until(() -> otherLedger.leader().isPresent());
        CommitId second = delivery.push("two");

        delivery.ledger.close();
        await().until(() -> otherLedger.leader().isEmpty());

        assertThat(other.poll()).isPresent();
        assertThat(desired()).contains(second);
        assertThat(leader()).isEqualTo("other");
    }

    @Test
    @DisplayName("is taken over by whoever is told to publish")
    void takenOver() {
        delivery.push("one");
        delivery.publisher.poll();
        long token = delivery.ledger.read().leader().orElseThrow().token();
        delivery.push("two");

        other.publish();
        CommitId third = delivery.push("three");

        assertThat(leader()).isEqualTo("other");
        assertThat(delivery.ledger.read().leader().orElseThrow().token()).isGreaterThan(token);
        await().until(() -> delivery.publisher.poll().isEmpty());
        assertThat(other.poll()).isPresent();
        assertThat(desired()).contains(third);
    }

    @Test
    @DisplayName("is not taken over for nothing: who publishes what is wanted already decides nothing")
    void nothingDecided() {
        delivery.push("one");
        delivery.publisher.poll();

        assertThat(other.publish().change()).isEqualTo(Publication.Change.NONE);
        assertThat(leader()).isEqualTo("test");
    }

    @Test
    @DisplayName("fences: what a leader decided before it was deposed is not written after")
    void fences() {
        delivery.push("one");
        delivery.publisher.publish();
        CommitId bad = delivery.push("bad");
        delivery.publisher.publish();
        delivery.publisher.rollback("it is bad");
        CommitId third = delivery.push("three");
        LedgerState before = delivery.ledger.read();
        delivery.ledger.close();
        Ledger slowLedger = new Ledger(delivery.client, new TopologyName("docs"));

        // In the middle of a decision of the leader the lead passes on, and what is wanted stays as it was.
        List<String> leaders = new ArrayList<>();
        Publisher slow = delivery.publisher(
                slowLedger,
                new Interrupted(delivery.repository, () -> {
                    leaders.add(leader());
                    other.release(bad);
                }),
                "slow");
        assertThat(slow.poll()).isEmpty();

        assertThat(leaders).containsExactly("slow", "other");
        assertThat(leader()).isEqualTo("other");
        assertThat(delivery.ledger.read().desiredRevision()).isEqualTo(before.desiredRevision());
        assertThat(other.poll()).isPresent();
        assertThat(desired()).contains(third);
    }

    @Test
    @DisplayName("is lost with the lease, and taken again under a new one with a newer token")
    void leaseExpires() {
        delivery.push("one");
        delivery.publisher.poll();
        long token = delivery.ledger.read().leader().orElseThrow().token();
        CommitId second = delivery.push("two");

        delivery.coordination.faults().expireLeases();
        assertThat(leader()).isEqualTo("nobody");
        await().until(() -> delivery.publisher.poll().isPresent());

        assertThat(desired()).contains(second);
        assertThat(delivery.ledger.read().leader().orElseThrow().token()).isGreaterThan(token);
    }

    @Test
    @DisplayName("is nobody's while the store cannot be reached, before its lease can end")
    void stepsDown() {
        Leadership leadership = new Leadership(delivery.ledger, "cut off", () -> delivery.now);
        assertThat(leadership.campaign()).isTrue();

        delivery.coordination.faults().cut();

        await().atMost(Membership.TTL).until(() -> !leadership.isHeld());
        assertThat(delivery.ledger.leader()).isPresent();
    }

    @Test
    @DisplayName("comes with the reports of the hosts of a process: they go when the process does, and come back")
    void hostsGo() {
        delivery.push("one");
        delivery.publisher.poll();
        delivery.synchronizer.pass();
        await().until(() -> otherLedger.host(DeliveryFixture.HOST).isPresent());

        delivery.coordination.faults().expireLeases();
        await().until(() -> otherLedger.host(DeliveryFixture.HOST).isEmpty()
                && delivery.ledger.host(DeliveryFixture.HOST).isEmpty());
        delivery.synchronizer.pass();
        await().until(() -> otherLedger.host(DeliveryFixture.HOST).isPresent());

        delivery.ledger.close();
        await().until(() -> otherLedger.host(DeliveryFixture.HOST).isEmpty());
    }

    @Test
    @DisplayName("comes with what edges said, which goes with the process that asked them, too")
    void edgesGo() {
        EdgeReport report = new EdgeReport(
                new EdgeId("eu-1"), URI.create("http://127.0.0.1:8080/"), Optional.empty(), "no answer", delivery.now);
        delivery.ledger.report(List.of(report));
        await().until(() -> otherLedger.edges().equals(List.of(report)));

        long revision = delivery.ledger.read().revision();
        delivery.ledger.report(List.of(new EdgeReport(
                report.edge(), report.address(), report.commit(), report.trouble(), delivery.now.plusSeconds(1))));
        assertThat(delivery.ledger.read().revision()).isEqualTo(revision);

        delivery.ledger.close();
        await().until(() -> otherLedger.edges().isEmpty());
    }

    @Test
    @DisplayName("is not a host's business: its ledger hears what is wanted only, and says again what was forgotten")
    void hostsLedger() {
        CommitId commit = delivery.push("one");
        delivery.publisher.poll();
        Ledger host = Ledger.ofHost(delivery.coordination.connect(), new TopologyName("docs"), Line.CONTENT);
        host.start();
        await().until(() -> host.desired().isPresent());
        Executor saying = Executors.newSingleThreadExecutor();
        HostReport report =
                new HostReport(new HostId("far"), HostReport.State.CONVERGED, Optional.empty(), "", delivery.now);
        host.onChange(() -> saying.execute(() -> host.report(report)));

        host.report(report);
        await().until(() -> delivery.ledger.host(report.host()).isPresent());
        delivery.coordination.faults().expireLeases();
        await().until(() -> delivery.ledger.host(report.host()).isEmpty());
        await().until(() -> delivery.ledger.host(report.host()).isPresent());

        assertThat(host.leader()).isEmpty();
        assertThat(host.desired().orElseThrow().release().commit()).isEqualTo(commit);
        host.close();
    }

    /** Something happens while the newest commit is being fetched. */
    private record Interrupted(ContentRepository repository, Runnable event) implements ContentRepository {
        @Override
        public Revision latest() {
            event.run();
            return repository.latest();
        }

        @Override
        public Revision at(CommitId commit) {
            return repository.at(commit);
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

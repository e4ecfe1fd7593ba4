package io.cdntopology.etcd;

import static org.assertj.core.api.Assertions.assertThat;

import io.cdntopology.embedded.InMemoryContent;
import io.cdntopology.failure.CdnException;
import io.cdntopology.failure.ErrorCode;
import io.cdntopology.release.CommitId;
import io.cdntopology.spi.ContentRepository;
import io.cdntopology.spi.CoordinationClient;
import io.cdntopology.spi.Key;
import io.cdntopology.store.SiteCheck;
import io.cdntopology.sync.Leadership;
import io.cdntopology.sync.Ledger;
import io.cdntopology.sync.Publication;
import io.cdntopology.sync.Publisher;
import io.cdntopology.sync.ReleaseGate;
import io.cdntopology.topology.ContentLimits;
import io.cdntopology.topology.TopologyName;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;

@DisplayName("While the leader of three members is killed and paused, two publishers that depose each other")
@Timeout(300)
@Isolated("it takes more than its share of the processors")
class DeposedLeadersIT {
    /** At most 20, which take more than a minute: {@code -Dcdn.kills=20}. */
    private static final int DISTURBANCES = Math.min(20, Integer.getInteger("cdn.kills", 4));

    /** Decisions by each publisher between two disturbances. */
    private static final int DECISIONS = 3;

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Key PREFIX = new Key("/cdn/docs/");

    private final InMemoryContent site = InMemoryContent.create();

    @TempDir
    Path directory;

    @Test
    @DisplayName("make one history without gap or fork, each decision by who led when it was written")
    void oneHistory() throws Exception {
        List<EtcdProcess> members = EtcdProcess.start(directory, 3, EtcdSetup.PLAIN);
        try (Deciding one = new Deciding("one", members);
                Deciding two = new Deciding("two", members)) {
            for (int i = 0; i < DISTURBANCES; i++) {
                EtcdProcess leader = awaitLeader(members);
                if (i % 2 == 0) {
                    leader.kill();
                } else {
                    leader.pause();
                }
                awaitDecisions(one, two);
                if (i % 2 == 0) {
                    leader.restart();
                } else {
                    leader.resume();
                }
            }
            one.stop();
            two.stop();

            DecisionLog log = DecisionLog.read(one.client, PREFIX);
            assertThat(log.problems()).isEmpty();
            assertThat(log.leaders()).contains("one", "two");
            assertThat(log.changesOfLeader()).isGreaterThan(DISTURBANCES);
            assertThat(log.commits()).containsAllEntriesOf(one.accepted).containsAllEntriesOf(two.accepted);
        } finally {
            members.forEach(EtcdProcess::close);
        }
    }

    private static EtcdProcess awaitLeader(List<EtcdProcess> members) {
        List<EtcdProcess> found = new ArrayList<>();
        Awaitility.await().atMost(PATIENCE).until(() -> {
            members.stream().filter(EtcdProcess::isLeader).findFirst().ifPresent(found::add);
            return !found.isEmpty();
        });
        return found.get(0);
    }

    private static void awaitDecisions(Deciding one, Deciding two) {
        int first = one.accepted.size() + DECISIONS;
        int second = two.accepted.size() + DECISIONS;
        Awaitility.await().atMost(PATIENCE).until(() -> one.accepted.size() >= first && two.accepted.size() >= second);
    }

    /** A process that pushes and publishes as fast as it can, over a connection of its own to all members. */
    private final class Deciding implements AutoCloseable {
        final CoordinationClient client;

        /** The commits of the decisions that it was told were made, by their numbers. */
        final Map<Long, CommitId> accepted = new ConcurrentHashMap<>();

        private final Ledger ledger;
        private final Publisher publisher;
        private final Thread thread;
        private final CountDownLatch stopping = new CountDownLatch(1);

        Deciding(String name, List<EtcdProcess> members) {
            client = Etcd.endpoints(members.stream()
                            .map(member -> "http://127.0.0.1:" + member.port())
                            .toArray(String[]::new))
                    .timeout(Duration.ofSeconds(2))
                    .connect();
            ledger = new Ledger(client, new TopologyName("docs"));
            ContentRepository repository = site.open(directory.resolve("content-" + name));
            publisher = new Publisher(
                    ledger,
                    repository,
                    "memory",
                    new Leadership(ledger, name, InstantSource.system()),
                    ReleaseGate.of(new SiteCheck(ContentLimits.DEFAULT), repository),
                    InstantSource.system(),
                    event -> {});
            ledger.start();
            thread = new Thread(() -> decide(name), name);
            thread.start();
        }

        private void decide(String name) {
            for (int i = 0; stopping.getCount() > 0; i++) {
                String text = name + " " + i;
                site.edit(edit -> edit.file("index.html", text)).commit(text);
                try {
                    Publication publication = publisher.publish();
                    accept(publication);
                    if (i % 3 == 2) {
                        // The lead passes on with the second of these, and what is wanted stays.
                        accept(publisher.rollback("to and fro"));
                        publisher.release(publication.release().commit());
                    }
                } catch (CdnException e) {
                    assertThat(e.code())
                            .isIn(ErrorCode.COORDINATION_UNAVAILABLE, ErrorCode.CONFLICT, ErrorCode.COMMIT_QUARANTINED);
                }
            }
        }

        private void accept(Publication publication) {
            if (publication.change() == Publication.Change.MADE) {
                accepted.put(publication.sequence(), publication.release().commit());
            }
        }

        void stop() {
            stopping.countDown();
            try {
                thread.join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }

        @Override
        public void close() {
            stop();
            ledger.close();
            client.close();
        }
    }
}

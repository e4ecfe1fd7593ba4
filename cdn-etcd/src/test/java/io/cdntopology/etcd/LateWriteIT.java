package io.cdntopology.etcd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cdntopology.embedded.InMemoryContent;
import io.cdntopology.failure.CdnException;
import io.cdntopology.failure.ErrorCode;
import io.cdntopology.release.CommitId;
import io.cdntopology.spi.ContentReader;
import io.cdntopology.spi.ContentRepository;
import io.cdntopology.spi.CoordinationClient;
import io.cdntopology.spi.Key;
import io.cdntopology.spi.Revision;
import io.cdntopology.store.SiteCheck;
import io.cdntopology.sync.Leadership;
import io.cdntopology.sync.Ledger;
import io.cdntopology.sync.Publication;
import io.cdntopology.sync.Publisher;
import io.cdntopology.sync.ReleaseGate;
import io.cdntopology.topology.ContentLimits;
import io.cdntopology.topology.TopologyName;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;

@DisplayName("A decision that was reported as failed")
@Timeout(120)
@Isolated("it measures how long calls take")
class LateWriteIT {
    /** At most 10: {@code -Dcdn.kills=10}. */
    private static final int ROUNDS = Math.min(10, Integer.getInteger("cdn.kills", 4));

    private static final Duration DEADLINE = Duration.ofSeconds(1);
    private static final Key PREFIX = new Key("/cdn/docs/");

    private final InMemoryContent site = InMemoryContent.create();
    private final List<CoordinationClient> clients = new ArrayList<>();
    private EtcdProcess etcd;
    private CuttableLink link;
    private volatile Runnable whileDeciding = () -> {};
    private Publisher delayed;
    private Publisher other;

    @TempDir
    Path directory;

    @BeforeEach
    void start() throws IOException {
        etcd = EtcdProcess.start(directory);
        link = new CuttableLink(etcd.port());
        delayed = publisher("delayed", link.port(), DEADLINE);
        other = publisher("other", etcd.port(), Duration.ofSeconds(5));
    }

    @AfterEach
    void stop() {
        clients.forEach(CoordinationClient::close);
        link.close();
        etcd.close();
    }

    private Publisher publisher(String name, int port, Duration deadline) {
        CoordinationClient client =
                Etcd.endpoints("http://127.0.0.1:" + port).timeout(deadline).connect();
        clients.add(client);
        Ledger ledger = new Ledger(client, new TopologyName("docs"));
        ContentRepository repository = new Interrupted(site.open(directory.resolve("content-" + name)));
        return new Publisher(
                ledger,
                repository,
                "memory",
                new Leadership(ledger, name, InstantSource.system()),
                ReleaseGate.of(new SiteCheck(ContentLimits.DEFAULT), repository),
                InstantSource.system(),
                event -> {});
    }

    private CommitId push(String text) {
        return site.edit(edit -> edit.file("index.html", text)).commit(text);
    }

    private static void assertUnavailable(Publisher publisher) {
        long start = System.nanoTime();
        assertThatThrownBy(publisher::publish)
                .isInstanceOfSatisfying(
                        CdnException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.COORDINATION_UNAVAILABLE));
        // A reading and a writing, each within its deadline; the rest is the machine's.
        assertThat(Duration.ofNanos(System.nanoTime() - start))
                .isLessThan(DEADLINE.multipliedBy(2).plusSeconds(2));
    }

    private DecisionLog log() {
        return DecisionLog.read(clients.get(1), PREFIX);
    }

    @Test
    @DisplayName("while etcd was stopped does not take back what was decided after that")
    void stoppedEtcd() {
        push("first");
        delayed.publish();
        CommitId last = null;
        for (int i = 0; i < ROUNDS; i++) {
            push("late " + i);
            whileDeciding = etcd::pause;
            assertUnavailable(delayed);
            whileDeciding = () -> {};
            etcd.resume();
            last = push("newer " + i);
            other.publish();
        }

        DecisionLog log = log();
        assertThat(log.problems()).isEmpty();
        assertThat(log.commits())
                .hasSizeGreaterThan(ROUNDS)
                .containsEntry((long) log.commits().size(), last);
    }

    @Test
    @DisplayName("because the answer was lost was made once, and is not made again when it is tried again")
    void lostAnswer() {
        push("first");
        delayed.publish();
        for (int i = 0; i < ROUNDS; i++) {
            CommitId commit = push("made after all " + i);
            long before = etcd.revision();
            link.loseAnswersFrom("/cdn/docs/desired/content");
            assertUnavailable(delayed);
            Awaitility.await().until(() -> etcd.revision() > before);
            link.reconnect();

            assertThat(tryAgain(delayed).release().commit()).isEqualTo(commit);
        }

        DecisionLog log = log();
        assertThat(log.problems()).isEmpty();
        assertThat(log.commits()).hasSize(1 + ROUNDS);
    }

    /** As its caller does, who may be told once more that a connection ended which nobody had used since. */
    private static Publication tryAgain(Publisher publisher) {
        return Awaitility.await()
                .ignoreExceptionsMatching(
                        e -> e instanceof CdnException failure && failure.code() == ErrorCode.COORDINATION_UNAVAILABLE)
                .until(publisher::publish, publication -> true);
    }

    /** Something happens between the reading of what is wanted and the writing of what is to be wanted. */
    private final class Interrupted implements ContentRepository {
        private final ContentRepository repository;

        Interrupted(ContentRepository repository) {
            this.repository = repository;
        }

        @Override
        public Revision latest() {
            whileDeciding.run();
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

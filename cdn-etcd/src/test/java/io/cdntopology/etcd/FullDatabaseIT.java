package io.cdntopology.etcd;

import static io.cdntopology.etcd.Failures.assertFails;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.cdntopology.Cdn;
import io.cdntopology.CdnTopology;
import io.cdntopology.embedded.Embedded;
import io.cdntopology.embedded.InMemoryContent;
import io.cdntopology.event.CdnEvent;
import io.cdntopology.failure.CdnException;
import io.cdntopology.failure.ErrorCode;
import io.cdntopology.release.CommitId;
import io.cdntopology.spi.CoordinationClient;
import io.cdntopology.spi.Key;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;
import org.slf4j.LoggerFactory;

@DisplayName("An etcd whose database is full")
@Timeout(60)
@Isolated("it reads the log")
class FullDatabaseIT {
    private static final Key FILLING = new Key("/filling/");
    private static final Key KEY = FILLING.append("key");
    private static final int QUOTA_BYTES = 4 << 20;

    private EtcdProcess etcd;

    @BeforeEach
    void startEtcd(@TempDir Path directory) throws Exception {
        etcd = EtcdProcess.start(directory, EtcdSetup.PLAIN.with("--quota-backend-bytes=" + QUOTA_BYTES));
    }

    @AfterEach
    void stopEtcd() {
        etcd.close();
    }

    private static ConditionFactory soon() {
        return Awaitility.await()
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(20))
                .atMost(Duration.ofSeconds(20));
    }

    private CdnException fill(CoordinationClient client) {
        return assertFails(ErrorCode.COORDINATION_REFUSED, () -> {
            for (int i = 0; i < 64; i++) {
                Failures.put(client, KEY, "x".repeat(1 << 20));
            }
        });
    }

    private static Logger rootLogger() {
        return (Logger) LoggerFactory.getLogger(Logger.ROOT_LOGGER_NAME);
    }

    private void makeRoom() {
        etcd.ask("del", "--prefix", FILLING.value());
        etcd.compact(etcd.revision());
        etcd.ask("defrag");
        etcd.ask("alarm", "disarm");
    }

    @Test
    @DisplayName(
            "refuses writes and says what to do; reads and watches go on, and so does all when there is room again")
    void refusesWrites() throws Exception {
        try (CoordinationClient client = Etcd.endpoints(etcd.url()).connect();
                CuttableLink link = new CuttableLink(etcd.port())) {
            CdnException failure = fill(client);
            assertThat(failure)
                    .hasMessageContaining("the database of etcd is full")
                    .hasMessageContaining("compact")
                    .hasMessageContaining("defrag")
                    .hasMessageContaining("alarm disarm");
            EventFollower follower = new EventFollower(client, FILLING, link);
            follower.start();
            CdnException again =
                    assertFails(ErrorCode.COORDINATION_REFUSED, () -> Failures.put(client, KEY, "x".repeat(1 << 20)));
            assertThat(again).hasMessage(failure.getMessage());
            assertFails(ErrorCode.COORDINATION_REFUSED, () -> client.grant(Duration.ofSeconds(5), () -> {}));
            assertThat(client.read(FILLING).entries()).containsKey(KEY);

            makeRoom();
            Failures.put(client, KEY, "small");
            soon().until(() -> follower.state().containsKey(KEY)
                    && follower.state().get(KEY).value().equals("small"));
            assertThat(follower.breaks()).isZero();
        }
    }

    @Test
    @DisplayName("is told and logged once by a network that tries again and again, and goes on serving")
    void toldOnce() throws Exception {
        InMemoryContent site = Embedded.content().withPollInterval(Duration.ofMillis(50));
        List<CdnEvent.PublishFailed> failed = new CopyOnWriteArrayList<>();
        CommitId first = site.edit(e -> e.file("index.html", "one")).commit("Say one");
        try (Cdn cdn = CdnTopology.builder()
                        .name("docs")
                        .content(site)
                        .coordination(Etcd.endpoints(etcd.url()))
                        .platform(Embedded.platform())
                        .edges("eu", 1)
                        .build()
                        .start();
                CoordinationClient client = Etcd.endpoints(etcd.url()).connect()) {
            cdn.events(event -> {
                if (event instanceof CdnEvent.PublishFailed failure) {
                    failed.add(failure);
                }
            });
            assertThat(cdn.awaitConverged(Duration.ofSeconds(20)).release().commit())
                    .isEqualTo(first);
            fill(client);
            ListAppender<ILoggingEvent> warnings = new ListAppender<>();
            warnings.start();
            rootLogger().addAppender(warnings);
            CommitId second = site.edit(e -> e.file("index.html", "two")).commit("Say two");
            soon().until(() -> !failed.isEmpty());
            assertFails(ErrorCode.COORDINATION_REFUSED, cdn::publish);
            // Ten of its own attempts long.
            soon().during(site.pollInterval().multipliedBy(10)).until(() -> failed.size() == 1);
            rootLogger().detachAppender(warnings);
            assertThat(warnings.list).hasSize(1);
            assertThat(cdn.status().edges()).hasSize(1);

            makeRoom();
            soon().ignoreExceptionsInstanceOf(CdnException.class)
                    .until(() -> cdn.awaitConverged(Duration.ofSeconds(5))
                            .release()
                            .commit()
                            .equals(second));
            assertThat(failed).hasSize(1);
        }
    }
}

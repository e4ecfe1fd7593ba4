package io.cdntopology.etcd;

import static io.cdntopology.etcd.Failures.assertFails;
import static org.assertj.core.api.Assertions.assertThat;

import io.cdntopology.failure.CdnException;
import io.cdntopology.failure.ErrorCode;
import io.cdntopology.spi.Change;
import io.cdntopology.spi.CoordinationClient;
import io.cdntopology.spi.Key;
import io.cdntopology.spi.Lease;
import io.cdntopology.spi.Watch;
import io.cdntopology.spi.WatchListener;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("A real etcd with authentication")
@Timeout(60)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AuthenticationIT {
    private static final String PASSWORD = "hunter2-and-more";
    private static final String NAMESPACE = "/own";
    private static final Key PREFIX = new Key("/docs/");
    private static final Key FOREIGN = new Key("/foreign/");

    private EtcdProcess etcd;

    @BeforeAll
    void startEtcd(@TempDir Path directory) throws Exception {
        etcd = EtcdProcess.start(directory, EtcdSetup.PLAIN.fastPasswords());
        etcd.enableAuthentication("cdn", PASSWORD, NAMESPACE + PREFIX);
    }

    @AfterAll
    void stopEtcd() {
        etcd.close();
    }

    private EtcdCoordination anonymous() {
        return Etcd.endpoints(etcd.url()).timeout(Failures.TIMEOUT).namespace(NAMESPACE);
    }

    private EtcdCoordination described() {
        return anonymous().user("cdn", () -> PASSWORD);
    }

    private static ConditionFactory soon() {
        return Awaitility.await()
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(10))
                .atMost(Duration.ofSeconds(20));
    }

    private static CdnException loss(CoordinationClient client, Key prefix) throws Exception {
        CompletableFuture<CdnException> lost = new CompletableFuture<>();
        WatchListener listener = new WatchListener() {
            @Override
            public void onChanges(long revision, List<Change> changes) {}

            @Override
            public void onLost(CdnException reason) {
                lost.complete(reason);
            }
        };
        Watch watch = client.watch(prefix, 1, listener);
        try {
            return lost.get(20, TimeUnit.SECONDS);
        } finally {
            watch.close();
        }
    }

    @Test
    @DisplayName("lets a user in who has the right password, from a supplier or a file")
    void rightPassword(@TempDir Path directory) throws Exception {
        Path file = Files.writeString(directory.resolve("password"), PASSWORD + "\n");
        for (EtcdCoordination good : List.of(described(), anonymous().user("cdn", file))) {
            try (CoordinationClient client = good.connect()) {
                Failures.put(client, PREFIX.append("right"), "yes");
                assertThat(client.read(PREFIX).entries()).containsKey(PREFIX.append("right"));
            }
        }
    }

    @Test
    @DisplayName("refuses a wrong password, which is said nowhere; a corrected one is taken by the same client")
    void wrongPassword(@TempDir Path directory) throws Exception {
        String wrong = "wr0ng-pa55word";
        Path file = Files.writeString(directory.resolve("password"), wrong);
        EtcdCoordination bad = anonymous().user("cdn", file);
        try (CoordinationClient client = bad.connect()) {
            CdnException failure = assertFails(ErrorCode.COORDINATION_REFUSED, () -> client.read(PREFIX));
            assertThat(failure)
                    .hasMessageContaining("knows no user 'cdn' with this password")
                    .hasMessageContaining("etcdctl user passwd");
            assertThat(List.of(bad.toString(), bad.location(), Failures.printed(failure)))
                    .allSatisfy(text -> assertThat(text).doesNotContain(wrong));
            assertThat(assertFails(
                            ErrorCode.COORDINATION_REFUSED, () -> Failures.put(client, PREFIX.append("a"), "no")))
                    .hasMessageContaining("this password");
            assertThat(loss(client, PREFIX).code()).isEqualTo(ErrorCode.COORDINATION_REFUSED);

            Files.writeString(file, PASSWORD);
            assertThat(client.read(PREFIX).revision()).isPositive();
        }
    }

    @Test
    @DisplayName("refuses a client that gives no user")
    void noUser() throws Exception {
        try (CoordinationClient client = anonymous().connect()) {
            assertThat(assertFails(ErrorCode.COORDINATION_REFUSED, () -> client.read(PREFIX)))
                    .hasMessageContaining("no user is given")
                    .hasMessageContaining("user(…)");
            assertThat(assertFails(
                            ErrorCode.COORDINATION_REFUSED, () -> Failures.put(client, PREFIX.append("a"), "no")))
                    .hasMessageContaining("no user is given");
            CdnException lost = loss(client, PREFIX);
            assertThat(lost.code()).as(lost.getMessage()).isEqualTo(ErrorCode.COORDINATION_REFUSED);
        }
    }

    @Test
    @DisplayName("refuses what the role of the user does not allow, names the keys, and ends no watch that it allows")
    void permissionDenied() throws Exception {
        try (CoordinationClient client = described().connect();
                CuttableLink link = new CuttableLink(etcd.port())) {
            EventFollower follower = new EventFollower(client, PREFIX, link);
            follower.start();
            assertThat(assertFails(ErrorCode.COORDINATION_REFUSED, () -> client.read(FOREIGN)))
                    .hasMessageContaining("user 'cdn' may not do that below /own/foreign/")
                    .hasMessageContaining("readwrite /own/foreign/");
            assertThat(assertFails(
                            ErrorCode.COORDINATION_REFUSED, () -> Failures.put(client, FOREIGN.append("a"), "no")))
                    .hasMessageContaining("below /own/foreign/");
            CdnException lost = loss(client, FOREIGN);
            assertThat(lost.code()).isEqualTo(ErrorCode.COORDINATION_REFUSED);
            assertThat(lost).hasMessageContaining("below /own/foreign/");

            Failures.put(client, PREFIX.append("allowed"), "yes");
            soon().until(() -> follower.state().containsKey(PREFIX.append("allowed")));
            assertThat(follower.breaks()).isZero();
        }
    }

    @Test
    @DisplayName("forgets all tokens: calls go on, leases are kept, a watcher misses nothing")
    void tokensForgotten() throws Exception {
        Key pointer = PREFIX.append("pointer");
        try (CoordinationClient writer = described().connect();
                CoordinationClient watching = described().connect();
                CuttableLink link = new CuttableLink(etcd.port());
                Lease lease = watching.grant(Duration.ofSeconds(30), () -> {})) {
            EventFollower follower = new EventFollower(watching, PREFIX, link);
            follower.start();
            for (int i = 0; i < 5; i++) {
                forgetTokens();
                long next = follower.next();
                Failures.put(writer, pointer, "before " + i);
                // Its reading gets a new connection, so that the watch breaks as well.
                assertThat(watching.read(PREFIX).entry(pointer).orElseThrow().value())
                        .isEqualTo("before " + i);
                Failures.put(writer, pointer, "after " + i);
                soon().until(() -> follower.next() >= next + 2);
            }
            assertThat(follower.revisions()).isSorted().doesNotHaveDuplicates();
            assertThat(follower.breaks()).isPositive();
            assertThat(follower.leaps()).isEmpty();
            assertThat(follower.revisions().size()).isEqualTo(10);
            assertThat(follower.state()).isEqualTo(watching.read(PREFIX).entries());
            assertThat(lease.isHeld()).isTrue();
        }
    }

    @Test
    @DisplayName("forgets all tokens: a watch that begins then is lost as one that can be had again")
    void watchWithAnOldToken() throws Exception {
        try (CoordinationClient client = described().connect()) {
            assertThat(client.read(PREFIX).revision()).isPositive();
            forgetTokens();
            CdnException lost = loss(client, PREFIX);
            assertThat(lost.code()).as(lost.getMessage()).isEqualTo(ErrorCode.COORDINATION_UNAVAILABLE);
            assertThat(lost).hasMessageContaining("token");
        }
    }

    /** The tokens of a user end when its password is set, here to what it was. */
    private void forgetTokens() {
        setPassword("cdn", PASSWORD);
    }

    private void setPassword(String user, String password) {
        etcd.tell(password + "\n", "user", "passwd", user, "--interactive=false");
    }

    @Test
    @DisplayName("changes the password: a client reads the new one without a failure")
    void passwordChanged(@TempDir Path directory) throws Exception {
        etcd.ask("user", "add", "rotating:first");
        etcd.ask("user", "grant-role", "rotating", "cdn");
        Path file = Files.writeString(directory.resolve("password"), "first\n");
        try (CoordinationClient client = anonymous().user("rotating", file).connect()) {
            assertThat(client.read(PREFIX).revision()).isPositive();
            Files.writeString(file, "second\r\n");
            setPassword("rotating", "second");
            assertThat(client.read(PREFIX).revision()).isPositive();
        }
    }

    @Test
    @DisplayName("is missed by a user that is given to an etcd without it")
    void notEnabled(@TempDir Path directory) throws Exception {
        try (EtcdProcess open = EtcdProcess.start(directory);
                CoordinationClient client =
                        Etcd.endpoints(open.url()).user("cdn", () -> PASSWORD).connect()) {
            assertThat(assertFails(ErrorCode.COORDINATION_REFUSED, () -> client.read(PREFIX)))
                    .hasMessageContaining("etcd has no authentication")
                    .hasMessageContaining("etcdctl auth enable");
        }
    }
}

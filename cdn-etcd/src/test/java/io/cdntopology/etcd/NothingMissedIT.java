package io.cdntopology.etcd;

import static org.assertj.core.api.Assertions.assertThat;

import io.cdntopology.failure.CdnException;
import io.cdntopology.failure.ErrorCode;
import io.cdntopology.spi.CommitResult;
import io.cdntopology.spi.Condition;
import io.cdntopology.spi.CoordinationClient;
import io.cdntopology.spi.Entry;
import io.cdntopology.spi.Key;
import io.cdntopology.spi.Transaction;
import io.cdntopology.spi.Write;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@DisplayName(
        "While hundreds of writes are made, the link cut again and again, and etcd killed and compacted, a watcher")
@Timeout(300)
class NothingMissedIT {
    /** With {@code -Dcdn.writes=2000} the link is cut 100 times, and etcd killed and compacted 5 times each. */
    private static final int WRITES = Integer.getInteger("cdn.writes", 600);

    private static final int CUTS = WRITES / 20;
    private static final int KILLS = Math.max(3, WRITES / 400);
    private static final int COMPACTIONS = KILLS;
    private static final long SEED = 20_261_124;
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final Key prefix = new Key("/chaos/");
    private final Key pointer = prefix.append("pointer");
    private final List<Long> written = new ArrayList<>();
    private final List<Long> compacted = new ArrayList<>();

    @TempDir
    Path directory;

    @Test
    @DisplayName(
            "sees every revision that was not compacted before, once and in order, and ends with the store's state")
    void nothingMissed() throws Exception {
        Random random = new Random(SEED);
        Set<Integer> cuts = positions(random, CUTS);
        Set<Integer> kills = positions(random, KILLS);
        // In the middle of a cut, so that what the watcher has to hear next is gone.
        Set<Integer> compactions =
                cuts.stream().limit(COMPACTIONS).map(cut -> cut + 3).collect(Collectors.toSet());
        try (EtcdProcess etcd = EtcdProcess.start(directory);
                CuttableLink link = new CuttableLink(etcd.port());
                CoordinationClient writer =
                        Etcd.endpoints("http://127.0.0.1:" + etcd.port()).connect();
                CoordinationClient watching =
                        Etcd.endpoints("http://127.0.0.1:" + link.port()).connect()) {
            EventFollower follower = new EventFollower(watching, prefix, link);
            follower.start();
            long mended = 0;
            for (int i = 0; i < WRITES; i++) {
                if (cuts.contains(i)) {
                    awaitCaughtUp(follower, link);
                    link.cut();
                    mended = i + 4L + random.nextInt(10);
                }
                if (kills.contains(i)) {
                    etcd.kill();
                    etcd.restart();
                }
                write(writer, i);
                if (compactions.contains(i)) {
                    compacted.add(written.get(written.size() - 1));
                    etcd.compact(written.get(written.size() - 1));
                }
                if (i >= mended) {
                    link.restore();
                }
            }
            link.restore();
            awaitCaughtUp(follower, link);

            assertThat(follower.state()).isEqualTo(writer.read(prefix).entries());
            assertThat(follower.breaks()).isGreaterThan(CUTS / 2);
            assertEverythingSeen(follower);
        }
    }

    private void assertEverythingSeen(EventFollower follower) {
        List<Long> seen = follower.revisions();
        assertThat(seen).isSorted().doesNotHaveDuplicates();
        List<Long> missed = new ArrayList<>(written);
        missed.removeAll(new HashSet<>(seen));
        assertThat(missed)
                .isNotEmpty()
                .allSatisfy(revision -> assertThat(follower.leaps())
                        .anyMatch(leap -> leap.from() <= revision && revision <= leap.to()));
        assertThat(follower.leaps())
                .hasSizeBetween(1, COMPACTIONS)
                .allSatisfy(leap -> assertThat(compacted).contains(leap.to() + 1));
    }

    /** So that a cut meets a watch that runs; not if one cut follows another. */
    private void awaitCaughtUp(EventFollower follower, CuttableLink link) {
        if (link.isWhole() && !written.isEmpty()) {
            long last = written.get(written.size() - 1);
            Awaitility.await()
                    .pollDelay(Duration.ZERO)
                    .pollInterval(Duration.ofMillis(5))
                    .atMost(PATIENCE)
                    .until(() -> follower.next() > last);
        }
    }

    private static Set<Integer> positions(Random random, int count) {
        Set<Integer> positions = new HashSet<>();
        while (positions.size() < count) {
            positions.add(random.nextInt(WRITES));
        }
        return positions;
    }

    /** Writes once, however often it has to be tried: a repetition of what was made after all is a conflict. */
    private void write(CoordinationClient writer, int number) {
        Awaitility.await()
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(20))
                .atMost(PATIENCE)
                .ignoreExceptionsMatching(
                        e -> e instanceof CdnException c && c.code() == ErrorCode.COORDINATION_UNAVAILABLE)
                .until(() -> isWritten(writer, "release " + number));
    }

    private boolean isWritten(CoordinationClient writer, String value) {
        Entry before = writer.read(prefix).entries().get(pointer);
        if (before != null && before.value().equals(value)) {
            written.add(before.changedRevision());
            return true;
        }
        Condition unchanged = before == null
                ? new Condition.Absent(pointer)
                : new Condition.ChangedAt(pointer, before.changedRevision());
        CommitResult result =
                writer.commit(new Transaction(List.of(unchanged), List.of(new Write.Put(pointer, value))));
        if (result instanceof CommitResult.Committed committed) {
            written.add(committed.revision());
            return true;
        }
        return false;
    }
}

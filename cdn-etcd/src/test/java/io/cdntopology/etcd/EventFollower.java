package io.cdntopology.etcd;

import io.cdntopology.failure.CdnException;
import io.cdntopology.failure.ErrorCode;
import io.cdntopology.spi.Change;
import io.cdntopology.spi.CoordinationClient;
import io.cdntopology.spi.Entry;
import io.cdntopology.spi.Key;
import io.cdntopology.spi.Snapshot;
import io.cdntopology.spi.WatchListener;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import org.awaitility.Awaitility;

/**
 * Follows a prefix as its users do: reads, watches, watches again from where it was after a break. If that was compacted it
 * reads again, and watches from the oldest revision that is left.
 */
final class EventFollower implements WatchListener {
    private final CoordinationClient client;
    private final Key prefix;
    private final CuttableLink link;
    private final SortedMap<Key, Entry> state = new TreeMap<>();
    private final List<Long> revisions = new ArrayList<>();
    private CompletableFuture<CdnException> lost = new CompletableFuture<>();
    private long next;

    /** The revision of the last reading. */
    private long read;

    /** The oldest revision that the last compaction has left. */
    private long oldest;

    private int breaks;
    private final List<Leap> leaps = new ArrayList<>();

    /** The revisions, both included, that were compacted before they were told. */
    record Leap(long from, long to) {}

    EventFollower(CoordinationClient client, Key prefix, CuttableLink link) {
        this.client = client;
        this.prefix = prefix;
        this.link = link;
    }

    /** Begins, and goes on in a thread of its own until the client is closed. */
    void start() {
        Snapshot snapshot = client.read(prefix);
        synchronized (this) {
            state.putAll(snapshot.entries());
            read = snapshot.revision();
            next = read + 1;
        }
        Thread thread = new Thread(this::follow, "follower");
        thread.setDaemon(true);
        thread.start();
    }

    private void follow() {
        while (true) {
            try {
                CompletableFuture<CdnException> end = new CompletableFuture<>();
                synchronized (this) {
                    lost = end;
                }
                client.watch(prefix, next(), this);
                throw end.join();
            } catch (CdnException e) {
                if (e.code() == ErrorCode.CLOSED) {
                    return;
                }
                recover(e);
            }
        }
    }

    private void recover(CdnException reason) {
        synchronized (this) {
            breaks++;
        }
        Awaitility.await().atMost(Duration.ofMinutes(1)).until(link::isWhole);
        if (reason.code() == ErrorCode.CONFLICT) {
            Awaitility.await()
                    .atMost(Duration.ofMinutes(1))
                    .ignoreExceptionsMatching(
                            e -> e instanceof CdnException c && c.code() == ErrorCode.COORDINATION_UNAVAILABLE)
                    .until(this::readAgain);
        }
    }

    /** Takes the state as it is, and goes on with the oldest revision that is left, which may be before that. */
    private boolean readAgain() {
        Snapshot snapshot = client.read(prefix);
        synchronized (this) {
            state.clear();
            state.putAll(snapshot.entries());
            read = snapshot.revision();
            leaps.add(new Leap(next, oldest - 1));
            next = oldest;
        }
        return true;
    }

    @Override
    public synchronized void onChanges(long revision, List<Change> changes) {
        for (Change change : changes) {
            revisions.add(change.revision());
            if (change.revision() <= read) {
                continue;
            }
            if (change instanceof Change.Put put) {
                state.put(put.key(), put.entry());
            } else {
                state.remove(change.key());
            }
        }
        next = revision + 1;
    }

    @Override
    public synchronized void onLost(CdnException reason) {
        lost.complete(reason);
    }

    @Override
    public synchronized void onCompacted(long oldestLeft, CdnException reason) {
        oldest = oldestLeft;
        lost.complete(reason);
    }

    synchronized long next() {
        return next;
    }

    synchronized SortedMap<Key, Entry> state() {
        return new TreeMap<>(state);
    }

    /** The revisions that were told, in the order in which they were. */
    synchronized List<Long> revisions() {
        return List.copyOf(revisions);
    }

    synchronized int breaks() {
        return breaks;
    }

    synchronized List<Leap> leaps() {
        return List.copyOf(leaps);
    }
}

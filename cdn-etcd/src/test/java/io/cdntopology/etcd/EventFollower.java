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
 * Follows a prefix as its users do: reads, watches, watches again from where it was after a break, and reads again only
 * if that was compacted.
 */
final class EventFollower implements WatchListener {
    private final CoordinationClient client;
    private final Key prefix;
    private final CuttableLink link;
    private final SortedMap<Key, Entry> state = new TreeMap<>();
    private final List<Long> revisions = new ArrayList<>();
    private CompletableFuture<CdnException> lost = new CompletableFuture<>();
    private long next;
    private int breaks;
    private final List<Leap> leaps = new ArrayList<>();

    /** The revisions, both included, that a second reading passed over. */
    record Leap(long from, long to) {}

    EventFollower(CoordinationClient client, Key prefix, CuttableLink link) {
        this.client = client;
        this.prefix = prefix;
        this.link = link;
    }

    /** Begins, and goes on in a thread of its own until the client is closed. */
    void start() {
        readAgain();
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

    private boolean readAgain() {
        Snapshot snapshot = client.read(prefix);
        synchronized (this) {
            state.clear();
            state.putAll(snapshot.entries());
            if (next > 0) {
                leaps.add(new Leap(next, snapshot.revision()));
            }
            next = snapshot.revision() + 1;
        }
        return true;
    }

    @Override
    public synchronized void onChanges(long revision, List<Change> changes) {
        for (Change change : changes) {
            revisions.add(change.revision());
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

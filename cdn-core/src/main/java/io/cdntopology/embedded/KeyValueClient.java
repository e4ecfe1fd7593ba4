package io.cdntopology.embedded;

import io.cdntopology.failure.CdnException;
import io.cdntopology.failure.ErrorCode;
import io.cdntopology.failure.Problem;
import io.cdntopology.spi.CommitResult;
import io.cdntopology.spi.CoordinationClient;
import io.cdntopology.spi.Key;
import io.cdntopology.spi.Lease;
import io.cdntopology.spi.Snapshot;
import io.cdntopology.spi.Transaction;
import io.cdntopology.spi.Watch;
import io.cdntopology.spi.WatchListener;
import io.cdntopology.spi.Write;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.atomic.AtomicBoolean;

/** A client of a {@link KeyValueStore}: its watches and leases, and the one thread that calls their listeners. */
final class KeyValueClient implements CoordinationClient {
    /** What etcd takes by default in one request. */
    static final int MAX_TRANSACTION_BYTES = 1536 * 1024;

    private static final Duration MIN_TTL = Duration.ofSeconds(1);

    private final KeyValueStore store;
    private final StoreClock clock;
    private final ExecutorService listenerThread = DaemonThreads.single("cdn-coordination");
    private final Set<KeyValueWatch> watches = ConcurrentHashMap.newKeySet();
    private final Set<KeyValueLease> leases = ConcurrentHashMap.newKeySet();
    private final AtomicBoolean closed = new AtomicBoolean();

    KeyValueClient(KeyValueStore store, StoreClock clock) {
        this.store = store;
        this.clock = clock;
    }

    @Override
    public Snapshot read(Key prefix) {
        requireOpen("Reading " + prefix);
        return store.read(prefix);
    }

    @Override
    public CommitResult commit(Transaction transaction) {
        String attempted = "Writing " + transaction.writes().get(0).key();
        requireOpen(attempted);
        requireSmall(attempted, transaction);
        return store.commit(transaction);
    }

    @Override
    public Watch watch(Key prefix, long fromRevision, WatchListener listener) {
        String attempted = "Watching " + prefix;
        if (fromRevision < 1) {
            throw invalid(
                    attempted, "fromRevision", fromRevision + " is below 1", "give a snapshot's revision plus one");
        }
        requireOpen(attempted);
        KeyValueWatch watch = new KeyValueWatch(this, prefix, fromRevision, listener);
        watches.add(watch);
        try {
            store.subscribe(watch);
            requireOpen(attempted);
        } catch (CdnException e) {
            watch.close();
            throw e;
        }
        return watch;
    }

    @Override
    public Lease grant(Duration ttl, Runnable onLost) {
        String attempted = "Granting a lease";
        if (ttl.compareTo(MIN_TTL) < 0) {
            throw invalid(attempted, "ttl", ttl + " is below " + MIN_TTL, "give one second or more");
        }
        requireOpen(attempted);
        KeyValueLease lease = KeyValueLease.grant(this, ttl, onLost);
        leases.add(lease);
        try {
            requireOpen(attempted);
        } catch (CdnException e) {
            lease.close();
            throw e;
        }
        return lease;
    }

    @Override
    public void close() {
        if (closed.compareAndSet(false, true)) {
            watches.forEach(KeyValueWatch::close);
            leases.forEach(KeyValueLease::close);
            listenerThread.shutdown();
        }
    }

    KeyValueStore store() {
        return store;
    }

    StoreClock clock() {
        return clock;
    }

    /** What calls a new listener. */
    Delivery delivery() {
        return new Delivery(listenerThread);
    }

    /** Lets go of a watch that has ended. */
    void forget(KeyValueWatch watch) {
        watches.remove(watch);
    }

    /** Lets go of a lease that has ended. */
    void forget(KeyValueLease lease) {
        leases.remove(lease);
    }

    private void requireOpen(String attempted) {
        if (closed.get()) {
            throw CdnException.of(
                    ErrorCode.CLOSED,
                    attempted,
                    new Problem("coordination client", "it is closed", "connect a new one"));
        }
    }

    private static void requireSmall(String attempted, Transaction transaction) {
        long bytes =
                transaction.writes().stream().mapToLong(KeyValueClient::size).sum();
        if (bytes > MAX_TRANSACTION_BYTES) {
            throw invalid(
                    attempted,
                    "transaction",
                    "it has " + bytes + " bytes, the store takes " + MAX_TRANSACTION_BYTES,
                    "keep content in the repository, and only pointers to it here");
        }
    }

    private static long size(Write write) {
        long keySize = write.key().value().length();
        if (write instanceof Write.Put put) {
            return keySize + put.value().getBytes(StandardCharsets.UTF_8).length;
        }
        if (write instanceof Write.PutLeased put) {
            return keySize + put.value().getBytes(StandardCharsets.UTF_8).length;
        }
        return keySize;
    }

    private static CdnException invalid(String attempted, String where, String why, String fix) {
        return CdnException.of(ErrorCode.INVALID_ARGUMENT, attempted, new Problem(where, why, fix));
    }
}

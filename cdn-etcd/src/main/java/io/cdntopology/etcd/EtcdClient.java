package io.cdntopology.etcd;

import io.cdntopology.failure.CdnException;
import io.cdntopology.failure.ErrorCode;
import io.cdntopology.failure.Problem;
import io.cdntopology.spi.CommitResult;
import io.cdntopology.spi.CoordinationClient;
import io.cdntopology.spi.Entry;
import io.cdntopology.spi.Key;
import io.cdntopology.spi.Lease;
import io.cdntopology.spi.Snapshot;
import io.cdntopology.spi.Transaction;
import io.cdntopology.spi.Watch;
import io.cdntopology.spi.WatchListener;
import io.etcd.jetcd.ByteSequence;
import io.etcd.jetcd.KeyValue;
import io.etcd.jetcd.kv.GetResponse;
import io.etcd.jetcd.kv.TxnResponse;
import io.etcd.jetcd.lease.LeaseGrantResponse;
import io.etcd.jetcd.options.GetOption;
import java.time.Duration;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/** A client of etcd. */
final class EtcdClient implements CoordinationClient {
    private static final long MAX_BYTES = 3 << 19;

    private final EtcdConnection connection;
    private final EtcdThreads threads = new EtcdThreads();
    private final Set<EtcdWatch> watches = ConcurrentHashMap.newKeySet();
    private final Set<EtcdLease> leases = ConcurrentHashMap.newKeySet();

    EtcdClient(EtcdConnection connection) {
        this.connection = connection;
    }

    @Override
    public Snapshot read(Key prefix) {
        GetOption below = GetOption.builder().isPrefix(true).build();
        ByteSequence key = EtcdTransactions.bytes(prefix);
        GetResponse answer = connection.call(
                Attempt.reading(prefix), client -> client.getKVClient().get(key, below));
        SortedMap<Key, Entry> entries = new TreeMap<>();
        for (KeyValue pair : answer.getKvs()) {
            EtcdTransactions.key(pair)
                    .map(own -> EtcdTransactions.entry(own, pair))
                    .ifPresent(entry -> entries.put(entry.key(), entry));
        }
        return new Snapshot(answer.getHeader().getRevision(), entries);
    }

    @Override
    public CommitResult commit(Transaction transaction) {
        Attempt attempt = Attempt.writing(transaction);
        requireSmall(transaction, attempt);
        try {
            TxnResponse answer = connection.call(
                    attempt,
                    client -> EtcdTransactions.fill(client.getKVClient().txn(), transaction)
                            .commit());
            long revision = answer.getHeader().getRevision();
            return answer.isSucceeded() ? new CommitResult.Committed(revision) : new CommitResult.Conflict(revision);
        } catch (CdnException e) {
            if (EtcdFailures.isLeaseGone(e)) {
                return new CommitResult.Conflict(
                        read(transaction.writes().get(0).key()).revision());
            }
            throw e;
        }
    }

    private static void requireSmall(Transaction transaction, Attempt attempt) {
        long size = EtcdTransactions.size(transaction);
        if (size > MAX_BYTES) {
            throw CdnException.of(
                    ErrorCode.INVALID_ARGUMENT,
                    attempt.text(),
                    new Problem(
                            "transaction",
                            "it has " + size + " bytes of keys and values, etcd takes " + MAX_BYTES,
                            "put pointers into the coordination store, not content"));
        }
    }

    @Override
    public Watch watch(Key prefix, long fromRevision, WatchListener listener) {
        Attempt attempt = Attempt.watching(prefix);
        if (fromRevision < 1) {
            throw CdnException.of(
                    ErrorCode.INVALID_ARGUMENT,
                    attempt.text(),
                    new Problem("fromRevision", fromRevision + " is no revision", "give at least 1"));
        }
        EtcdWatch watch = new EtcdWatch(attempt, connection, threads, listener, watches::remove);
        watches.add(watch);
        try {
            watch.start(prefix, fromRevision);
        } catch (CdnException e) {
            watch.close();
            throw e;
        }
        if (connection.isClosed()) {
            watch.close();
        }
        return watch;
    }

    @Override
    public Lease grant(Duration ttl, Runnable onLost) {
        Attempt attempt = Attempt.of("Granting a lease");
        if (ttl.compareTo(Duration.ofSeconds(1)) < 0) {
            throw CdnException.of(
                    ErrorCode.INVALID_ARGUMENT,
                    attempt.text(),
                    new Problem("ttl", ttl + " is too short", "give at least a second"));
        }
        long start = System.nanoTime();
        long seconds = ttl.plusNanos(999_999_999).toSeconds();
        LeaseGrantResponse answer =
                connection.call(attempt, client -> client.getLeaseClient().grant(seconds));
        EtcdLease lease = new EtcdLease(
                connection,
                threads,
                answer.getID(),
                Duration.ofSeconds(answer.getTTL()),
                start,
                onLost,
                leases::remove);
        leases.add(lease);
        lease.keepAlive();
        if (connection.isClosed()) {
            lease.close();
        }
        return lease;
    }

    @Override
    public void close() {
        watches.forEach(EtcdWatch::close);
        leases.forEach(EtcdLease::close);
        connection.close();
        threads.close();
    }
}

package io.cdntopology.etcd;

import io.cdntopology.failure.CdnException;
import io.cdntopology.failure.ErrorCode;
import io.cdntopology.failure.Problem;
import io.cdntopology.spi.Change;
import io.cdntopology.spi.Key;
import io.cdntopology.spi.Watch;
import io.cdntopology.spi.WatchListener;
import io.etcd.jetcd.ByteSequence;
import io.etcd.jetcd.Client;
import io.etcd.jetcd.KeyValue;
import io.etcd.jetcd.Watch.Watcher;
import io.etcd.jetcd.common.exception.CompactedException;
import io.etcd.jetcd.options.GetOption;
import io.etcd.jetcd.options.WatchOption;
import io.etcd.jetcd.watch.WatchEvent;
import io.etcd.jetcd.watch.WatchResponse;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One watch. It is over at the first failure or end: jetcd's own resumption starts at the newest revision that any
 * answer named, and leaves out what happened before.
 */
final class EtcdWatch implements Watch {
    private final Attempt attempt;
    private final EtcdConnection connection;
    private final EtcdThreads threads;
    private final WatchListener listener;
    private final Consumer<EtcdWatch> atEnd;

    /** Held while the listener is told something, so that closing can wait for that. */
    private final ReentrantLock telling = new ReentrantLock();

    private boolean over;
    private @Nullable Watcher watcher;

    /** Ends the watch if etcd does not say within the deadline that it has begun. */
    private volatile EtcdThreads.Timer impatience = () -> {};

    EtcdWatch(
            Attempt attempt,
            EtcdConnection connection,
            EtcdThreads threads,
            WatchListener listener,
            Consumer<EtcdWatch> atEnd) {
        this.attempt = attempt;
        this.connection = connection;
        this.threads = threads;
        this.listener = listener;
        this.atEnd = atEnd;
    }

    void start(Key prefix, long fromRevision) {
        Client client = connection.client(attempt);
        WatchOption option = WatchOption.builder()
                .isPrefix(true)
                .withRevision(fromRevision)
                .withRequireLeader(true)
                .withCreateNotify(true)
                .build();
        impatience = threads.after(
                connection.deadline(),
                () -> end(connection.failures().noAnswer(attempt, connection.deadline(), new TimeoutException())));
        try {
            ByteSequence key = EtcdTransactions.bytes(prefix);
            attach(client.getWatchClient().watch(key, option, new Handover(key, client)));
        } catch (RuntimeException e) {
            throw connection.failure(attempt, client, e);
        }
    }

    private void attach(Watcher started) {
        telling.lock();
        try {
            watcher = started;
            if (!over) {
                return;
            }
        } finally {
            telling.unlock();
        }
        started.close();
    }

    /** Called by jetcd's threads, which must neither wait nor see an exception. Hears nothing after the first failure. */
    private final class Handover implements io.etcd.jetcd.Watch.Listener {
        private final ByteSequence prefix;
        private final Client client;
        private final AtomicBoolean failed = new AtomicBoolean();

        Handover(ByteSequence prefix, Client client) {
            this.prefix = prefix;
            this.client = client;
        }

        @Override
        public void onNext(WatchResponse response) {
            if (failed.get()) {
                return;
            }
            impatience.cancel();
            if (!response.getEvents().isEmpty()) {
                threads.tell(() -> tell(response.getEvents()));
            }
        }

        @Override
        public void onError(Throwable cause) {
            if (!failed.getAndSet(true)) {
                threads.tell(() -> {
                    if (EtcdFailures.isWatchTurnedAway(cause)) {
                        stopWatcher();
                        readInstead(cause);
                    } else {
                        end(connection.failure(attempt, client, cause));
                    }
                });
            }
        }

        private void readInstead(Throwable cause) {
            GetOption count =
                    GetOption.builder().isPrefix(true).withCountOnly(true).build();
            try {
                var unused = client.getKVClient()
                        .get(prefix, count)
                        .whenComplete((answer, failure) -> threads.tell(() -> end(
                                failure == null
                                        ? connection.failures().watchTokenEnded(attempt, cause)
                                        : connection.failure(attempt, client, failure))));
            } catch (RuntimeException e) {
                end(connection.failure(attempt, client, e));
            }
        }

        @Override
        public void onCompleted() {
            if (!failed.getAndSet(true)) {
                threads.tell(() -> end(connection.failures().ended(attempt)));
            }
        }
    }

    private void tell(List<WatchEvent> events) {
        telling.lock();
        try {
            if (!over) {
                List<Change> changes = events.stream()
                        .map(EtcdWatch::change)
                        .flatMap(Optional::stream)
                        .toList();
                if (!changes.isEmpty()) {
                    listener.onChanges(changes.get(changes.size() - 1).revision(), changes);
                }
            }
        } catch (RuntimeException e) {
            end(CdnException.of(
                    ErrorCode.BUG,
                    attempt.text(),
                    new Problem("listener", "it threw an exception", "catch exceptions in the listener"),
                    e));
        } finally {
            telling.unlock();
        }
    }

    private static Optional<Change> change(WatchEvent event) {
        KeyValue pair = event.getKeyValue();
        return EtcdTransactions.key(pair)
                .map(key -> event.getEventType() == WatchEvent.EventType.DELETE
                        ? new Change.Deleted(key, pair.getModRevision())
                        : new Change.Put(EtcdTransactions.entry(key, pair)));
    }

    /** Ends the watch by itself. */
    private void end(CdnException reason) {
        telling.lock();
        try {
            if (over) {
                return;
            }
            over = true;
            if (reason.getCause() instanceof CompactedException compacted) {
                listener.onCompacted(compacted.getCompactedRevision(), reason);
            } else if (reason.code() != ErrorCode.CLOSED) {
                listener.onLost(reason);
            }
        } finally {
            telling.unlock();
            stop();
        }
    }

    @Override
    public void close() {
        telling.lock();
        try {
            over = true;
        } finally {
            telling.unlock();
        }
        stop();
    }

    private void stop() {
        atEnd.accept(this);
        impatience.cancel();
        stopWatcher();
    }

    private void stopWatcher() {
        Watcher running;
        telling.lock();
        try {
            running = watcher;
        } finally {
            telling.unlock();
        }
        if (running != null) {
            running.close();
        }
    }
}

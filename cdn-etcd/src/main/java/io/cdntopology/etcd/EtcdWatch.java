package io.cdntopology.etcd;

import io.cdntopology.failure.CdnException;
import io.cdntopology.failure.ErrorCode;
import io.cdntopology.failure.Problem;
import io.cdntopology.spi.Change;
import io.cdntopology.spi.Key;
import io.cdntopology.spi.Watch;
import io.cdntopology.spi.WatchListener;
import io.etcd.jetcd.Client;
import io.etcd.jetcd.Watch.Watcher;
import io.etcd.jetcd.options.WatchOption;
import io.etcd.jetcd.watch.WatchEvent;
import io.etcd.jetcd.watch.WatchResponse;
import java.util.List;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One watch. It is over at the first failure or end: jetcd's own resumption starts at the newest revision that any
 * answer named, and leaves out what happened before.
 */
final class EtcdWatch implements Watch {
    private final String attempted;
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
            String attempted,
            EtcdConnection connection,
            EtcdThreads threads,
            WatchListener listener,
            Consumer<EtcdWatch> atEnd) {
        this.attempted = attempted;
        this.connection = connection;
        this.threads = threads;
        this.listener = listener;
        this.atEnd = atEnd;
    }

    void start(Key prefix, long fromRevision) {
        Client client = connection.client(attempted);
        WatchOption option = WatchOption.builder()
                .isPrefix(true)
                .withRevision(fromRevision)
                .withRequireLeader(true)
                .withCreateNotify(true)
                .build();
        impatience = threads.after(
                connection.deadline(),
                () -> end(EtcdFailures.noAnswer(
                        attempted, connection.where(), connection.deadline(), new TimeoutException())));
        try {
            attach(client.getWatchClient().watch(EtcdTransactions.bytes(prefix), option, new Handover(client)));
        } catch (RuntimeException e) {
            throw connection.failure(attempted, client, e);
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

    /** Called by jetcd's threads, which must neither wait nor see an exception. */
    private final class Handover implements io.etcd.jetcd.Watch.Listener {
        private final Client client;

        Handover(Client client) {
            this.client = client;
        }

        @Override
        public void onNext(WatchResponse response) {
            impatience.cancel();
            if (!response.getEvents().isEmpty()) {
                threads.tell(() -> tell(response.getEvents()));
            }
        }

        @Override
        public void onError(Throwable cause) {
            threads.tell(() -> end(connection.failure(attempted, client, cause)));
        }

        @Override
        public void onCompleted() {
            threads.tell(() -> end(EtcdFailures.ended(attempted, connection.where())));
        }
    }

    private void tell(List<WatchEvent> events) {
        telling.lock();
        try {
            if (!over) {
                List<Change> changes = events.stream().map(EtcdWatch::change).toList();
                listener.onChanges(changes.get(changes.size() - 1).revision(), changes);
            }
        } catch (RuntimeException e) {
            end(CdnException.of(
                    ErrorCode.BUG,
                    attempted,
                    new Problem("listener", "it threw an exception", "catch exceptions in the listener"),
                    e));
        } finally {
            telling.unlock();
        }
    }

    private static Change change(WatchEvent event) {
        return event.getEventType() == WatchEvent.EventType.DELETE
                ? new Change.Deleted(
                        EtcdClient.key(event.getKeyValue()), event.getKeyValue().getModRevision())
                : new Change.Put(EtcdClient.entry(event.getKeyValue()));
    }

    /** Ends the watch by itself. */
    private void end(CdnException reason) {
        telling.lock();
        try {
            if (over) {
                return;
            }
            over = true;
            if (reason.code() != ErrorCode.CLOSED) {
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

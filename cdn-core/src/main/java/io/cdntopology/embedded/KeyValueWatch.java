package io.cdntopology.embedded;

import io.cdntopology.failure.CdnException;
import io.cdntopology.failure.ErrorCode;
import io.cdntopology.failure.Problem;
import io.cdntopology.spi.Key;
import io.cdntopology.spi.Watch;
import io.cdntopology.spi.WatchListener;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A watch on a {@link KeyValueStore}. The store wakes it; on its client's thread it then asks the store for everything
 * new, so a slow listener costs the store nothing.
 */
final class KeyValueWatch implements Watch {
    private final KeyValueClient client;
    private final Key prefix;
    private final WatchListener listener;
    private final Delivery delivery;
    private final AtomicBoolean awake = new AtomicBoolean();
    private final AtomicBoolean lost = new AtomicBoolean();
    private long nextRevision;

    KeyValueWatch(KeyValueClient client, Key prefix, long fromRevision, WatchListener listener) {
        this.client = client;
        this.prefix = prefix;
        this.nextRevision = fromRevision;
        this.listener = listener;
        delivery = client.delivery();
    }

    Key prefix() {
        return prefix;
    }

    /** The first revision that is still to be told. Guarded by the store. */
    long nextRevision() {
        return nextRevision;
    }

    /** Goes on to a revision. Guarded by the store. */
    void nextRevision(long revision) {
        nextRevision = revision;
    }

    /** Has the listener told what is new, soon and on another thread. */
    void wake() {
        if (awake.compareAndSet(false, true)) {
            delivery.submit(this::tell);
        }
    }

    /** Ends the watch for a reason, which the listener hears last, soon and on another thread. */
    void lose(CdnException reason) {
        end(() -> listener.onLost(reason));
    }

    /** Ends the watch because what it had to tell is forgotten; {@code oldest} is what can still be told. */
    void loseToCompaction(long oldest, CdnException reason) {
        end(() -> listener.onCompacted(oldest, reason));
    }

    private void end(Runnable last) {
        if (lost.compareAndSet(false, true)) {
            delivery.submit(() -> {
                client.forget(this);
                last.run();
            });
        }
    }

    private void tell() {
        awake.set(false);
        if (lost.get()) {
            return;
        }
        KeyValueStore.News news = client.store().news(this);
        if (news.changes().isEmpty()) {
            return;
        }
        try {
            listener.onChanges(news.revision(), news.changes());
        } catch (RuntimeException | Error e) {
            client.store().unsubscribe(this);
            lose(listenerFailed(e));
        }
    }

    private CdnException listenerFailed(Throwable cause) {
        return CdnException.of(
                ErrorCode.BUG,
                "Telling the changes below " + prefix,
                new Problem("listener", "it threw " + cause, "catch in onChanges what may go wrong there"),
                cause);
    }

    @Override
    public void close() {
        client.store().unsubscribe(this);
        client.forget(this);
        delivery.close();
    }
}

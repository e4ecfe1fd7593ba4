package io.cdntopology.embedded;

import io.cdntopology.spi.Lease;
import io.cdntopology.spi.LeaseId;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;

/**
 * A lease as its holder sees it: renewed every sixth of its time to live, given up by the holder two thirds after the
 * last renewal that succeeded.
 */
final class KeyValueLease implements Lease {
    private static final int RENEWALS_PER_TTL = 6;

    private final KeyValueClient client;
    private final LeaseId id;
    private final Duration ttl;
    private final Runnable onLost;
    private final Delivery delivery;
    private final AtomicReference<State> state = new AtomicReference<>(State.HELD);
    private volatile long heldUntilNanos;

    private enum State {
        HELD,
        LOST,
        CLOSED
    }

    private KeyValueLease(KeyValueClient client, LeaseId id, Duration ttl, Runnable onLost) {
        this.client = client;
        this.id = id;
        this.ttl = ttl;
        this.onLost = onLost;
        delivery = client.delivery();
    }

    /** Grants a lease and begins to keep it alive. */
    static KeyValueLease grant(KeyValueClient client, Duration ttl, Runnable onLost) {
        long askedAtNanos = client.clock().nanos();
        KeyValueLease lease = new KeyValueLease(client, client.store().grant(ttl), ttl, onLost);
        lease.renewedAt(askedAtNanos);
        lease.renewLater();
        return lease;
    }

    @Override
    public LeaseId id() {
        return id;
    }

    @Override
    public boolean isHeld() {
        if (state.get() == State.HELD && client.clock().nanos() - heldUntilNanos >= 0) {
            lose();
        }
        return state.get() == State.HELD;
    }

    private void renew() {
        if (!isHeld()) {
            return;
        }
        // The term counts from the question: the store may have answered late, but never renewed before it was asked.
        long askedAtNanos = client.clock().nanos();
        switch (client.store().renew(id)) {
            case RENEWED -> renewedAt(askedAtNanos);
            case LEASE_ENDED -> lose();
            case UNREACHABLE -> {
                // Asked again below, until the term is over.
            }
        }
        renewLater();
    }

    private void renewedAt(long nanos) {
        heldUntilNanos = nanos + ttl.toNanos() / 3 * 2;
    }

    private void renewLater() {
        if (state.get() == State.HELD) {
            client.clock().after(ttl.dividedBy(RENEWALS_PER_TTL), this::renew);
        }
    }

    private void lose() {
        if (state.compareAndSet(State.HELD, State.LOST)) {
            delivery.submit(this::tellLost);
        }
    }

    private void tellLost() {
        client.forget(this);
        onLost.run();
    }

    @Override
    public void close() {
        if (state.getAndSet(State.CLOSED) != State.CLOSED) {
            client.store().revoke(id);
            client.forget(this);
        }
        delivery.close();
    }
}

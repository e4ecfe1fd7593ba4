package io.cdntopology.etcd;

import io.cdntopology.failure.CdnException;
import io.cdntopology.spi.Lease;
import io.cdntopology.spi.LeaseId;
import io.etcd.jetcd.Client;
import java.time.Duration;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One lease, renewed after a third of its time, and lost after two thirds without a renewal: before etcd lets go of it,
 * even if the clocks of the two run a little differently.
 */
final class EtcdLease implements Lease {
    private static final Logger LOG = LoggerFactory.getLogger(EtcdLease.class);
    private static final int RENEW_AFTER = 3;
    private static final int LOOKS_A_RENEWAL = 2;

    private final EtcdConnection connection;
    private final EtcdThreads threads;
    private final long id;
    private final Duration ttl;
    private final Runnable onLost;
    private final Consumer<EtcdLease> atEnd;

    private State state = State.HELD;
    private long renewedAt;
    private EtcdThreads.Timer renewals = () -> {};

    private enum State {
        HELD,
        LOST,
        CLOSED
    }

    /**
     * @param ttl       the time that was granted
     * @param grantedAt before it was asked for, by {@link System#nanoTime}: it cannot have begun earlier
     */
    EtcdLease(
            EtcdConnection connection,
            EtcdThreads threads,
            long id,
            Duration ttl,
            long grantedAt,
            Runnable onLost,
            Consumer<EtcdLease> atEnd) {
        this.connection = connection;
        this.threads = threads;
        this.id = id;
        this.ttl = ttl;
        this.renewedAt = grantedAt;
        this.onLost = onLost;
        this.atEnd = atEnd;
    }

    synchronized void keepAlive() {
        renewals = threads.every(ttl.dividedBy(RENEW_AFTER * LOOKS_A_RENEWAL), this::look);
    }

    private void look() {
        if (isHeld() && sinceRenewal().compareTo(ttl.dividedBy(RENEW_AFTER)) >= 0) {
            renew();
        }
    }

    private synchronized Duration sinceRenewal() {
        return Duration.ofNanos(System.nanoTime() - renewedAt);
    }

    /** Asks for a renewal, and does not wait for it: a later one may be asked for before it is answered. */
    private void renew() {
        Attempt attempt = Attempt.of("Renewing a lease");
        long asked = System.nanoTime();
        try {
            Client client = connection.client(attempt);
            var unused = client.getLeaseClient().keepAliveOnce(id).whenComplete((answer, failure) -> {
                if (failure == null) {
                    renewed(asked);
                } else {
                    threads.tell(() -> failed(connection.failure(attempt, client, failure)));
                }
            });
        } catch (RuntimeException e) {
            LOG.debug("A lease was not renewed", e);
        }
    }

    private synchronized void renewed(long asked) {
        // Never held again once it was not, however late an answer comes.
        if (isHeld()) {
            renewedAt = Math.max(renewedAt, asked);
        }
    }

    private void failed(CdnException failure) {
        LOG.debug("A lease was not renewed", failure);
        if (EtcdFailures.isLeaseGone(failure)) {
            lose();
        }
    }

    private synchronized void lose() {
        if (state == State.HELD) {
            state = State.LOST;
            renewals.cancel();
            atEnd.accept(this);
            threads.tell(this::tellLoss);
        }
    }

    private void tellLoss() {
        synchronized (this) {
            if (state != State.LOST) {
                return;
            }
        }
        onLost.run();
    }

    @Override
    public LeaseId id() {
        return new LeaseId(id);
    }

    @Override
    public synchronized boolean isHeld() {
        if (state == State.HELD && sinceRenewal().compareTo(ttl.multipliedBy(2).dividedBy(RENEW_AFTER)) >= 0) {
            lose();
        }
        return state == State.HELD;
    }

    @Override
    public void close() {
        synchronized (this) {
            boolean over = state != State.HELD;
            state = State.CLOSED;
            if (over) {
                return;
            }
            renewals.cancel();
            atEnd.accept(this);
        }
        try {
            connection.call(
                    Attempt.of("Giving a lease up"),
                    client -> client.getLeaseClient().revoke(id));
        } catch (CdnException e) {
            LOG.debug("A lease was not given up; it ends by itself", e);
        }
    }
}

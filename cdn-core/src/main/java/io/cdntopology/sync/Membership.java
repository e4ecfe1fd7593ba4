package io.cdntopology.sync;

import io.cdntopology.spi.CoordinationClient;
import io.cdntopology.spi.Lease;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The lease of this process: what it writes under it goes when the process does. Granted when it is needed first, and
 * anew when it was lost.
 *
 * <p>Thread-safe.
 */
final class Membership implements AutoCloseable {
    /** How long the others take a process that ended without a word for a living one. */
    static final Duration TTL = Duration.ofSeconds(10);

    private final CoordinationClient client;
    private final Runnable onLost;

    /** Changed by one thread at a time, read by any: a grant takes as long as the store does. */
    private volatile @Nullable Lease lease;

    /**
     * @param onLost called when what was written under the lease is gone, or soon will be; returns at once
     */
    Membership(CoordinationClient client, Runnable onLost) {
        this.client = client;
        this.onLost = onLost;
    }

    /** A lease that is held. */
    synchronized Lease lease() {
        Lease current = lease;
        if (current == null || !current.isHeld()) {
            drop();
            current = client.grant(TTL, onLost);
            lease = current;
        }
        return current;
    }

    /** Whether this very lease is the current one, and certainly still holds. */
    boolean holds(Lease granted) {
        return granted == lease && granted.isHeld();
    }

    /** Gives a lease up that the store does not know any more; the next one is a new one. */
    synchronized void giveUp(Lease gone) {
        if (gone == lease) {
            drop();
        }
    }

    private void drop() {
        Lease current = lease;
        lease = null;
        if (current != null) {
            current.close();
        }
    }

    @Override
    public synchronized void close() {
        drop();
    }
}

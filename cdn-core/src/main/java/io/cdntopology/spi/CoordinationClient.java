package io.cdntopology.spi;

import java.time.Duration;

/**
 * A connection to the coordination store.
 *
 * <p>Threading: all methods may be called from several threads. Every call ends within the deadline of the
 * implementation, by default 5 seconds, and fails with a {@link io.cdntopology.failure.CdnException} of the codes
 * {@code COORDINATION_UNAVAILABLE}, {@code COORDINATION_REFUSED}, {@code CLOSED} or {@code INTERRUPTED}.
 *
 * <p>The contract is tested by {@code CoordinationContractTest} in cdn-testkit.
 */
public interface CoordinationClient extends AutoCloseable {
    /** Everything below a prefix, at one revision, not older than any write that returned before the call. */
    Snapshot read(Key prefix);

    /**
     * Makes a transaction.
     *
     * <p>After {@code COORDINATION_UNAVAILABLE} it is unknown whether it was made. A transaction whose conditions name
     * the revisions that its author read can then simply be tried again: if the first one was made after all, the
     * second is a conflict.
     *
     * @throws io.cdntopology.failure.CdnException with {@code INVALID_ARGUMENT} if keys and values have more than
     *     1.5 MiB together; nothing is written then
     */
    CommitResult commit(Transaction transaction);

    /**
     * Tells every change below a prefix from a revision on, none missing, none twice.
     *
     * @param fromRevision the first revision to tell, at least 1, usually that of a {@link Snapshot} plus one
     * @param listener     hears the changes, and {@link WatchListener#onLost} when the watch is over, for example
     *     because the revision was compacted or the connection broke
     * @throws io.cdntopology.failure.CdnException with {@code INVALID_ARGUMENT} if the revision is below 1
     */
    Watch watch(Key prefix, long fromRevision, WatchListener listener);

    /**
     * Grants a lease and keeps it alive until it is closed or lost.
     *
     * @param ttl how long it lives without being renewed, at least one second; the store may give longer
     * @param onLost called once, by a thread of the store, if it is lost; not after {@link Lease#close()}. The lease is
     *     not held any more by then. Returns at once, and does not call the store.
     * @throws io.cdntopology.failure.CdnException with {@code INVALID_ARGUMENT} if the time is below one second
     */
    Lease grant(Duration ttl, Runnable onLost);

    /** Ends all watches and gives up all leases of this client. Idempotent. */
    @Override
    void close();
}

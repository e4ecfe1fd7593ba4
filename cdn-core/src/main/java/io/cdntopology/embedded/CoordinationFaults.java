package io.cdntopology.embedded;

/**
 * What can go wrong with an {@link InMemoryCoordination}, on demand: for tests of what depends on one.
 *
 * <p>All methods return at once, may be called from several threads, and hit every client of the store.
 */
public final class CoordinationFaults {
    private final KeyValueStore store;

    CoordinationFaults(KeyValueStore store) {
        this.store = store;
    }

    /**
     * Cuts all connections until {@link #restore()}: calls fail at once with {@code COORDINATION_UNAVAILABLE}, running
     * watches are lost with the same code, leases are not renewed and expire in time. Idempotent.
     */
    public void cut() {
        store.cut();
    }

    /** Ends what {@link #cut()} began. Clients work again; lost watches and leases stay lost. Idempotent. */
    public void restore() {
        store.restore();
    }

    /**
     * Forgets the changes before a revision: watches that still have to tell one of them are lost, and so is every
     * later watch from before the revision. Nothing if that was compacted already.
     *
     * @param revision at least 1, at most the current one
     * @throws io.cdntopology.failure.CdnException with {@code INVALID_ARGUMENT} if it is out of range
     */
    public void compact(long revision) {
        store.compact(revision);
    }

    /**
     * Ends every lease now, as an operator can. Its keys are gone when this returns; its holder does not know yet, and
     * hears of it when it renews the lease next, within a sixth of its time to live.
     */
    public void expireLeases() {
        store.expireLeases();
    }

    /**
     * Loses the answer to the next commit of any client: it is made, or is a conflict, but its caller sees
     * {@code COORDINATION_UNAVAILABLE}. Calls add up.
     */
    public void loseNextAnswer() {
        store.loseNextAnswer();
    }
}

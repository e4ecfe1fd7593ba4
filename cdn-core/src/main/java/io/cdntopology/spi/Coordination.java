package io.cdntopology.spi;

/**
 * Who coordinates: a small, strongly consistent key-value store with revisions, such as etcd.
 *
 * <p>A coordination is a description: immutable, usable by several topologies and threads.
 */
public interface Coordination {
    /** Where it is, for people to read; without user names and passwords. */
    String location();

    /**
     * Connects. Does not fail because the store is down at the moment: calls do then, and recover.
     *
     * @throws io.cdntopology.failure.CdnException with {@code COORDINATION_REFUSED} if the description itself cannot
     *     work, for example an unreadable certificate
     */
    CoordinationClient connect();
}

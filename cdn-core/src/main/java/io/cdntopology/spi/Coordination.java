package io.cdntopology.spi;

import io.cdntopology.failure.CdnException;
import io.cdntopology.failure.ErrorCode;
import io.cdntopology.failure.Problem;

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

    /**
     * What an agent in a container of its own is told to connect. Called by platforms on which one does.
     *
     * @throws CdnException with {@code INVALID_TOPOLOGY} if nobody outside of this process can connect, which is so
     *     unless a store says otherwise
     */
    default AgentOptions forAgent() {
        throw CdnException.of(
                ErrorCode.INVALID_TOPOLOGY,
                "Describing the coordination store to an agent",
                new Problem(
                        "coordination",
                        "only this process can use " + location() + ", and agents in containers are to",
                        "give an etcd, for example Etcd.managed(), or another platform"));
    }
}

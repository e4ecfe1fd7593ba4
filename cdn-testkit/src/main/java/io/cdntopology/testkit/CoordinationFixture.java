package io.cdntopology.testkit;

import io.cdntopology.spi.Coordination;

/**
 * A coordination store for one test, and power over it.
 *
 * <p>Called by {@link CoordinationContractTest}, from the thread of the test. The store need not be empty: tests keep to
 * keys of their own. What an implementation cannot do it declares in the capability methods of the test.
 */
public interface CoordinationFixture extends AutoCloseable {
    /** The store. */
    Coordination coordination();

    /** Breaks the connections of all clients, and lets none connect, until {@link #restore()}. */
    void cut();

    /** Ends what {@link #cut()} began. */
    void restore();

    /** Compacts the store, so that the changes before a revision cannot be told any more. */
    void compact(long revision);

    /** Ends all leases at the store, without telling their holders. */
    void expireLeases();

    /** Lets the next commit of any client be made, and loses the answer to it. */
    void loseNextAnswer();

    /** Lets go of the store, also while it is cut. */
    @Override
    void close();
}

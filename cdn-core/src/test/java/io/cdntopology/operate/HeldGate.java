package io.cdntopology.operate;

import java.net.URI;
import java.util.concurrent.CountDownLatch;
import java.util.function.Predicate;

/** A gate that holds a rollout where a test says, until it is opened or interrupted. */
final class HeldGate implements Predicate<URI> {
    private final CountDownLatch reached = new CountDownLatch(1);
    private final CountDownLatch opened = new CountDownLatch(1);
    private volatile Predicate<URI> holding = address -> false;

    /** Holds at those that are asked from now on. */
    void holdAt(Predicate<URI> addresses) {
        holding = addresses;
    }

    /** Holds at an edge. */
    void holdAt(URI edge) {
        holdAt(edge::equals);
    }

    /** Waits until it holds. */
    void awaitReached() throws InterruptedException {
        reached.await();
    }

    /** Lets what it holds go on, and all that comes. */
    void open() {
        opened.countDown();
    }

    @Override
    public boolean test(URI address) {
        if (!holding.test(address)) {
            return true;
        }
        reached.countDown();
        try {
            opened.await();
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}

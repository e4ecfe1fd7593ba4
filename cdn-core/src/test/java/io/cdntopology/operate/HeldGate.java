package io.cdntopology.operate;

import java.net.URI;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.function.Predicate;

/** A gate that holds a rollout where a test says, until it is opened or interrupted. */
final class HeldGate implements Predicate<URI> {
    private final CompletableFuture<Void> reached = new CompletableFuture<>();
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

    /**
     * Waits until it holds.
     *
     * @param rollout what it is to hold
     * @throws IllegalStateException if that ends before, with why
     */
    void awaitReached(CompletableFuture<?> rollout) throws InterruptedException {
        try {
            CompletableFuture.anyOf(reached, rollout).get();
        } catch (ExecutionException e) {
            throw new IllegalStateException("The rollout failed before the gate was asked", e.getCause());
        }
        if (!reached.isDone()) {
            throw new IllegalStateException("The rollout ended, and the gate was not asked: " + rollout.join());
        }
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
        reached.complete(null);
        try {
            opened.await();
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}

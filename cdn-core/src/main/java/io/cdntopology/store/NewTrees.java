package io.cdntopology.store;

import io.cdntopology.release.TreeId;
import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The trees of a release that get a directory of their own, as they are found: each after those below it. Those who write
 * take one after the other while more are being found. Thread-safe.
 */
final class NewTrees {
    private final Deque<Turn> waiting = new ArrayDeque<>();

    /** Those too high to be linked to; all of them are here before the tree that contains them can be taken. */
    private final Map<TreeId, PlannedTree> nested = new ConcurrentHashMap<>();

    private int found;
    private State state = State.FINDING;

    private enum State {
        FINDING,
        ALL_FOUND,
        ABANDONED
    }

    /**
     * A tree that somebody is to write.
     *
     * @param number how many were found before it
     */
    record Turn(int number, PlannedTree tree) {}

    /** Adds a tree that was found. */
    void add(PlannedTree tree) {
        if (tree.stat().isLinked()) {
            offer(tree);
        } else {
            nested.put(tree.id(), tree);
        }
    }

    /** Says that all were found. */
    synchronized void complete() {
        if (state == State.FINDING) {
            state = State.ALL_FOUND;
        }
        notifyAll();
    }

    /** Says that all were found, and that the root, which is too high to be linked to, is to be written, too. */
    void complete(TreeId root) {
        nested(root).ifPresent(this::offer);
        complete();
    }

    /** Leaves what nobody has taken. */
    synchronized void abandon() {
        state = State.ABANDONED;
        waiting.clear();
        notifyAll();
    }

    private synchronized void offer(PlannedTree tree) {
        if (state == State.FINDING) {
            waiting.add(new Turn(found++, tree));
            notify();
        }
    }

    /** How many were found that get a directory of their own. */
    synchronized int count() {
        return found;
    }

    /** A tree that is written inside the one above it, if it is new. */
    Optional<PlannedTree> nested(TreeId tree) {
        return Optional.ofNullable(nested.get(tree));
    }

    /** Takes the next tree, and waits for it while more may be found; empty when none is left. */
    synchronized Optional<Turn> take() throws IOException {
        try {
            while (waiting.isEmpty() && state == State.FINDING) {
                wait();
            }
            return Optional.ofNullable(waiting.poll());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ClosedByInterruptException();
        }
    }
}

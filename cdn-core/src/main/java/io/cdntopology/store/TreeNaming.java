package io.cdntopology.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Gives the trees that several threads write their names, in the order of the plan, so that each gets its own after
 * those below it. One thread names what is due while the others go on writing. Thread-safe.
 */
final class TreeNaming {
    private final StoreLayout layout;
    private final TreeIndex index;
    private final List<PlannedTree> trees;
    private final AtomicReferenceArray<Path> written;
    private final ReentrantLock turn = new ReentrantLock();

    /** How many have their names; changed in turn only. */
    private volatile int named;

    /**
     * @param index gets every tree that was named
     * @param trees each after those below it
     */
    TreeNaming(StoreLayout layout, TreeIndex index, List<PlannedTree> trees) {
        this.layout = layout;
        this.index = index;
        this.trees = trees;
        this.written = new AtomicReferenceArray<>(trees.size());
    }

    /** Tells that a tree was written, whole, and where. */
    void written(int tree, Path directory) throws IOException {
        written.set(tree, directory);
        // Looks again after each turn: what another thread wrote meanwhile, and could not name, must not be left over.
        while (isOneDue() && turn.tryLock()) {
            try {
                nameThoseDue();
            } finally {
                turn.unlock();
            }
        }
    }

    private boolean isOneDue() {
        int next = named;
        return next < trees.size() && written.get(next) != null;
    }

    private void nameThoseDue() throws IOException {
        while (isOneDue()) {
            int next = named;
            PlannedTree tree = trees.get(next);
            Files.move(written.get(next), layout.tree(tree.id()), StandardCopyOption.ATOMIC_MOVE);
            index.add(tree.id(), tree.stat());
            named = next + 1;
        }
    }
}

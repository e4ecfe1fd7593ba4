package io.cdntopology.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Gives the trees that several threads write their names, in the order in which they were found, so that each gets its own after
 * those below it. One thread names what is due while the others go on writing. Thread-safe.
 */
final class TreeNaming {
    private final StoreLayout layout;
    private final TreeIndex index;
    private final Map<Integer, Written> written = new ConcurrentHashMap<>();
    private final ReentrantLock taking = new ReentrantLock();

    /** How many have their names; changed in turn only. */
    private volatile int named;

    /** A tree without its name. */
    private record Written(PlannedTree tree, Path directory) {}

    /** Names trees in a store; the index gets each that was named. */
    TreeNaming(StoreLayout layout, TreeIndex index) {
        this.layout = layout;
        this.index = index;
    }

    /** Tells that a tree was written, whole, and where. */
    void written(NewTrees.Turn turn, Path directory) throws IOException {
        written.put(turn.number(), new Written(turn.tree(), directory));
        // Looks again after each turn: what another thread wrote meanwhile, and could not name, must not be left over.
        while (isOneDue() && taking.tryLock()) {
            try {
                nameThoseDue();
            } finally {
                taking.unlock();
            }
        }
    }

    private boolean isOneDue() {
        return written.containsKey(named);
    }

    private void nameThoseDue() throws IOException {
        int number = named;
        for (Written next = written.remove(number); next != null; next = written.remove(number)) {
            PlannedTree tree = next.tree();
            Files.move(next.directory(), layout.tree(tree.id()), StandardCopyOption.ATOMIC_MOVE);
            index.add(tree.id(), tree.stat());
            number++;
            named = number;
        }
    }
}

package io.cdntopology.store;

import io.cdntopology.release.TreeId;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/**
 * Which stored trees have their variants, with all below them, as far as this process knows, so that a compression looks at
 * what is new only. Thread-safe: trees may be removed while a compression is under way.
 */
final class CompressedTrees {
    private final Set<TreeId> whole = new HashSet<>();
    private Optional<TreeId> lastRoot = Optional.empty();
    private int removals;

    /**
     * Begins a compression.
     *
     * @return what {@link #add} has to be given by it
     */
    synchronized int begin() {
        return removals;
    }

    synchronized boolean contains(TreeId tree) {
        return whole.contains(tree);
    }

    /**
     * Adds a tree; nothing if trees were removed since the compression began: it may have been among them, and be there
     * again without variants.
     */
    synchronized void add(TreeId tree, int begun) {
        if (begun == removals) {
            whole.add(tree);
        }
    }

    /** Adds the root of a site, under the same condition. */
    synchronized void addRoot(TreeId tree, int begun) {
        if (begun == removals) {
            whole.add(tree);
            lastRoot = Optional.of(tree);
        }
    }

    /** The root of the site that was compressed last, to its end. */
    synchronized Optional<TreeId> lastRoot() {
        return lastRoot;
    }

    /** Forgets all other trees, which are not in the store any more. */
    synchronized void retain(Set<TreeId> trees) {
        whole.retainAll(trees);
        lastRoot = lastRoot.filter(trees::contains);
        removals++;
    }
}

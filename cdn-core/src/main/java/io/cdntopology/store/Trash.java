package io.cdntopology.store;

import io.cdntopology.release.TreeId;
import io.cdntopology.spi.DirectoryTree;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Collection;

/**
 * Removes releases and trees: a rename takes the name away at once, the rest may take its time or be cut short.
 *
 * <p>The order is always the pointer, releases, then trees from the highest down, so that what has a name is whole.
 */
final class Trash {
    private final StoreLayout layout;
    private final TreeIndex index;
    private final Path bin;
    private int thrown;

    /**
     * @param bin a new directory below the store's temporary one
     */
    Trash(StoreLayout layout, TreeIndex index, Path bin) throws IOException {
        this.layout = layout;
        this.index = index;
        this.bin = Files.createDirectory(bin);
    }

    void throwRelease(Path release) throws IOException {
        throwAway(release);
    }

    /** Takes the names of trees away; {@code highestFirst} holds none before one that leads to it. */
    void throwTrees(Collection<TreeId> highestFirst) throws IOException {
        for (TreeId tree : highestFirst) {
            if (index.contains(tree)) {
                throwAway(layout.tree(tree));
                index.remove(tree);
            }
        }
    }

    void empty() throws IOException {
        DirectoryTree.delete(bin);
    }

    private void throwAway(Path path) throws IOException {
        try {
            Files.move(path, bin.resolve(Integer.toString(thrown++)), StandardCopyOption.ATOMIC_MOVE);
        } catch (NoSuchFileException e) {
            // It is gone, as it should be.
        }
    }
}

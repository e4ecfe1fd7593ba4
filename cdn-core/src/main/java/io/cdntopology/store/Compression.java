package io.cdntopology.store;

import io.cdntopology.release.TreeEntry;
import io.cdntopology.release.TreeId;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Makes the variants of one site, from its root down: each directory gets all of its own at once. Whatever moment it stops
 * at, a variant that has its name is whole. Used by one thread at a time.
 */
final class Compression {
    private final StoreLayout layout;
    private final TreeIndex index;
    private final KnownStoredTrees stored;
    private final CompressedTrees compressed;
    private final VariantWriter writer;
    private final Pace pace;
    private final int begun;

    /**
     * @param pace asked before each directory
     */
    Compression(StoreLayout layout, TreeIndex index, CompressedTrees compressed, VariantWriter writer, Pace pace) {
        this.layout = layout;
        this.index = index;
        this.stored = new KnownStoredTrees(layout, new StoredReleases(layout), index);
        this.compressed = compressed;
        this.writer = writer;
        this.pace = pace;
        this.begun = compressed.begin();
    }

    /**
     * Makes those that are missing.
     *
     * @throws StoppedException if the pace says so
     */
    void run(TreeId root) throws IOException {
        if (compressed.contains(root)) {
            return;
        }
        Optional<TreeId> last = compressed.lastRoot();
        compress(root, layout.tree(root), last.isPresent() ? Optional.of(previous(last.get())) : Optional.empty());
        compressed.addRoot(root, begun);
    }

    private PlannedTree.Previous previous(TreeId root) throws IOException {
        return new PlannedTree.Previous(layout.tree(root), 0, index.manifest(root));
    }

    private void compress(TreeId tree, Path directory, Optional<PlannedTree.Previous> previous) throws IOException {
        StoppedException.throwUnless(pace);
        TreeManifest manifest = index.manifest(tree);
        writer.write(directory, manifest.entries(), previous);
        for (TreeEntry entry : manifest.entries()) {
            if (entry instanceof TreeEntry.Directory child && !compressed.contains(child.tree())) {
                boolean linked = index.contains(child.tree());
                compress(
                        child.tree(),
                        linked ? layout.tree(child.tree()) : directory.resolve(child.name()),
                        previous.isEmpty() ? previous : stored.previousChild(previous.get(), child.name()));
            }
        }
        if (index.contains(tree)) {
            compressed.add(tree, begun);
        }
    }
}

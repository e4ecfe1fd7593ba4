package io.cdntopology.store;

import io.cdntopology.release.TreeId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Removes releases, and every tree and manifest that no other release needs. */
record Sweep(StoreLayout layout, TreeIndex index, StoredTrees trees) {
    /**
     * Removes them. May be cut short at any point; the next one removes the rest.
     *
     * @param releases the directories of the releases
     * @param bin      a name that is free below the store's temporary directory
     * @throws IOException also if a manifest of what stays cannot be read, so that too much would go; no tree has then
     */
    void run(List<Path> releases, Path bin) throws IOException {
        Trash trash = new Trash(layout, index, bin);
        for (Path release : releases) {
            trash.throwRelease(release);
        }
        Set<TreeId> needed = trees.reachableFrom(roots());
        Set<TreeId> garbage = index.ids();
        garbage.removeAll(needed);
        trash.throwTrees(trees.highestFirst(garbage));
        for (Path manifest : StoreFiles.list(layout.manifests())) {
            Optional<TreeId> tree = StoreLayout.treeNamed(manifest);
            if (tree.isPresent() && !needed.contains(tree.get())) {
                Files.delete(manifest);
            }
        }
        trees.retain(needed);
        trash.empty();
    }

    private List<TreeId> roots() throws IOException {
        List<TreeId> roots = new ArrayList<>();
        for (Path release : StoreFiles.list(layout.releases())) {
            roots.add(ReleaseDirectory.site(release));
        }
        return roots;
    }
}

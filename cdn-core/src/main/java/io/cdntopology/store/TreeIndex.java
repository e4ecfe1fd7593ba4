package io.cdntopology.store;

import io.cdntopology.release.TreeId;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Which trees the store holds, in memory, so that a publication asks the file system about what is new only.
 *
 * <p>A tree that is here is here with everything below it. Thread-safe: trees are added while others are looked for.
 */
final class TreeIndex {
    private final StoreLayout layout;

    /** Empty where nobody has asked yet. */
    private final Map<TreeId, Optional<TreeStat>> stats = new ConcurrentHashMap<>();

    private TreeIndex(StoreLayout layout) {
        this.layout = layout;
    }

    static TreeIndex read(StoreLayout layout) throws IOException {
        TreeIndex index = new TreeIndex(layout);
        for (Path tree : StoreFiles.list(layout.trees())) {
            StoreLayout.treeNamed(tree).ifPresent(id -> index.stats.put(id, Optional.empty()));
        }
        return index;
    }

    Set<TreeId> ids() {
        return new HashSet<>(stats.keySet());
    }

    boolean contains(TreeId id) {
        return stats.containsKey(id);
    }

    /** What is known of a tree, or empty if the store does not hold it. */
    Optional<TreeStat> stat(TreeId id) throws IOException {
        Optional<TreeStat> known = stats.get(id);
        if (known == null) {
            return Optional.empty();
        }
        if (known.isEmpty()) {
            known = Optional.of(manifest(id).stat());
            stats.put(id, known);
        }
        return known;
    }

    TreeManifest manifest(TreeId id) throws IOException {
        return TreeManifest.read(layout.manifest(id), id);
    }

    void add(TreeId id, TreeStat stat) {
        stats.put(id, Optional.of(stat));
    }

    void remove(TreeId id) {
        stats.remove(id);
    }
}

package io.cdntopology.store;

import io.cdntopology.release.TreeId;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which trees the store holds, in memory, so that a publication asks the file system about what is new only.
 *
 * <p>A tree that is here is here with everything below it. Not thread-safe for writing; {@link ReleaseStore} guards it.
 */
final class TreeIndex {
    private final StoreLayout layout;
    private final Map<TreeId, @Nullable TreeStat> stats = new HashMap<>();

    private TreeIndex(StoreLayout layout) {
        this.layout = layout;
    }

    static TreeIndex read(StoreLayout layout) throws IOException {
        TreeIndex index = new TreeIndex(layout);
        for (Path tree : StoreFiles.list(layout.trees())) {
            StoreLayout.treeNamed(tree).ifPresent(id -> index.stats.put(id, null));
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
        TreeStat stat = stats.get(id);
        if (stat == null && stats.containsKey(id)) {
            stat = manifest(id).stat();
            stats.put(id, stat);
        }
        return Optional.ofNullable(stat);
    }

    TreeManifest manifest(TreeId id) throws IOException {
        return TreeManifest.read(layout.manifest(id), id);
    }

    void add(TreeId id, TreeStat stat) {
        stats.put(id, stat);
    }

    void remove(TreeId id) {
        stats.remove(id);
    }
}

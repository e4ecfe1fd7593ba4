package io.cdntopology.store;

import io.cdntopology.release.TreeEntry;
import io.cdntopology.release.TreeId;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A directory of the site as the source has it, with the way back up that a link may take. */
final class SourceDirectory {
    private final @Nullable SourceDirectory parent;
    private final String path;
    private final TreeId tree;

    private SourceDirectory(@Nullable SourceDirectory parent, String path, TreeId tree) {
        this.parent = parent;
        this.path = path;
        this.tree = tree;
    }

    static SourceDirectory root(TreeId tree) {
        return new SourceDirectory(null, "", tree);
    }

    SourceDirectory child(TreeEntry.Directory directory) {
        return new SourceDirectory(this, pathOf(directory.name()), directory.tree());
    }

    Optional<SourceDirectory> parent() {
        return Optional.ofNullable(parent);
    }

    /** The path below the root of the site, without a leading slash; empty for the root. */
    String path() {
        return path;
    }

    String pathOf(String name) {
        return path.isEmpty() ? name : path + "/" + name;
    }

    TreeId tree() {
        return tree;
    }
}

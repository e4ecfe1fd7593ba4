package io.cdntopology.store;

import io.cdntopology.release.TreeId;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/** What the store holds already, as the resolver asks for it. */
record KnownStoredTrees(StoreLayout layout, TreeIndex index) implements TreeResolver.KnownTrees {
    /** Trees too high to be linked to are looked at each time: there are few, on the way down to the deep ones. */
    @Override
    public Optional<TreeStat> stat(TreeId tree) throws IOException {
        return index.stat(tree).filter(TreeStat::isLinked);
    }

    @Override
    public Optional<PlannedTree.Previous> previousRoot() throws IOException {
        Optional<LiveRelease> live = LiveRelease.of(layout.root());
        if (live.isEmpty()) {
            return Optional.empty();
        }
        TreeId site = ReleaseDirectory.site(live.get().directory());
        return Optional.of(new PlannedTree.Previous(layout.tree(site), index.manifest(site)));
    }

    @Override
    public Optional<PlannedTree.Previous> previousChild(PlannedTree.Previous parent, String name) throws IOException {
        Optional<TreeId> child = parent.manifest().directory(name);
        if (child.isEmpty()) {
            return Optional.empty();
        }
        Path own = layout.tree(child.get());
        Path directory = index.contains(child.get()) ? own : parent.directory().resolve(name);
        return Optional.of(new PlannedTree.Previous(directory, index.manifest(child.get())));
    }
}

package io.cdntopology.store;

import io.cdntopology.release.TreeId;
import java.io.IOException;
import java.util.Optional;

/** What the store holds already, as the resolver asks for it. */
record KnownStoredTrees(StoreLayout layout, StoredReleases releases, TreeIndex index)
        implements TreeResolver.KnownTrees {
    /** Trees too high to be linked to are looked at each time: there are few, on the way down to the deep ones. */
    @Override
    public Optional<TreeStat> stat(TreeId tree) throws IOException {
        return index.stat(tree).filter(TreeStat::isLinked);
    }

    @Override
    public Optional<PlannedTree.Previous> previousRoot() throws IOException {
        Optional<LiveRelease> live = releases.live();
        if (live.isEmpty()) {
            return Optional.empty();
        }
        TreeId site = ReleaseDirectory.site(live.get().directory());
        return Optional.of(new PlannedTree.Previous(layout.tree(site), 0, index.manifest(site)));
    }

    @Override
    public Optional<PlannedTree.Previous> previousChild(PlannedTree.Previous parent, String name) throws IOException {
        Optional<TreeId> child = parent.manifest().directory(name);
        if (child.isEmpty()) {
            return Optional.empty();
        }
        TreeManifest manifest = index.manifest(child.get());
        return Optional.of(
                index.contains(child.get())
                        ? new PlannedTree.Previous(layout.tree(child.get()), 0, manifest)
                        : new PlannedTree.Previous(parent.directory().resolve(name), parent.nesting() + 1, manifest));
    }
}

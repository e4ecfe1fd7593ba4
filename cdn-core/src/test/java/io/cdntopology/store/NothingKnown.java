package io.cdntopology.store;

import io.cdntopology.release.TreeId;
import java.util.Optional;

/** A store that holds nothing, as the resolver sees it. */
record NothingKnown() implements TreeResolver.KnownTrees {
    @Override
    public Optional<TreeStat> stat(TreeId tree) {
        return Optional.empty();
    }

    @Override
    public Optional<PlannedTree.Previous> previousRoot() {
        return Optional.empty();
    }

    @Override
    public Optional<PlannedTree.Previous> previousChild(PlannedTree.Previous parent, String name) {
        return Optional.empty();
    }
}

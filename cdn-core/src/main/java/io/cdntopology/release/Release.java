package io.cdntopology.release;

import java.util.Objects;

/**
 * A version of the site that can be served: a commit, and the tree in it that is the root of the site.
 *
 * @param commit the commit
 * @param tree   the root of the site: the commit's own tree, or that of a directory in it
 */
public record Release(CommitId commit, TreeId tree) {
    public Release {
        Objects.requireNonNull(commit, "commit");
        Objects.requireNonNull(tree, "tree");
    }

    @Override
    public String toString() {
        return commit.abbreviated();
    }
}

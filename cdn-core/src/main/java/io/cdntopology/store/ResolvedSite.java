package io.cdntopology.store;

import io.cdntopology.release.TreeId;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * A site without links, ready to be written.
 *
 * @param root    the id under which its root is stored
 * @param planned the trees that are new, each after those below it
 */
record ResolvedSite(TreeId root, Map<TreeId, PlannedTree> planned) {
    ResolvedSite {
        planned = new LinkedHashMap<>(planned);
    }

    Collection<PlannedTree> trees() {
        return planned.values();
    }

    Optional<PlannedTree> tree(TreeId id) {
        return Optional.ofNullable(planned.get(id));
    }

    /** Whether a tree gets a directory of its own; the others are real directories inside those above them. */
    boolean hasOwnDirectory(PlannedTree tree) {
        return tree.stat().isLinked() || tree.id().equals(root);
    }
}

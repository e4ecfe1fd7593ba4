package io.cdntopology.store;

import io.cdntopology.release.TreeEntry;
import io.cdntopology.release.TreeId;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * A tree that the store does not hold yet.
 *
 * @param path     where it is in the site, for reports; a tree that is in several places has one of them
 * @param id       the id under which it is stored
 * @param stat     what is below it
 * @param resolved its entries where links were replaced by what they name; empty where they are those that the source
 *     has under the same id, so that a large site is not held in memory
 * @param previous the tree at this path in the live release, to share unchanged files with
 */
record PlannedTree(
        String path, TreeId id, TreeStat stat, Optional<List<TreeEntry>> resolved, Optional<Previous> previous) {
    /**
     * A tree that is stored already.
     *
     * @param directory where it is
     * @param nesting   how many real directories are between it and that of the tree that contains it
     * @param manifest  its entries
     */
    record Previous(Path directory, int nesting, TreeManifest manifest) {}
}

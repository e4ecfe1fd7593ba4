package io.cdntopology.store;

import io.cdntopology.release.CommitId;
import io.cdntopology.release.Release;
import io.cdntopology.release.TreeId;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Where things are below a content root. The one place that spells a path of the store.
 *
 * <pre>
 * current -> .cdn/releases/&lt;commit>-&lt;tree>      the pointer
 * .cdn/releases/&lt;commit>-&lt;tree>/release.json    names the release
 * .cdn/releases/&lt;commit>-&lt;tree>/site           -> ../../trees/&lt;stored tree>
 * .cdn/releases/&lt;commit>-&lt;tree>/earlier-&lt;n>   -> ../&lt;commit>-&lt;tree>, one that was live before
 * .cdn/lanes/&lt;configuration>                    -> ../releases/&lt;commit>-&lt;tree>, what is served by it
 * .cdn/trees/&lt;stored tree>/…                    files, and a link per directory to its tree
 * .cdn/trees/&lt;stored tree>/.git:gzip/…          variants of these files, see {@link io.cdntopology.spi.Variants}
 * .cdn/manifests/&lt;stored tree>                  the entries of a tree with their ids
 * .cdn/tmp/…                                    unfinished work, emptied when the store is opened
 * .cdn/lock                                     locked by the owner
 * .cdn/verified                                 the boot of the machine in which everything was verified
 * </pre>
 */
record StoreLayout(Path root) {
    private static final Pattern TREE_NAME = Pattern.compile("[0-9a-f]{40}");

    Path home() {
        return root.resolve(".cdn");
    }

    Path pointer() {
        return root.resolve(LiveRelease.POINTER);
    }

    Path releases() {
        return home().resolve("releases");
    }

    Path release(Release release) {
        return releases().resolve(LiveRelease.directoryName(release));
    }

    Path lanes() {
        return home().resolve("lanes");
    }

    Path lane(CommitId configuration) {
        return lanes().resolve(configuration.value());
    }

    Path trees() {
        return home().resolve("trees");
    }

    Path tree(TreeId id) {
        return trees().resolve(id.value());
    }

    Path manifests() {
        return home().resolve("manifests");
    }

    Path manifest(TreeId id) {
        return manifests().resolve(id.value());
    }

    Path temporary() {
        return home().resolve("tmp");
    }

    Path lock() {
        return home().resolve("lock");
    }

    Path verified() {
        return home().resolve("verified");
    }

    /** The tree that a directory or a manifest is named for; empty if it is named for none, such as a stranger's file. */
    static Optional<TreeId> treeNamed(Path path) {
        String name = String.valueOf(path.getFileName());
        return TREE_NAME.matcher(name).matches() ? Optional.of(new TreeId(name)) : Optional.empty();
    }

    /** What the {@code site} of a release links to. */
    static Path siteTarget(TreeId tree) {
        return Path.of("..", "..", "trees", tree.value());
    }

    /** What a directory links to that lies {@code nesting} real directories below that of a tree. */
    static Path directoryTarget(int nesting, TreeId tree) {
        return Path.of("../".repeat(nesting + 1) + tree.value());
    }
}

package io.cdntopology.mounts;

import io.cdntopology.failure.CdnException;
import io.cdntopology.failure.ErrorCode;
import io.cdntopology.failure.Problem;
import io.cdntopology.release.EntryName;
import io.cdntopology.release.TreeEntry;
import io.cdntopology.release.TreeId;
import io.cdntopology.store.TreeFormat;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * The directories on the way from the root of a site to what is mounted in it, which are in none of its sources. Each is named
 * by what it holds, so whoever joins the same trees names them alike. Immutable.
 */
final class JoinedTrees {
    private final Map<TreeId, List<TreeEntry>> made = new HashMap<>();
    private final TreeId root;

    /** A directory of the site: the tree that is there, if any is, and those below it on the way to what is mounted. */
    private static final class Place {
        private final String path;
        private Optional<TreeId> mounted = Optional.empty();
        private final SortedMap<String, Place> below = new TreeMap<>();

        Place(String path) {
            this.path = path;
        }

        Place below(String name) {
            return below.computeIfAbsent(name, unused -> new Place(path + "/" + name));
        }
    }

    /**
     * Joins trees.
     *
     * @param site   the tree of the site's own source
     * @param mounts those of others by where they are
     * @param read   reads a tree of any of them
     * @throws CdnException with {@code CONTENT_REFUSED} if something is where another source is mounted
     */
    JoinedTrees(TreeId site, SortedMap<MountPath, TreeId> mounts, Function<TreeId, List<TreeEntry>> read) {
        Place top = new Place("");
        mounts.forEach((path, tree) -> {
            Place place = top;
            for (String name : path.names()) {
                place = place.below(name);
            }
            place.mounted = Optional.of(tree);
        });
        this.root = join(top, Optional.of(site), read);
    }

    private TreeId join(Place place, Optional<TreeId> there, Function<TreeId, List<TreeEntry>> read) {
        if (place.below.isEmpty()) {
            return there.orElseThrow();
        }
        List<TreeEntry> entries = new ArrayList<>(there.map(read).orElse(List.of()));
        place.below.forEach((name, child) -> {
            List<TreeEntry> present =
                    entries.stream().filter(entry -> entry.name().equals(name)).toList();
            Optional<TreeId> tree =
                    present.stream().map(entry -> directory(child, entry)).findFirst();
            if (present.size() > 1) {
                throw refused(child, "another source is mounted below it, and it is there twice");
            }
            entries.removeAll(present);
            entries.add(new TreeEntry.Directory(name, join(child, child.mounted.or(() -> tree), read)));
        });
        return make(TreeFormat.sorted(entries));
    }

    /** What is there must be on the way to a mounted source only, and not be in the place of one. */
    private static TreeId directory(Place place, TreeEntry present) {
        if (place.mounted.isEmpty() && present instanceof TreeEntry.Directory directory) {
            return directory.tree();
        }
        throw refused(
                place,
                place.mounted.isPresent()
                        ? "another source is mounted there, and it is in the one around it, too"
                        : "another source is mounted below it, and it is no directory");
    }

    private static CdnException refused(Place place, String why) {
        return CdnException.of(
                ErrorCode.CONTENT_REFUSED,
                "Joining the sources of the site",
                new Problem(
                        EntryName.printable(place.path),
                        why,
                        "remove it from the source around, or mount the other one elsewhere"));
    }

    private TreeId make(List<TreeEntry> entries) {
        TreeId id = TreeFormat.id(entries);
        made.put(id, entries);
        return id;
    }

    /** The root of the site. */
    TreeId root() {
        return root;
    }

    Optional<List<TreeEntry>> tree(TreeId id) {
        return Optional.ofNullable(made.get(id));
    }
}

package io.cdntopology.git;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectReader;
import org.eclipse.jgit.lib.Ref;
import org.eclipse.jgit.lib.RefUpdate;
import org.eclipse.jgit.lib.Repository;

/**
 * The sites that were made of complete commits. Each has a reference, {@code refs/cdn-site/<options>/<commit>}, which is
 * written after its objects.
 *
 * <p>Used by one thread at a time.
 */
final class DerivedSites {
    private static final String PREFIX = "refs/cdn-site/";

    private final Repository repository;
    private final Map<Key, ObjectId> trees;
    private final Map<Key, DerivedSite> sites = new HashMap<>();

    /** By which options, and of which commit. */
    private record Key(String fingerprint, ObjectId commit) {
        String reference() {
            return PREFIX + fingerprint + "/" + commit.name();
        }
    }

    private DerivedSites(Repository repository, Map<Key, ObjectId> trees) {
        this.repository = repository;
        this.trees = trees;
    }

    static DerivedSites read(Repository repository) throws IOException {
        Map<Key, ObjectId> trees = new HashMap<>();
        for (Ref ref : repository.getRefDatabase().getRefsByPrefix(PREFIX)) {
            String[] names = ref.getName().substring(PREFIX.length()).split("/", -1);
            trees.put(new Key(names[0], ObjectId.fromString(names[1])), ref.getObjectId());
        }
        return new DerivedSites(repository, trees);
    }

    /** What was made of a commit by these options. */
    Optional<DerivedSite> of(String fingerprint, ObjectId commit) throws IOException {
        Key key = new Key(fingerprint, commit);
        ObjectId tree = trees.get(key);
        if (tree != null && !sites.containsKey(key)) {
            try (ObjectReader reader = repository.newObjectReader()) {
                sites.put(key, DerivedSite.read(reader, tree));
            }
        }
        return Optional.ofNullable(sites.get(key));
    }

    /** What was made of commits by these options, in the order of the commits. */
    List<DerivedSite> of(String fingerprint, List<ObjectId> commits) throws IOException {
        List<DerivedSite> found = new ArrayList<>();
        for (ObjectId commit : commits) {
            of(fingerprint, commit).ifPresent(found::add);
        }
        return found;
    }

    /** The trees that keep what was made of a commit. */
    List<ObjectId> treesOf(ObjectId commit) {
        return trees.entrySet().stream()
                .filter(entry -> entry.getKey().commit().equals(commit))
                .map(Map.Entry::getValue)
                .sorted()
                .toList();
    }

    /**
     * Says what was made of a commit.
     *
     * @param tree as {@link DerivedSite#write} gave it
     */
    void add(String fingerprint, ObjectId commit, DerivedSite site, ObjectId tree) throws IOException {
        Key key = new Key(fingerprint, commit.copy());
        RefUpdate update = repository.updateRef(key.reference());
        update.disableRefLog();
        update.setNewObjectId(tree);
        CompleteCommits.require(update.forceUpdate(), commit);
        trees.put(key, tree.copy());
        sites.put(key, site);
    }

    /** Forgets what was made of other commits than these. */
    void keepOnly(Collection<ObjectId> commits) throws IOException {
        for (Key key : List.copyOf(trees.keySet())) {
            if (!commits.contains(key.commit())) {
                RefUpdate update = repository.updateRef(key.reference());
                update.disableRefLog();
                update.setForceUpdate(true);
                CompleteCommits.require(update.delete(), key.commit());
                trees.remove(key);
                sites.remove(key);
            }
        }
    }
}

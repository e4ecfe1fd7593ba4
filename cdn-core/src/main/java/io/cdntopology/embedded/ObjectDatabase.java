package io.cdntopology.embedded;

import io.cdntopology.release.BlobId;
import io.cdntopology.release.CommitId;
import io.cdntopology.release.TreeId;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Git objects by their ids. What is in here never changes, so versions of a site share what they have in common.
 *
 * <p>An object comes after everything that it names. It may be used from several threads.
 */
final class ObjectDatabase {
    private final Map<BlobId, GitBlob> blobs = new ConcurrentHashMap<>();
    private final Map<TreeId, List<GitEntry>> trees = new ConcurrentHashMap<>();
    private final Map<CommitId, GitCommit> commits = new ConcurrentHashMap<>();

    /** How many objects there are. */
    int size() {
        return blobs.size() + trees.size() + commits.size();
    }

    Optional<GitBlob> blob(BlobId id) {
        return Optional.ofNullable(blobs.get(id));
    }

    /** The entries of a tree, in git's order. */
    Optional<List<GitEntry>> tree(TreeId id) {
        return Optional.ofNullable(trees.get(id));
    }

    Optional<GitCommit> commit(CommitId id) {
        return Optional.ofNullable(commits.get(id));
    }

    /** The entry at a path below a tree; empty if there is none, or the path is empty. */
    Optional<GitEntry> find(TreeId root, List<String> path) {
        Optional<GitEntry> found = Optional.empty();
        Optional<TreeId> directory = Optional.of(root);
        for (String name : path) {
            found = directory.flatMap(this::tree).flatMap(entries -> named(entries, name));
            directory = found.filter(GitEntry::isDirectory).map(entry -> new TreeId(entry.id()));
        }
        return found;
    }

    private static Optional<GitEntry> named(List<GitEntry> entries, String name) {
        return entries.stream().filter(entry -> entry.rawName().equals(name)).findFirst();
    }

    void add(GitBlob blob) {
        blobs.putIfAbsent(blob.id(), blob);
    }

    TreeId addTree(Collection<GitEntry> entries) {
        List<GitEntry> sorted =
                entries.stream().sorted(Comparator.comparing(GitEntry::sortKey)).toList();
        TreeId id = new TreeId(GitFormat.id("tree", GitFormat.tree(sorted)));
        trees.putIfAbsent(id, sorted);
        return id;
    }

    void add(GitCommit commit) {
        commits.putIfAbsent(commit.id(), commit);
    }

    /** Takes over a commit and everything below it that is not here yet. */
    void fetch(ObjectDatabase from, GitCommit commit) {
        fetch(from, commit.tree());
        add(commit);
    }

    private void fetch(ObjectDatabase from, TreeId tree) {
        if (trees.containsKey(tree)) {
            return;
        }
        from.tree(tree).ifPresent(entries -> {
            for (GitEntry entry : entries) {
                if (entry.isDirectory()) {
                    fetch(from, new TreeId(entry.id()));
                } else if (entry.isFileOrLink()) {
                    from.blob(new BlobId(entry.id())).ifPresent(this::add);
                }
            }
            trees.put(tree, entries);
        });
    }
}

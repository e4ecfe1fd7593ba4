package io.cdntopology.embedded;

import io.cdntopology.failure.CdnException;
import io.cdntopology.failure.ErrorCode;
import io.cdntopology.failure.Problem;
import io.cdntopology.release.TreeId;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A directory that is being edited. Directories that no edit reaches are never read, and stay the objects they are. */
final class WorkingTree {
    private final ObjectDatabase objects;
    private final Map<String, GitEntry> entries = new HashMap<>();
    private final Map<String, WorkingTree> opened = new HashMap<>();

    /** One edit below the root. */
    sealed interface Edit {}

    /** An entry comes, or replaces what is there. */
    record Put(List<String> directory, String rawName, int mode, GitBlob blob) implements Edit {}

    /** The entry at a path goes. */
    record Remove(String path) implements Edit {}

    WorkingTree(ObjectDatabase objects, Collection<GitEntry> entries) {
        this.objects = objects;
        entries.forEach(entry -> this.entries.put(entry.rawName(), entry));
    }

    void make(Edit edit) {
        if (edit instanceof Put put) {
            objects.add(put.blob());
            open(put.directory())
                    .put(new GitEntry(put.rawName(), put.mode(), put.blob().id().value()));
        } else if (edit instanceof Remove remove) {
            remove(remove.path());
        }
    }

    /** Writes the directory and those in it that were edited. */
    TreeId write() {
        opened.forEach((name, directory) -> {
            TreeId id = directory.write();
            entries.remove(name);
            if (!directory.entries.isEmpty()) {
                entries.put(name, new GitEntry(name, GitEntry.DIRECTORY, id.value()));
            }
        });
        opened.clear();
        return objects.addTree(entries.values());
    }

    private void put(GitEntry entry) {
        opened.remove(entry.rawName());
        entries.put(entry.rawName(), entry);
    }

    private void remove(String path) {
        List<String> names = EntryPath.unchecked(path);
        String name = names.isEmpty() ? "" : names.get(names.size() - 1);
        WorkingTree parent = names.isEmpty() ? this : open(names.subList(0, names.size() - 1));
        boolean isThere = parent.opened.containsKey(name) || parent.entries.containsKey(name);
        if (!isThere) {
            throw CdnException.of(
                    ErrorCode.INVALID_ARGUMENT,
                    "Deleting " + path,
                    new Problem("path", "there is nothing at '" + path + "'", "delete only what an edit has written"));
        }
        parent.opened.remove(name);
        parent.entries.remove(name);
    }

    private WorkingTree open(List<String> directory) {
        WorkingTree tree = this;
        for (String name : directory) {
            tree = tree.open(name);
        }
        return tree;
    }

    private WorkingTree open(String name) {
        return opened.computeIfAbsent(name, n -> new WorkingTree(objects, entriesIn(entries.get(n))));
    }

    private List<GitEntry> entriesIn(@Nullable GitEntry entry) {
        if (entry == null || !entry.isDirectory()) {
            return List.of();
        }
        return objects.tree(new TreeId(entry.id())).orElse(List.of());
    }
}

package io.cdntopology.git;

import io.cdntopology.git.TreeBytes.Entry;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectReader;

/** Changes of a tree, by paths of a few names. Only the directories on the way to them are made anew. */
final class TreeEdit {
    private final Map<String, TreeEdit> directories = new TreeMap<>();
    private final Map<String, Optional<Entry>> entries = new TreeMap<>();

    boolean isEmpty() {
        return directories.isEmpty() && entries.isEmpty();
    }

    /** Puts something at a path, in place of what is there; directories on the way are made. */
    void put(String path, int mode, ObjectId id) {
        String name = TreeBytes.name(path.substring(path.lastIndexOf('/') + 1));
        directoryOf(path).entries.put(name, Optional.of(new Entry(mode, name, id)));
    }

    /** Removes what is at a path, and directories that become empty by that. */
    void remove(String path) {
        directoryOf(path).entries.put(TreeBytes.name(path.substring(path.lastIndexOf('/') + 1)), Optional.empty());
    }

    private TreeEdit directoryOf(String path) {
        TreeEdit edit = this;
        String[] names = path.split("/", -1);
        for (int i = 0; i < names.length - 1; i++) {
            edit = edit.directories.computeIfAbsent(TreeBytes.name(names[i]), name -> new TreeEdit());
        }
        return edit;
    }

    /**
     * Makes the tree.
     *
     * @param tree what it was, if there was one
     * @return empty if there is nothing in it
     */
    Optional<ObjectId> apply(ObjectReader reader, NewObjects objects, Optional<ObjectId> tree) throws IOException {
        List<Entry> made = new ArrayList<>();
        Map<String, ObjectId> below = new TreeMap<>();
        if (tree.isPresent()) {
            for (Entry entry : TreeBytes.entries(reader, tree.get())) {
                if (directories.containsKey(entry.name()) && entry.isDirectory()) {
                    below.put(entry.name(), entry.id());
                } else if (!directories.containsKey(entry.name()) && !entries.containsKey(entry.name())) {
                    made.add(entry);
                }
            }
        }
        for (Map.Entry<String, TreeEdit> directory : directories.entrySet()) {
            String name = directory.getKey();
            directory
                    .getValue()
                    .apply(reader, objects, Optional.ofNullable(below.get(name)))
                    .ifPresent(id -> made.add(new Entry(TreeBytes.DIRECTORY, name, id)));
        }
        entries.values().forEach(entry -> entry.ifPresent(made::add));
        return made.isEmpty() ? Optional.empty() : Optional.of(objects.tree(TreeBytes.of(made)));
    }
}

package io.cdntopology.store;

import io.cdntopology.release.BlobId;
import io.cdntopology.release.TreeEntry;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What a directory can share with a new one by hard links: files, and the links to other trees, from the directory
 * before it, and what was written already. A name costs much less than an inode, when it is made and when it goes.
 */
final class SharedEntries {
    private final Linker linker;
    private final Map<Object, Path> entries = new HashMap<>();

    /** Makes a hard link; {@link Files#createLink} but in tests of what a file system may answer. */
    interface Linker {
        /** Makes {@code link} another name of {@code existing}, which is a file or a symbolic link. */
        void link(Path link, Path existing) throws IOException;
    }

    /** What two files have to have in common to be one. */
    private record Content(BlobId blob, TreeEntry.Permission permission) {}

    /**
     * @param previous the directory before
     * @param nesting  how many real directories are between the new one and that of its tree: links that lead from
     *     another depth are others
     */
    SharedEntries(Linker linker, Optional<PlannedTree.Previous> previous, int nesting) {
        this.linker = linker;
        previous.ifPresent(tree -> {
            for (TreeEntry entry : tree.manifest().entries()) {
                if (entry instanceof TreeEntry.File || tree.nesting() == nesting) {
                    add(entry, tree.directory().resolve(entry.name()));
                }
            }
        });
    }

    private static Object key(TreeEntry entry) {
        if (entry instanceof TreeEntry.File file) {
            return new Content(file.blob(), file.permission());
        }
        return ((TreeEntry.Directory) entry).tree();
    }

    /** Offers an entry for sharing. */
    void add(TreeEntry entry, Path path) {
        entries.putIfAbsent(key(entry), path);
    }

    /**
     * Puts an entry in place, if one with the same content is known and can be shared.
     *
     * @return whether it is in place
     */
    boolean place(TreeEntry entry, Path path) throws IOException {
        Path existing = entries.get(key(entry));
        if (existing == null) {
            return false;
        }
        try {
            linker.link(path, existing);
        } catch (FileSystemException e) {
            // The file system's limit of links to one file, 65,000 on ext4: the next one that is written takes over.
            entries.remove(key(entry));
            return false;
        }
        return true;
    }
}

package io.cdntopology.store;

import io.cdntopology.release.BlobId;
import io.cdntopology.release.TreeEntry;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The files of a directory that can be shared with a new one by a hard link: those of the directory before it, and
 * those that were written already.
 */
final class FileShare {
    private final Linker linker;
    private final Map<Content, Path> files = new HashMap<>();

    /** Makes a hard link; {@link Files#createLink} but in tests of what a file system may answer. */
    interface Linker {
        /** Makes {@code link} another name of {@code existing}. */
        void link(Path link, Path existing) throws IOException;
    }

    /** What two files have to have in common to be one. */
    private record Content(BlobId blob, TreeEntry.Permission permission) {
        static Content of(TreeEntry.File file) {
            return new Content(file.blob(), file.permission());
        }
    }

    FileShare(Linker linker, Optional<PlannedTree.Previous> previous) {
        this.linker = linker;
        previous.ifPresent(tree -> tree.manifest().entries().forEach(entry -> {
            if (entry instanceof TreeEntry.File file) {
                add(file, tree.directory().resolve(file.name()));
            }
        }));
    }

    /** Offers a file for sharing. */
    void add(TreeEntry.File file, Path path) {
        files.putIfAbsent(Content.of(file), path);
    }

    /**
     * Puts a file in place without reading its blob, if one with the same content is known.
     *
     * @return whether it is in place
     */
    boolean place(TreeEntry.File file, Path path) throws IOException {
        Path existing = files.get(Content.of(file));
        if (existing == null) {
            return false;
        }
        try {
            linker.link(path, existing);
        } catch (FileSystemException e) {
            if (StoreFailures.isFull(e)) {
                throw e;
            }
            // The file system's limit of links to one file, 65,000 on ext4; the copy takes the next ones.
            Files.copy(existing, path, StandardCopyOption.COPY_ATTRIBUTES);
            files.put(Content.of(file), path);
        }
        return true;
    }
}

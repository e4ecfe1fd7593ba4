package io.cdntopology.store;

import io.cdntopology.release.BlobId;
import io.cdntopology.release.TreeEntry;
import io.cdntopology.release.TreeEntry.Permission;
import io.cdntopology.spi.Variants;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Makes the variants of the files of one directory: under a temporary name, then all of them get theirs at once. A file
 * that was in the directory before shares the variant that it had there. Used by one thread at a time.
 */
final class VariantWriter {
    private static final long MIN_BYTES = 1024;

    /** More is what people download, and takes a second and more to compress. */
    private static final long MAX_BYTES = 32 << 20;

    /** A variant that saves less than a tenth is not worth its place. */
    private static final double MAX_SHARE = 0.9;

    /** This part of a file system is left to releases, of which variants must not keep any from being written. */
    private static final int PART_LEFT = 10;

    private final StorePermissions permissions;
    private final SharedEntries.Linker linker;
    private final VariantEncoder encoder;
    private final EncodedFile encoded;
    private final Pace pace;
    private final Path work;
    private int written;

    /**
     * @param pace asked every few milliseconds
     * @param work a directory for unfinished work
     */
    VariantWriter(
            StorePermissions permissions, SharedEntries.Linker linker, VariantEncoder encoder, Pace pace, Path work) {
        this.permissions = permissions;
        this.linker = linker;
        this.encoder = encoder;
        this.encoded = new EncodedFile(encoder, pace);
        this.pace = pace;
        this.work = work;
    }

    /** How many files were compressed; those that share a variant do not count. */
    int written() {
        return written;
    }

    /**
     * Makes the variants of a directory, unless it has them.
     *
     * @param directory where it is
     * @param entries   what is in it
     * @param previous  the directory before it, with its variants
     */
    void write(Path directory, List<TreeEntry> entries, Optional<PlannedTree.Previous> previous) throws IOException {
        List<TreeEntry.File> files = files(entries);
        Path variants = variants(directory);
        if (files.isEmpty() || Files.exists(variants)) {
            return;
        }
        Map<BlobId, Optional<Path>> known = known(previous);
        Path unfinished = work.resolve("variants");
        permissions.createDirectory(unfinished);
        int made = 0;
        for (TreeEntry.File file : files) {
            StoppedException.throwUnless(pace);
            made += make(known, directory.resolve(file.name()), file.blob(), unfinished.resolve(file.name()));
        }
        if (made == 0) {
            Files.delete(unfinished);
        } else {
            Files.move(unfinished, variants, StandardCopyOption.ATOMIC_MOVE);
        }
    }

    private Path variants(Path directory) {
        return directory.resolve(Variants.directory(encoder.encoding()));
    }

    /** Those that may have a variant. */
    private static List<TreeEntry.File> files(List<TreeEntry> entries) {
        return entries.stream()
                .filter(TreeEntry.File.class::isInstance)
                .map(TreeEntry.File.class::cast)
                .filter(file -> Variants.mayExist(file.name()))
                .toList();
    }

    /** The variants that there are, by what they are of; empty for what is not worth one. */
    private Map<BlobId, Optional<Path>> known(Optional<PlannedTree.Previous> previous) {
        Map<BlobId, Optional<Path>> known = new HashMap<>();
        previous.ifPresent(tree -> {
            Path variants = variants(tree.directory());
            for (TreeEntry.File file : files(tree.manifest().entries())) {
                known.put(
                        file.blob(), Optional.of(variants.resolve(file.name())).filter(Files::exists));
            }
        });
        return known;
    }

    private int make(Map<BlobId, Optional<Path>> known, Path file, BlobId blob, Path variant) throws IOException {
        Optional<Path> existing = known.get(blob);
        if (existing != null && existing.isEmpty()) {
            return 0;
        }
        if (existing == null || !link(variant, existing.get())) {
            boolean made = compress(file, blob, variant);
            known.put(blob, made ? Optional.of(variant) : Optional.empty());
            return made ? 1 : 0;
        }
        return 1;
    }

    private boolean link(Path variant, Path existing) throws IOException {
        try {
            linker.link(variant, existing);
            return true;
        } catch (FileSystemException e) {
            // The limit of links to one file, or it has gone: the next one that is written takes over.
            return false;
        }
    }

    private boolean compress(Path file, BlobId blob, Path variant) throws IOException {
        long size = Files.size(file);
        if (size < MIN_BYTES || size > MAX_BYTES) {
            return false;
        }
        requireRoom();
        try (FileChannel target = permissions.createFile(variant, Permission.REGULAR)) {
            encoded.write(file, target);
        }
        if (Files.size(variant) > size * MAX_SHARE) {
            Files.delete(variant);
            return false;
        }
        ContentTime.set(variant, blob, encoder.encoding());
        written++;
        return true;
    }

    private void requireRoom() throws IOException {
        if (work.toFile().getUsableSpace() < work.toFile().getTotalSpace() / PART_LEFT) {
            throw new FileSystemException(
                    work.toString(), null, "No space left for variants: the last tenth is for releases");
        }
    }
}

package io.cdntopology.store;

import io.cdntopology.release.TreeEntry;
import io.cdntopology.spi.ContentReader;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Writes new trees of one site, each as a directory under a temporary name. Used by one thread at a time. */
final class TreeWriter {
    private final StoreLayout layout;
    private final StorePermissions permissions;
    private final SharedEntries.Linker linker;
    private final NewTrees trees;
    private final ContentReader reader;
    private final WriteBudget budget;

    TreeWriter(
            StoreLayout layout,
            StorePermissions permissions,
            SharedEntries.Linker linker,
            NewTrees trees,
            ContentReader reader,
            WriteBudget budget) {
        this.layout = layout;
        this.permissions = permissions;
        this.linker = linker;
        this.trees = trees;
        this.reader = reader;
        this.budget = budget;
    }

    /**
     * Writes a tree, and its manifest, which has to be there before the tree gets its name.
     *
     * @param directory the directory to create; the name with {@code .manifest} added is used besides
     */
    void write(PlannedTree tree, Path directory) throws IOException {
        write(tree, directory, directory.resolveSibling(directory.getFileName() + ".manifest"), 0);
    }

    private void write(PlannedTree tree, Path directory, Path manifest, int nesting) throws IOException {
        List<TreeEntry> entries = tree.resolved().orElseGet(() -> reader.tree(tree.id()));
        permissions.createDirectory(directory);
        new TreeManifest(tree.stat(), entries).write(layout.manifest(tree.id()), manifest);
        SharedEntries shared = new SharedEntries(linker, tree.previous(), nesting);
        for (TreeEntry entry : entries) {
            Path path = directory.resolve(entry.name());
            if (entry instanceof TreeEntry.File file) {
                writeFile(shared, file, tree.path() + "/" + file.name(), path);
            } else if (entry instanceof TreeEntry.Directory child) {
                writeDirectory(shared, child, path, manifest, nesting);
            }
        }
    }

    private void writeDirectory(SharedEntries shared, TreeEntry.Directory child, Path path, Path manifest, int nesting)
            throws IOException {
        Optional<PlannedTree> nested = trees.nested(child.tree());
        if (nested.isPresent()) {
            write(nested.get(), path, manifest, nesting + 1);
        } else if (!shared.place(child, path)) {
            Files.createSymbolicLink(path, StoreLayout.directoryTarget(nesting, child.tree()));
            shared.add(child, path);
        }
    }

    private void writeFile(SharedEntries shared, TreeEntry.File file, String sitePath, Path path) throws IOException {
        if (shared.place(file, path)) {
            return;
        }
        try (FileChannel channel = permissions.createFile(path, file.permission())) {
            BlobSink sink = new BlobSink(channel, sitePath, budget);
            reader.copy(file.blob(), sink);
            sink.finish();
        }
        ContentTime.set(path, file.blob());
        budget.file();
        shared.add(file, path);
    }
}

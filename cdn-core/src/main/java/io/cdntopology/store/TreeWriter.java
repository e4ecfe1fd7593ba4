package io.cdntopology.store;

import io.cdntopology.release.TreeEntry;
import io.cdntopology.release.TreeId;
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
    private final FileShare.Linker linker;
    private final ResolvedSite site;
    private final ContentReader reader;
    private final WriteBudget budget;

    TreeWriter(
            StoreLayout layout,
            StorePermissions permissions,
            FileShare.Linker linker,
            ResolvedSite site,
            ContentReader reader,
            WriteBudget budget) {
        this.layout = layout;
        this.permissions = permissions;
        this.linker = linker;
        this.site = site;
        this.reader = reader;
        this.budget = budget;
    }

    /** Writes a tree, and its manifest, which has to be there before the tree gets its name. */
    void write(PlannedTree tree, Path directory) throws IOException {
        write(tree, directory, 0);
    }

    private void write(PlannedTree tree, Path directory, int nesting) throws IOException {
        List<TreeEntry> entries = tree.resolved().orElseGet(() -> reader.tree(tree.id()));
        new TreeManifest(tree.stat(), entries).write(layout.manifest(tree.id()));
        permissions.createDirectory(directory);
        FileShare share = new FileShare(linker, tree.previous());
        for (TreeEntry entry : entries) {
            Path path = directory.resolve(entry.name());
            if (entry instanceof TreeEntry.File file) {
                writeFile(share, file, tree.path() + "/" + file.name(), path);
            } else if (entry instanceof TreeEntry.Directory child) {
                writeDirectory(child, path, nesting);
            }
        }
    }

    private void writeDirectory(TreeEntry.Directory child, Path path, int nesting) throws IOException {
        Optional<PlannedTree> nested = nested(child.tree());
        if (nested.isPresent()) {
            write(nested.get(), path, nesting + 1);
        } else {
            Files.createSymbolicLink(path, StoreLayout.directoryTarget(nesting, child.tree()));
        }
    }

    /** The tree if it is too high to be linked to; such trees are never known, so they are always planned. */
    private Optional<PlannedTree> nested(TreeId tree) {
        return site.tree(tree).filter(planned -> !planned.stat().isLinked());
    }

    private void writeFile(FileShare share, TreeEntry.File file, String sitePath, Path path) throws IOException {
        if (share.place(file, path)) {
            return;
        }
        try (FileChannel channel = permissions.createFile(path, file.permission())) {
            BlobSink sink = new BlobSink(channel, sitePath, budget);
            reader.copy(file.blob(), sink);
            sink.finish();
        }
        Files.setLastModifiedTime(path, ContentTime.of(file.blob()));
        budget.file();
        share.add(file, path);
    }
}

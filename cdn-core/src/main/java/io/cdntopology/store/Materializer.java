package io.cdntopology.store;

import io.cdntopology.release.Release;
import io.cdntopology.spi.ContentReader;
import io.cdntopology.spi.ContentRepository;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Writes one release: the trees that are new under temporary names, then each under its own, those below first, then
 * the release's directory. Whatever moment it stops at, what has a name is whole.
 */
final class Materializer {
    /** Below this many trees one thread is done sooner than several are started. */
    private static final int TREES_WORTH_THREADS = 64;

    private final StoreLayout layout;
    private final StorePermissions permissions;
    private final StoreOptions options;
    private final ResolvedSite site;
    private final Path work;
    private final WriteBudget budget;

    Materializer(StoreLayout layout, StorePermissions permissions, StoreOptions options, ResolvedSite site, Path work) {
        this.layout = layout;
        this.permissions = permissions;
        this.options = options;
        this.site = site;
        this.work = work;
        this.budget = new WriteBudget(options.limits());
    }

    /** Writes the trees and gives them their names; each is added to the index at once. */
    MaterializedRelease writeTrees(Release release, ContentRepository repository, TreeIndex index) throws IOException {
        permissions.createDirectory(work);
        List<PlannedTree> trees = site.trees().stream()
                .filter(tree -> site.hasOwnDirectory(tree) && !index.contains(tree.id()))
                .toList();
        write(trees, new TreeNaming(layout, index, trees), repository);
        return new MaterializedRelease(release, trees.size(), budget.filesWritten(), budget.bytesWritten());
    }

    /** Gives the release its directory; all trees of it have to be there. */
    void writeRelease(Release release) throws IOException {
        Path directory = work.resolve("release");
        ReleaseDirectory.write(directory, release, site.root(), permissions);
        Files.setLastModifiedTime(directory, FileTime.from(options.clock().instant()));
        Files.move(directory, layout.release(release), StandardCopyOption.ATOMIC_MOVE);
    }

    private void write(List<PlannedTree> trees, TreeNaming naming, ContentRepository repository) throws IOException {
        AtomicInteger next = new AtomicInteger();
        AtomicInteger shares = new AtomicInteger();
        Crew.Share share = () ->
                writeShare(trees, next, naming, repository, work.resolve(Integer.toString(shares.getAndIncrement())));
        int threads = trees.size() < TREES_WORTH_THREADS ? 1 : options.threads();
        if (threads == 1) {
            share.work();
        } else {
            new Crew("cdn-materialize", threads).run(share);
        }
    }

    /**
     * Writes trees that nobody else writes, until none is left, here or, after a failure, anywhere.
     *
     * @param own a directory for this thread: a file system has those that create something in the same one take turns
     */
    private void writeShare(
            List<PlannedTree> trees, AtomicInteger next, TreeNaming naming, ContentRepository repository, Path own)
            throws IOException {
        permissions.createDirectory(own);
        try (ContentReader reader = repository.reader()) {
            TreeWriter writer = new TreeWriter(layout, permissions, options.linker(), site, reader, budget);
            for (int i = next.getAndIncrement(); i < trees.size(); i = next.getAndIncrement()) {
                Path directory = own.resolve(trees.get(i).id().value());
                writer.write(trees.get(i), directory);
                naming.written(i, directory);
            }
        } finally {
            next.set(trees.size());
        }
    }
}

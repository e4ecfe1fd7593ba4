package io.cdntopology.store;

import io.cdntopology.failure.CdnException;
import io.cdntopology.failure.ErrorCode;
import io.cdntopology.failure.Problem;
import io.cdntopology.release.Release;
import io.cdntopology.spi.ContentReader;
import io.cdntopology.spi.ContentRepository;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

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
        if (trees.size() < TREES_WORTH_THREADS || options.threads() == 1) {
            writeAll(trees, new AtomicInteger(), repository);
        } else {
            writeInParallel(trees, repository);
        }
        for (PlannedTree tree : trees) {
            Files.move(temporary(tree), layout.tree(tree.id()), StandardCopyOption.ATOMIC_MOVE);
            index.add(tree.id(), tree.stat());
        }
        return new MaterializedRelease(release, trees.size(), budget.filesWritten(), budget.bytesWritten());
    }

    /** Gives the release its directory; all trees of it have to be there. */
    void writeRelease(Release release) throws IOException {
        Path directory = work.resolve("release");
        ReleaseDirectory.write(directory, release, site.root(), permissions);
        Files.move(directory, layout.release(release), StandardCopyOption.ATOMIC_MOVE);
    }

    private Path temporary(PlannedTree tree) {
        return work.resolve(tree.id().value());
    }

    private void writeAll(List<PlannedTree> trees, AtomicInteger next, ContentRepository repository)
            throws IOException {
        try (ContentReader reader = repository.reader()) {
            TreeWriter writer = new TreeWriter(layout, permissions, options.linker(), site, reader, budget);
            for (int i = next.getAndIncrement(); i < trees.size(); i = next.getAndIncrement()) {
                writer.write(trees.get(i), temporary(trees.get(i)));
            }
        }
    }

    private void writeInParallel(List<PlannedTree> trees, ContentRepository repository) throws IOException {
        AtomicInteger next = new AtomicInteger();
        ExecutorService threads = Executors.newFixedThreadPool(options.threads(), task -> {
            Thread thread = new Thread(task, "cdn-materialize");
            thread.setDaemon(true);
            return thread;
        });
        try {
            List<Future<?>> writers = new ArrayList<>();
            for (int i = 0; i < options.threads(); i++) {
                writers.add(threads.submit(() -> {
                    try {
                        writeAll(trees, next, repository);
                    } finally {
                        next.set(trees.size());
                    }
                    return null;
                }));
            }
            awaitAll(writers);
        } finally {
            threads.shutdownNow();
        }
    }

    /** Waits for all of them, also after a failure: what they write may not be removed under their hands. */
    private void awaitAll(List<Future<?>> writers) throws IOException {
        Throwable failure = null;
        for (Future<?> writer : writers) {
            try {
                writer.get();
            } catch (ExecutionException e) {
                failure = failure == null ? e.getCause() : failure;
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw CdnException.of(
                        ErrorCode.INTERRUPTED,
                        "Writing the release",
                        new Problem(layout.root().toString(), "the thread was interrupted", "try again"),
                        e);
            }
        }
        rethrow(failure);
    }

    private static void rethrow(@Nullable Throwable failure) throws IOException {
        if (failure instanceof IOException e) {
            throw e;
        }
        if (failure instanceof RuntimeException e) {
            throw e;
        }
        if (failure instanceof Error e) {
            throw e;
        }
        if (failure != null) {
            throw new IOException(failure);
        }
    }
}

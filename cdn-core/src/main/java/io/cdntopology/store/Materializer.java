package io.cdntopology.store;

import io.cdntopology.release.Release;
import io.cdntopology.release.TreeId;
import io.cdntopology.spi.ContentReader;
import io.cdntopology.spi.ContentRepository;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Writes one release: the trees that are new under temporary names, then each under its own, those below first, then
 * the release's directory. Whatever moment it stops at, what has a name is whole.
 */
final class Materializer {
    /** Up to this many trees one thread is done sooner than several are started. */
    private static final int TREES_WORTH_THREADS = 64;

    private final StoreLayout layout;
    private final StorePermissions permissions;
    private final StoreOptions options;
    private final TreeIndex index;
    private final EarlierReleases earlier;
    private final Path work;
    private final WriteBudget budget;
    private final NewTrees trees = new NewTrees();
    private final TreeNaming naming;
    private final AtomicInteger shares = new AtomicInteger();

    /** Those who write while trees are still being found, once there are enough of them. */
    private Crew.@Nullable Work crew;

    Materializer(
            StoreLayout layout,
            StorePermissions permissions,
            StoreOptions options,
            TreeIndex index,
            EarlierReleases earlier,
            Path work) {
        this.layout = layout;
        this.permissions = permissions;
        this.options = options;
        this.index = index;
        this.earlier = earlier;
        this.work = work;
        this.budget = new WriteBudget(options.limits());
        this.naming = new TreeNaming(layout, index);
    }

    /** Writes a release; each tree is added to the index as soon as it has its name. */
    MaterializedRelease write(Release release, TreeResolver.KnownTrees known, ContentRepository repository)
            throws IOException {
        permissions.createDirectory(work);
        TreeId root = writeTrees(release.tree(), known, repository);
        writeRelease(release, root);
        return new MaterializedRelease(release, trees.count(), budget.filesWritten(), budget.bytesWritten());
    }

    private TreeId writeTrees(TreeId source, TreeResolver.KnownTrees known, ContentRepository repository)
            throws IOException {
        TreeId root;
        try {
            root = resolve(source, known, repository);
        } catch (IOException | RuntimeException | Error e) {
            trees.abandon();
            awaitCrew(e);
            throw e;
        }
        if (crew == null) {
            writeShare(repository);
        } else {
            crew.complete();
        }
        return root;
    }

    private TreeId resolve(TreeId source, TreeResolver.KnownTrees known, ContentRepository repository)
            throws IOException {
        try (ContentReader reader = repository.reader()) {
            TreeId root =
                    new TreeResolver(reader, known, options.limits(), tree -> found(tree, repository)).resolve(source);
            if (index.contains(root)) {
                trees.complete();
            } else {
                trees.complete(root);
            }
            return root;
        }
    }

    /** Nobody may write any more when the caller is told of the failure. */
    private void awaitCrew(Throwable failure) {
        try {
            if (crew != null) {
                crew.complete();
            }
        } catch (IOException | RuntimeException e) {
            failure.addSuppressed(e);
        }
    }

    private void found(PlannedTree tree, ContentRepository repository) {
        trees.add(tree);
        if (crew == null && options.threads() > 1 && trees.count() > TREES_WORTH_THREADS) {
            crew = new Crew("cdn-materialize", options.threads()).begin(() -> writeShare(repository));
        }
    }

    /** Writes trees that nobody else writes, until none is left, here or, after a failure, anywhere. */
    private void writeShare(ContentRepository repository) throws IOException {
        // A directory for each thread: a file system has those that create something in the same one take turns.
        Path own = work.resolve(Integer.toString(shares.getAndIncrement()));
        permissions.createDirectory(own);
        try (ContentReader reader = repository.reader()) {
            TreeWriter writer = new TreeWriter(layout, permissions, options.linker(), trees, reader, budget);
            for (Optional<NewTrees.Turn> turn = trees.take(); turn.isPresent(); turn = trees.take()) {
                PlannedTree tree = turn.get().tree();
                Path directory = own.resolve(tree.id().value());
                writer.write(tree, directory);
                naming.written(turn.get(), directory);
            }
        } finally {
            trees.abandon();
        }
    }

    /** Gives the release its directory; all trees of it have to be there. */
    private void writeRelease(Release release, TreeId root) throws IOException {
        Path directory = work.resolve("release");
        ReleaseDirectory.write(directory, release, root, permissions);
        earlier.link(directory, layout.release(release), work.resolve("link"));
        Files.setLastModifiedTime(directory, FileTime.from(options.clock().instant()));
        Files.move(directory, layout.release(release), StandardCopyOption.ATOMIC_MOVE);
    }
}

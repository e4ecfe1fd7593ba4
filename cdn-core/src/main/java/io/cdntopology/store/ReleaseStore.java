package io.cdntopology.store;

import io.cdntopology.failure.CdnException;
import io.cdntopology.failure.ErrorCode;
import io.cdntopology.failure.Problem;
import io.cdntopology.release.Release;
import io.cdntopology.release.TreeId;
import io.cdntopology.spi.ContentReader;
import io.cdntopology.spi.ContentRepository;
import io.cdntopology.topology.ContentLimits;
import io.cdntopology.topology.Retention;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Releases below a content root, and the pointer to the one that is live.
 *
 * <p>A release is stored as git stores it: one directory per tree, named by the tree's id, shared by all releases that
 * contain it. A new release costs the trees that are new; going back costs the pointer. The pointer is a symbolic link
 * and is replaced by a rename, so a reader sees one release or the other, whole.
 *
 * <p>What has a name is whole, whenever the process was killed. What a power loss took is found when the store is opened
 * for the first time after the machine was restarted: everything is compared with its ids, and what is damaged, with
 * all that leads to it, is taken out of service, the pointer first. Materializing the release again writes it anew.
 *
 * <p>Threading: all methods may be called from several threads and take turns. One process owns a content root, by a
 * lock of the operating system; reading {@link LiveRelease#of} needs no lock.
 *
 * <p>Failures are {@link CdnException}s with {@code STORE_FULL} or {@code STORE_UNUSABLE}; the live release stays live.
 */
public final class ReleaseStore implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ReleaseStore.class);

    private final StoreLayout layout;
    private final StoreOptions options;
    private final StorePermissions permissions;
    private final StoreLock lock;
    private final TreeIndex index;
    private final int damagedTrees;
    private int works;

    private ReleaseStore(StoreLayout layout, StoreOptions options, StoreLock lock) throws IOException {
        this.layout = layout;
        this.options = options;
        this.lock = lock;
        StoreFiles.deleteRecursively(layout.temporary());
        Files.createDirectory(layout.temporary());
        this.permissions = StorePermissions.probe(layout.temporary().resolve("umask"));
        for (Path directory : List.of(layout.releases(), layout.trees(), layout.manifests())) {
            permissions.createDirectories(directory);
        }
        this.index = TreeIndex.read(layout);
        this.damagedTrees = verifyAfterRestart();
    }

    /**
     * Opens the store of a content root, which is created where it is missing, and verifies it if the machine was
     * restarted since it was last.
     *
     * @throws CdnException also with {@code STORE_LOCKED} if another store is open on this content root
     */
    public static ReleaseStore open(Path contentRoot, Retention retention, ContentLimits limits) {
        return open(contentRoot, StoreOptions.of(retention, limits));
    }

    static ReleaseStore open(Path contentRoot, StoreOptions options) {
        StoreLayout layout = new StoreLayout(contentRoot.toAbsolutePath().normalize());
        try {
            Files.createDirectories(layout.lock().getParent());
            StoreLock lock = StoreLock.acquire(layout.lock());
            boolean opened = false;
            try {
                ReleaseStore store = new ReleaseStore(layout, options, lock);
                opened = true;
                return store;
            } finally {
                if (!opened) {
                    lock.close();
                }
            }
        } catch (IOException e) {
            throw StoreFailures.of("Opening the release store", layout.root(), e);
        }
    }

    private int verifyAfterRestart() throws IOException {
        String boot = options.boot().id();
        if (Files.exists(layout.verified())
                && Files.readString(layout.verified()).equals(boot)) {
            return 0;
        }
        int damaged = new Verification(layout, index, options.threads()).run(newWork());
        Files.writeString(layout.verified(), boot);
        return damaged;
    }

    /** How many directories were found damaged when the store was opened, and taken out of service. */
    public int damagedTrees() {
        return damagedTrees;
    }

    /** The release that is live, if one is. */
    public Optional<LiveRelease> live() {
        return LiveRelease.of(layout.root());
    }

    /** Whether a release is in the store, whole. */
    public synchronized boolean contains(Release release) {
        return Files.isDirectory(layout.release(release));
    }

    /** The releases in the store; those that were live last come first. */
    public synchronized List<Release> releases() {
        try {
            return releaseDirectories().stream()
                    .map(directory ->
                            LiveRelease.release(directory.getFileName().toString()))
                    .toList();
        } catch (IOException e) {
            throw StoreFailures.of("Listing the releases", layout.root(), e);
        }
    }

    /**
     * Makes sure that a release is in the store. It is not made live.
     *
     * @param repository where to read what is new; the commit has to be close, see {@link ContentRepository#at}
     * @throws CdnException also with {@code CONTENT_REFUSED} or {@code CONTENT_TOO_LARGE}, and whatever the repository
     *     throws
     */
    public synchronized MaterializedRelease materialize(Release release, ContentRepository repository) {
        if (contains(release)) {
            return new MaterializedRelease(release, 0, 0, 0);
        }
        Path work = newWork();
        String attempted = "Writing release " + release;
        try {
            Materializer materializer =
                    new Materializer(layout, permissions, options, resolve(release.tree(), repository), work);
            MaterializedRelease result = materializer.writeTrees(release, repository, index);
            materializer.writeRelease(release);
            return result;
        } catch (IOException e) {
            throw StoreFailures.of(attempted, layout.root(), e);
        } catch (InvalidPathException e) {
            throw nameUnwritable(attempted, e);
        } finally {
            discard(work);
        }
    }

    private ResolvedSite resolve(TreeId root, ContentRepository repository) throws IOException {
        try (ContentReader reader = repository.reader()) {
            return new TreeResolver(reader, new KnownStoredTrees(layout, index), options.limits()).resolve(root);
        }
    }

    /**
     * Makes a release the live one. Nothing if it is already.
     *
     * @throws CdnException also with {@code RELEASE_NOT_FOUND} if it is not in the store
     */
    public synchronized void activate(Release release) {
        if (!contains(release)) {
            throw CdnException.of(
                    ErrorCode.RELEASE_NOT_FOUND,
                    "Making release " + release + " live",
                    new Problem(layout.release(release).toString(), "it is not in the store", "materialize it first"));
        }
        Optional<LiveRelease> before = live();
        if (before.map(LiveRelease::release).filter(release::equals).isPresent()) {
            return;
        }
        try {
            Path next = newWork();
            Files.createSymbolicLink(next, layout.root().relativize(layout.release(release)));
            Files.move(next, layout.pointer(), StandardCopyOption.ATOMIC_MOVE);
            StoreFiles.sync(layout.root());
            FileTime now = FileTime.from(options.clock().instant());
            Files.setLastModifiedTime(layout.release(release), now);
            if (before.isPresent()) {
                Files.setLastModifiedTime(before.get().directory(), now);
            }
        } catch (IOException e) {
            throw StoreFailures.of("Making release " + release + " live", layout.root(), e);
        }
    }

    /**
     * Removes the releases that need not be kept any more, and the trees that only they contain.
     *
     * @return how many releases were removed
     */
    public synchronized int collect() {
        try {
            List<Path> expired = expiredReleases();
            if (expired.isEmpty()) {
                return 0;
            }
            Trash trash = new Trash(layout, index, newWork());
            for (Path release : expired) {
                trash.throwRelease(release);
            }
            throwUnreachable(trash);
            trash.empty();
            return expired.size();
        } catch (IOException e) {
            throw StoreFailures.of("Removing old releases", layout.root(), e);
        }
    }

    private List<Path> expiredReleases() throws IOException {
        FileTime young = FileTime.from(
                options.clock().instant().minus(options.retention().grace()));
        Path live = live().map(LiveRelease::directory).orElse(layout.root());
        List<Path> expired = new ArrayList<>();
        for (Path release : releaseDirectories().stream()
                .skip(options.retention().releases())
                .toList()) {
            if (Files.getLastModifiedTime(release).compareTo(young) < 0 && !release.equals(live)) {
                expired.add(release);
            }
        }
        return expired;
    }

    private void throwUnreachable(Trash trash) throws IOException {
        StoredTrees trees = new StoredTrees(index);
        List<TreeId> roots = new ArrayList<>();
        for (Path release : StoreFiles.list(layout.releases())) {
            roots.add(ReleaseDirectory.site(release));
        }
        Set<TreeId> reachable = trees.reachableFrom(roots);
        Set<TreeId> garbage = index.ids();
        garbage.removeAll(reachable);
        trash.throwTrees(trees.highestFirst(garbage));
        for (Path manifest : StoreFiles.list(layout.manifests())) {
            if (!reachable.contains(new TreeId(manifest.getFileName().toString()))) {
                Files.delete(manifest);
            }
        }
    }

    private List<Path> releaseDirectories() throws IOException {
        record Dated(Path directory, FileTime live) {}
        List<Dated> dated = new ArrayList<>();
        for (Path directory : StoreFiles.list(layout.releases())) {
            dated.add(new Dated(directory, Files.getLastModifiedTime(directory)));
        }
        return dated.stream()
                .sorted(Comparator.comparing(Dated::live).reversed().thenComparing(Dated::directory))
                .map(Dated::directory)
                .toList();
    }

    private Path newWork() {
        return layout.temporary().resolve(Integer.toString(works++));
    }

    /** What stays behind is removed when the store is opened; a failure here must not hide the one before it. */
    private static void discard(Path work) {
        try {
            StoreFiles.deleteRecursively(work);
        } catch (IOException e) {
            LOG.debug("Could not remove {}", work, e);
        }
    }

    private static CdnException nameUnwritable(String attempted, InvalidPathException e) {
        return CdnException.of(
                ErrorCode.STORE_UNUSABLE,
                attempted,
                new Problem(
                        e.getInput(),
                        "this process cannot write names that are not ASCII: " + e.getReason(),
                        "start it with the environment variable LC_ALL=C.UTF-8"),
                e);
    }

    /** Gives the content root up. What is live stays live. Idempotent. */
    @Override
    public synchronized void close() {
        try {
            lock.close();
        } catch (IOException e) {
            throw StoreFailures.of("Closing the release store", layout.root(), e);
        }
    }
}

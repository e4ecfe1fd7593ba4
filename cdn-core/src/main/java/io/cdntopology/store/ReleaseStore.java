package io.cdntopology.store;

import io.cdntopology.failure.CdnException;
import io.cdntopology.failure.ErrorCode;
import io.cdntopology.failure.Problem;
import io.cdntopology.release.CommitId;
import io.cdntopology.release.Release;
import io.cdntopology.spi.ContentRepository;
import io.cdntopology.spi.DirectoryLock;
import io.cdntopology.spi.DirectoryTree;
import io.cdntopology.topology.ContentLimits;
import io.cdntopology.topology.Retention;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.Optional;
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
 * <p>Threading: all methods may be called from several threads and take turns, but for {@link #compress}. One process
 * owns a content root, by a lock of the operating system; reading {@link LiveRelease#of} needs no lock.
 *
 * <p>Failures are {@link CdnException}s with {@code STORE_FULL} or {@code STORE_UNUSABLE}; the live release stays live.
 */
public final class ReleaseStore implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ReleaseStore.class);

    private final StoreLayout layout;
    private final StoreOptions options;
    private final StorePermissions permissions;
    private final DirectoryLock lock;
    private final StoredReleases releases;
    private final EarlierReleases earlier;
    private final Lanes lanes;
    private final TreeIndex index;
    private final StoredTrees trees;
    private final Encoders encoders;
    private final int damagedTrees;
    private State state = State.OPEN;

    /** Whether there may be trees that no release contains, of a release that was not written to its end. */
    private boolean leftovers = true;

    private int works;

    private enum State {
        OPEN,
        CLOSED
    }

    private ReleaseStore(StoreLayout layout, StoreOptions options, DirectoryLock lock) throws IOException {
        this.layout = layout;
        this.options = options;
        this.lock = lock;
        this.releases = new StoredReleases(layout);
        this.earlier = EarlierReleases.of(releases, options);
        this.lanes = new Lanes(layout);
        DirectoryTree.delete(layout.temporary());
        this.permissions = StorePermissions.probe(layout.temporary());
        for (Path directory : List.of(layout.releases(), layout.trees(), layout.manifests())) {
            StorePermissions.createDirectories(directory);
        }
        this.index = TreeIndex.read(layout);
        this.trees = new StoredTrees(index);
        this.encoders = new Encoders(options.encoders());
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

    /**
     * As {@link #open(Path, Retention, ContentLimits)}, with others than {@link VariantEncoder#gzip} to make variants.
     *
     * @param encoders each of another encoding, in the order in which they go through a release; none if there are to be no
     *     variants
     */
    public static ReleaseStore open(
            Path contentRoot, Retention retention, ContentLimits limits, List<VariantEncoder> encoders) {
        return open(contentRoot, StoreOptions.of(retention, limits).withEncoders(encoders));
    }

    static ReleaseStore open(Path contentRoot, StoreOptions options) {
        StoreLayout layout = new StoreLayout(contentRoot.toAbsolutePath().normalize());
        try {
            StorePermissions.createDirectories(layout.home());
            DirectoryLock lock = DirectoryLock.acquire("Opening the release store", layout.lock());
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
        } catch (InvalidPathException e) {
            throw StoreFailures.of("Opening the release store", e);
        }
    }

    private int verifyAfterRestart() throws IOException {
        String boot = options.boot().id();
        if (Files.exists(layout.verified())
                && Files.readString(layout.verified()).equals(boot)) {
            return 0;
        }
        int damaged = new Verification(layout, index, trees, options.threads()).run(newWork());
        Files.writeString(layout.verified(), boot);
        return damaged;
    }

    /** How many directories were found damaged when the store was opened, and taken out of service. */
    public int damagedTrees() {
        return damagedTrees;
    }

    /** The release that is live, if one is. */
    public Optional<LiveRelease> live() {
        return releases.live();
    }

    /** Whether a release is in the store, whole. */
    public boolean contains(Release release) {
        return releases.contains(release);
    }

    /** The releases in the store; those that were live last come first. */
    public synchronized List<Release> releases() {
        try {
            return releases.newestFirst().stream()
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
        requireOpen("Writing release " + release);
        if (contains(release)) {
            return new MaterializedRelease(release, 0, 0, 0);
        }
        try {
            return write(release, repository);
        } catch (CdnException e) {
            if (e.code() == ErrorCode.STORE_FULL) {
                makeRoom(e);
            }
            throw e;
        }
    }

    private MaterializedRelease write(Release release, ContentRepository repository) {
        String attempted = "Writing release " + release;
        boolean before = leftovers;
        leftovers = true;
        Path work = newWork();
        try {
            MaterializedRelease result = new Materializer(layout, permissions, options, index, earlier, work)
                    .write(release, known(), repository);
            leftovers = before;
            return result;
        } catch (IOException e) {
            throw StoreFailures.of(attempted, layout.root(), e);
        } catch (InvalidPathException e) {
            throw StoreFailures.of(attempted, e);
        } finally {
            discard(work);
        }
    }

    /** Old releases go after a new one is live; where they keep it from getting there, that would be never. */
    private void makeRoom(CdnException full) {
        try {
            collect();
        } catch (CdnException e) {
            full.addSuppressed(e);
        }
    }

    private TreeResolver.KnownTrees known() {
        return new KnownStoredTrees(layout, releases, index);
    }

    /**
     * Makes a release the live one. Nothing if it is already.
     *
     * @throws CdnException also with {@code RELEASE_NOT_FOUND} if it is not in the store
     */
    public synchronized void activate(Release release) {
        String attempted = "Making release " + release + " live";
        requireStored(attempted, release);
        Optional<LiveRelease> before = live();
        if (before.map(LiveRelease::release).filter(release::equals).isPresent()) {
            return;
        }
        Path next = newWork();
        try {
            earlier.link(layout.release(release), layout.release(release), newWork());
            FileTime now = FileTime.from(options.clock().instant());
            Files.setLastModifiedTime(layout.release(release), now);
            if (before.isPresent()) {
                Files.setLastModifiedTime(before.get().directory(), now);
            }
            StoreFiles.link(layout.pointer(), layout.root().relativize(layout.release(release)), next);
        } catch (IOException e) {
            discard(next);
            throw StoreFailures.of(attempted, layout.root(), e);
        }
    }

    private void requireStored(String attempted, Release release) {
        requireOpen(attempted);
        if (!contains(release)) {
            throw CdnException.of(
                    ErrorCode.RELEASE_NOT_FOUND,
                    attempted,
                    new Problem(layout.release(release).toString(), "it is not in the store", "materialize it first"));
        }
    }

    /** The release that edges find by a configuration, if one was said and it is in the store. */
    public Optional<Release> servedBy(CommitId configuration) {
        return lanes.release(configuration);
    }

    /**
     * Has edges that serve by a configuration find a release, whether it is live or not. Nothing if they do already.
     *
     * @param configuration the commit of the configuration
     * @throws CdnException also with {@code RELEASE_NOT_FOUND} if the release is not in the store
     */
    public synchronized void serveBy(CommitId configuration, Release release) {
        String attempted = "Having release " + release + " served by configuration " + configuration.abbreviated();
        requireStored(attempted, release);
        Path next = newWork();
        try {
            lanes.point(configuration, release, next);
        } catch (IOException e) {
            discard(next);
            throw StoreFailures.of(attempted, layout.root(), e);
        }
    }

    /**
     * Makes the pointer survive a power loss. Apart from {@link #activate}, which readers see at once: without this, the
     * release before may be live again after a power loss, whole.
     */
    public synchronized void sync() {
        String attempted = "Writing the pointer to the disk";
        requireOpen(attempted);
        try {
            StoreFiles.sync(layout.root());
            lanes.sync();
        } catch (IOException e) {
            throw StoreFailures.of(attempted, layout.root(), e);
        }
    }

    /**
     * Removes the releases that need not be kept any more, and the trees that only they contain.
     *
     * @return how many releases were removed
     */
    public synchronized int collect() {
        String attempted = "Removing old releases";
        requireOpen(attempted);
        Path bin = newWork();
        try {
            lanes.collect();
            List<Path> expired =
                    releases.expired(options.retention(), options.clock().instant(), lanes.releases());
            if (!expired.isEmpty() || leftovers) {
                try {
                    new Sweep(layout, index, trees).run(expired, bin);
                } finally {
                    encoders.retain(index.ids());
                }
                leftovers = false;
            }
            return expired.size();
        } catch (IOException e) {
            discard(bin);
            throw StoreFailures.of(attempted, layout.root(), e);
        }
    }

    /**
     * Makes the {@linkplain io.cdntopology.spi.Variants variants} that files of the live release lack; nothing if no
     * release is live. What was the same before is not compressed again. Ends early if another release goes live.
     *
     * <p>Takes long, on one thread, and keeps nobody waiting: the other methods may be called meanwhile.
     *
     * @param pace asked whether to wait, or to end: every few milliseconds, or as often as an encoder is done with 64 KiB
     * @return how many variants were made of a file
     * @throws CdnException also with {@code STORE_FULL} before the file system is quite full; the variants that there are
     *     stay
     */
    public int compress(Pace pace) {
        Optional<LiveRelease> live = live();
        int written = 0;
        for (Encoders.Encoder encoder : live.isPresent() ? encoders.all() : List.<Encoders.Encoder>of()) {
            written += compress(live.get(), encoder, () -> pace.proceed() && live.equals(live()));
        }
        return written;
    }

    private int compress(LiveRelease live, Encoders.Encoder encoder, Pace pace) {
        String attempted = "Compressing files";
        Path work;
        synchronized (this) {
            requireOpen(attempted);
            work = newWork();
        }
        VariantWriter writer = new VariantWriter(permissions, options.linker(), encoder.made(), pace, work);
        try {
            permissions.createDirectory(work);
            new Compression(layout, index, encoder.compressed(), writer, pace)
                    .run(ReleaseDirectory.site(live.directory()));
        } catch (StoppedException e) {
            LOG.debug("Ended compressing {} early", live);
        } catch (IOException e) {
            if (live().filter(live::equals).isPresent()) {
                throw StoreFailures.of(attempted, layout.root(), e);
            }
            LOG.debug("What was compressed has gone", e);
        } finally {
            discard(work);
        }
        return writer.written();
    }

    private Path newWork() {
        return layout.temporary().resolve(Integer.toString(works++));
    }

    /** What stays behind is removed when the store is opened; a failure here must not hide the one before it. */
    private static void discard(Path work) {
        try {
            DirectoryTree.delete(work);
        } catch (IOException e) {
            LOG.debug("Could not remove {}", work, e);
        }
    }

    private void requireOpen(String attempted) {
        if (state == State.CLOSED) {
            throw CdnException.of(
                    ErrorCode.CLOSED,
                    attempted,
                    new Problem(layout.root().toString(), "the store was closed", "open it again"));
        }
    }

    /** Gives the content root up. What is live stays live. Idempotent. */
    @Override
    public synchronized void close() {
        if (state == State.CLOSED) {
            return;
        }
        state = State.CLOSED;
        try {
            lock.close();
        } catch (IOException e) {
            throw StoreFailures.of("Closing the release store", layout.root(), e);
        }
    }
}

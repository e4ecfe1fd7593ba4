package io.cdntopology.git;

import io.cdntopology.failure.CdnException;
import io.cdntopology.failure.ErrorCode;
import io.cdntopology.failure.Problem;
import io.cdntopology.release.EntryName;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import org.eclipse.jgit.lib.ObjectId;
import org.jspecify.annotations.Nullable;

/** Calls a {@link SiteTransform}: one at a time, and not again and again for what it fails for. */
final class Transformation {
    private static final Duration BETWEEN_FAILURES = Duration.ofMinutes(1);

    private final SiteTransform transform;
    private final Semaphore turn = new Semaphore(1);
    private volatile @Nullable Failure failure;

    Transformation(SiteTransform transform) {
        this.transform = transform;
    }

    /** What it failed for. */
    private record Failure(ObjectId tree, CdnException reason, long atNanos) {}

    /**
     * What became of a tree.
     *
     * @param site     the tree
     * @param rewrites what was made by {@link SiteFiles#rewrite}, for the next time
     */
    record Transformed(ObjectId site, Optional<ObjectId> rewrites) {}

    /**
     * Transforms a tree.
     *
     * @param rewrites what was made by {@link SiteFiles#rewrite} before
     * @throws CdnException with {@code CONTENT_REFUSED}
     */
    Transformed make(SiteTarget target, ObjectId tree, Optional<ObjectId> rewrites) throws IOException {
        try {
            // One that nobody waits for any more may still run.
            turn.acquire();
        } catch (InterruptedException e) {
            throw interrupted();
        }
        try {
            Failure before = failure;
            if (before != null
                    && before.tree().equals(tree)
                    && System.nanoTime() - before.atNanos() < BETWEEN_FAILURES.toNanos()) {
                throw before.reason();
            }
            return call(target, tree, new KeptRewrites(target.reader(), rewrites));
        } finally {
            turn.release();
        }
    }

    private Transformed call(SiteTarget target, ObjectId tree, KeptRewrites rewrites) throws IOException {
        GitSiteFiles files = new GitSiteFiles(target, tree, rewrites);
        Thread thread = Thread.currentThread();
        ClassLoader loader = thread.getContextClassLoader();
        thread.setContextClassLoader(transform.getClass().getClassLoader());
        try {
            transform.apply(files);
        } catch (Exception | LinkageError | StackOverflowError | AssertionError e) {
            if (target.deadline().isCancelled()) {
                throw interrupted();
            }
            throwIfDamaged(e);
            CdnException reason = failed(files.last(), e);
            failure = new Failure(tree, reason, System.nanoTime());
            throw reason;
        } finally {
            thread.setContextClassLoader(loader);
        }
        ObjectId site = files.write().orElseThrow(() -> failed("/", new IllegalStateException("no file is left")));
        return new Transformed(site, rewrites.write(target.objects()));
    }

    /** Nobody waits any more, so nobody sees it. */
    private static InterruptedIOException interrupted() {
        return new InterruptedIOException("nobody waits any more");
    }

    /** That is not the fault of the transformation. */
    private static void throwIfDamaged(Throwable failure) throws IOException {
        for (Throwable e = failure; e != null; e = e.getCause()) {
            if (e instanceof IOException damage && GitFailures.isDamage(e)) {
                throw damage;
            }
        }
    }

    private CdnException failed(String path, Throwable e) {
        String why = e instanceof CdnException known
                ? known.problems().get(0).where() + ": "
                        + known.problems().get(0).why()
                : "it threw " + e.getClass().getSimpleName() + (e.getMessage() == null ? "" : ": " + e.getMessage());
        return CdnException.of(
                ErrorCode.CONTENT_REFUSED,
                "Transforming the site by '" + transform.id() + "'",
                new Problem(
                        EntryName.printable(path),
                        EntryName.printable(why),
                        "correct the file and push again, or correct the transformation and give it another id"),
                e);
    }
}

package io.cdntopology.store;

import io.cdntopology.failure.CdnException;
import io.cdntopology.failure.ErrorCode;
import io.cdntopology.failure.Problem;
import io.cdntopology.release.Release;
import io.cdntopology.release.ReleaseDiff;
import io.cdntopology.release.TreeId;
import io.cdntopology.spi.ContentReader;
import io.cdntopology.spi.ContentRepository;
import io.cdntopology.topology.ContentLimits;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Checks whether a release may be served, before any host is told of it: by the very rules by which a store resolves
 * it, without writing anything. Remembers the trees that have passed, so its cost follows the change.
 *
 * <p>Thread-safe.
 */
public final class SiteCheck {
    /** Some 150 MB; beyond that everything is forgotten, and the next check looks at the whole site once. */
    private static final int MAX_REMEMBERED = 1_000_000;

    private final ContentLimits limits;
    private final Map<TreeId, TreeStat> passed = new ConcurrentHashMap<>();

    /** A check by these limits; those of sizes in bytes are seen only when a release is written. */
    public SiteCheck(ContentLimits limits) {
        this.limits = limits;
    }

    /**
     * Checks a release.
     *
     * @throws CdnException with {@code CONTENT_REFUSED} or {@code CONTENT_TOO_LARGE}, and whatever the reader throws
     */
    public synchronized void check(Release release, ContentRepository repository) {
        if (passed.size() > MAX_REMEMBERED) {
            passed.clear();
        }
        try (ContentReader reader = repository.reader()) {
            Map<TreeId, TreeStat> looked = new HashMap<>();
            new TreeResolver(reader, new Passed(), limits, tree -> looked.put(tree.id(), tree.stat()))
                    .resolve(release.tree());
            passed.putAll(looked);
        } catch (IOException e) {
            throw CdnException.of(
                    ErrorCode.SOURCE_DAMAGED,
                    "Checking release " + release,
                    new Problem(release.commit().value(), String.valueOf(e.getMessage()), "try again"),
                    e);
        }
    }

    /**
     * Compares two releases that may be served, as edges serve them. Its cost follows the change, once both were checked.
     *
     * @throws CdnException as {@link #check}
     */
    public ReleaseDiff diff(Release previous, Release release, ContentRepository repository) {
        check(previous, repository);
        check(release, repository);
        try (ContentReader reader = repository.reader()) {
            return new SiteDiff(reader, passed::containsKey).between(previous, release);
        }
    }

    /** Nothing is shared with files of a live release here: nothing is written. */
    private final class Passed implements TreeResolver.KnownTrees {
        @Override
        public Optional<TreeStat> stat(TreeId tree) {
            return Optional.ofNullable(passed.get(tree));
        }

        @Override
        public Optional<PlannedTree.Previous> previousRoot() {
            return Optional.empty();
        }

        @Override
        public Optional<PlannedTree.Previous> previousChild(PlannedTree.Previous parent, String name) {
            return Optional.empty();
        }
    }
}

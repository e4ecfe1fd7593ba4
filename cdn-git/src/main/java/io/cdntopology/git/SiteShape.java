package io.cdntopology.git;

import io.cdntopology.failure.CdnException;
import io.cdntopology.failure.ErrorCode;
import io.cdntopology.failure.Problem;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectReader;
import org.eclipse.jgit.revwalk.RevWalk;

/**
 * Makes the site of a commit, where that is not one of the commit's own trees. What it makes depends on the options and on
 * the commit alone, so everybody who makes it gets the same tree.
 */
final class SiteShape implements AutoCloseable {
    private final String location;
    private final SiteOptions options;
    private final Optional<String> directory;
    private final Commits commits;
    private final Submodules submodules;
    private final Optional<Transformation> transformation;
    private final String fingerprint;

    /**
     * @param path what is kept besides the private repository is below it
     */
    SiteShape(GitLocation location, GitOptions options, Commits commits, Path path) {
        this.location = location.text();
        this.options = options.site();
        this.directory = options.directory();
        this.commits = commits;
        this.submodules = new Submodules(location, options, path.resolve("modules"));
        this.transformation = options.site().transform().map(Transformation::new);
        this.fingerprint = options.site().fingerprint(options.directory());
    }

    /** What was made, and the tree that keeps it. */
    record Made(DerivedSite site, ObjectId tree) {}

    /** Whether the site is one of the commit's own trees. */
    boolean isAsCommitted() {
        return options.areNone();
    }

    /** By which options it is made. */
    String fingerprint() {
        return fingerprint;
    }

    /**
     * Makes the site of a commit that is complete; ends early if nobody waits for it any more.
     *
     * @param before what was made of others, the newest last
     * @throws CdnException with {@code DIRECTORY_NOT_FOUND} or {@code CONTENT_REFUSED}, and whatever the sources of
     *     submodules throw
     */
    Made make(PrivateRepository here, ObjectId commit, List<DerivedSite> before, Deadline deadline) throws IOException {
        Interruption interruption = new Interruption();
        here.jgit().incrementOpen();
        try {
            deadline.endBy(interruption);
            return makeAll(here, commit, before, deadline);
        } finally {
            here.jgit().close();
            deadline.endBy(null);
            interruption.end();
        }
    }

    private Made makeAll(PrivateRepository here, ObjectId commit, List<DerivedSite> before, Deadline deadline)
            throws IOException {
        try (NewObjects objects = new NewObjects(here);
                ObjectReader reader = here.jgit().newObjectReader();
                RevWalk walk = new RevWalk(reader)) {
            reader.setStreamFileThreshold(GitReader.STREAM_THRESHOLD_BYTES);
            SiteTarget target = new SiteTarget(here, reader, objects, deadline);
            Optional<DerivedSite> last =
                    before.isEmpty() ? Optional.empty() : Optional.of(before.get(before.size() - 1));
            ObjectId root = walk.parseCommit(commit).getTree().copy();
            Submodules.Filled whole = options.submoduleLevels().isPresent()
                    ? submodules.fill(target, root, last.map(DerivedSite::whole), this::isInSite)
                    : new Submodules.Filled(root, 0);
            ObjectId filtered = filter(target, commit, whole.tree(), last);
            DerivedSite site = transform(target, new DerivedSite(whole.tree(), filtered, whole.count()), before);
            ObjectId kept = site.write(objects);
            objects.flush();
            return new Made(site, kept);
        }
    }

    /** Whether a directory of the repository has something of the site in it, or the site is in it. */
    private boolean isInSite(String path) {
        String root = directory.map(name -> name + "/").orElse("");
        if (root.startsWith(path + "/")) {
            return true;
        }
        return path.startsWith(root)
                && !(options.filter().root().fateOf(path.substring(root.length())) instanceof PathFilter.Dropped);
    }

    private ObjectId filter(SiteTarget target, ObjectId commit, ObjectId whole, Optional<DerivedSite> last)
            throws IOException {
        ObjectId root = commits.site(target.reader(), commit, whole);
        if (options.filter().isAll()) {
            return root;
        }
        Optional<FilteredTree.Known> known = Optional.empty();
        if (last.isPresent()) {
            ObjectId source = commits.site(target.reader(), commit, last.get().whole());
            known = Optional.of(new FilteredTree.Known(source, last.get().filtered()));
        }
        return new FilteredTree(target)
                .make(root, options.filter().root(), known)
                .orElseThrow(() -> CdnException.of(
                        ErrorCode.CONTENT_REFUSED,
                        "Making the site of commit " + commit.name().substring(0, 8),
                        new Problem(
                                location,
                                "the patterns of only(…) and except(…) leave no file of it",
                                "correct them, or push a commit with such files")));
    }

    /** What was made of the same files for another commit is what would be made of them again. */
    private DerivedSite transform(SiteTarget target, DerivedSite made, List<DerivedSite> before) throws IOException {
        if (transformation.isEmpty()) {
            return made;
        }
        for (DerivedSite other : before) {
            if (other.filtered().equals(made.filtered())) {
                return made.with(other.site(), other.rewrites());
            }
        }
        target.objects().flush();
        Optional<ObjectId> rewrites = before.isEmpty()
                ? Optional.empty()
                : before.get(before.size() - 1).rewrites();
        Transformation.Transformed transformed = transformation.get().make(target, made.filtered(), rewrites);
        return made.with(transformed.site(), transformed.rewrites());
    }

    @Override
    public void close() {
        submodules.close();
    }
}

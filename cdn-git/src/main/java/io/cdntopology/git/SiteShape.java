package io.cdntopology.git;

import io.cdntopology.failure.CdnException;
import io.cdntopology.failure.ErrorCode;
import io.cdntopology.failure.Problem;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectReader;
import org.eclipse.jgit.revwalk.RevWalk;

/**
 * Makes the site of a commit, where that is not one of the commit's own trees. What it makes depends on the options and on
 * the commit alone, so everybody who makes it gets the same tree.
 */
final class SiteShape {
    private final String location;
    private final SiteOptions options;
    private final Commits commits;
    private final String fingerprint;

    SiteShape(String location, GitOptions options, Commits commits) {
        this.location = location;
        this.options = options.site();
        this.commits = commits;
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
     * Makes the site of a commit that is complete.
     *
     * @param before what was made of others, the newest last
     * @throws CdnException with {@code DIRECTORY_NOT_FOUND} or {@code CONTENT_REFUSED}
     */
    Made make(PrivateRepository here, ObjectId commit, List<DerivedSite> before, Deadline deadline) throws IOException {
        try (NewObjects objects = new NewObjects(here);
                ObjectReader reader = here.jgit().newObjectReader();
                RevWalk walk = new RevWalk(reader)) {
            reader.setStreamFileThreshold(GitReader.STREAM_THRESHOLD_BYTES);
            Optional<DerivedSite> last =
                    before.isEmpty() ? Optional.empty() : Optional.of(before.get(before.size() - 1));
            ObjectId whole = walk.parseCommit(commit).getTree().copy();
            ObjectId filtered = filter(new FilteredTree(reader, objects, deadline), reader, commit, whole, last);
            DerivedSite site = new DerivedSite(whole, filtered, filtered);
            ObjectId tree = site.write(objects);
            objects.flush();
            return new Made(site, tree);
        }
    }

    private ObjectId filter(
            FilteredTree trees, ObjectReader reader, ObjectId commit, ObjectId whole, Optional<DerivedSite> last)
            throws IOException {
        ObjectId directory = commits.site(reader, commit, whole);
        if (options.filter().isAll()) {
            return directory;
        }
        Optional<FilteredTree.Known> known = Optional.empty();
        if (last.isPresent()) {
            ObjectId source = commits.site(reader, commit, last.get().whole());
            known = Optional.of(new FilteredTree.Known(source, last.get().filtered()));
        }
        return trees.make(directory, options.filter().root(), known)
                .orElseThrow(() -> CdnException.of(
                        ErrorCode.CONTENT_REFUSED,
                        "Making the site of commit " + commit.name().substring(0, 8),
                        new Problem(
                                location,
                                "the patterns of only(…) and except(…) leave no file of it",
                                "correct them, or push a commit with such files")));
    }
}

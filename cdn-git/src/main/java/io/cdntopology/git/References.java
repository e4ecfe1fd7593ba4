package io.cdntopology.git;

import io.cdntopology.failure.CdnException;
import io.cdntopology.failure.ErrorCode;
import io.cdntopology.failure.Problem;
import io.cdntopology.release.CommitId;
import io.cdntopology.release.EntryName;
import java.io.IOException;
import java.util.Collection;
import java.util.List;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.revwalk.RevCommit;
import org.eclipse.jgit.revwalk.RevObject;
import org.eclipse.jgit.revwalk.RevTag;
import org.eclipse.jgit.revwalk.RevWalk;

/** Tells which references and commits a repository does not have, and which it has instead. */
final class References {
    private static final int MAX_NAMED = 10;

    /** Of itself, it would have no end. */
    private static final int MAX_TAGS = 100;

    private References() {}

    /**
     * A reference that does not exist.
     *
     * @param existing the full names of those that do
     */
    static CdnException unknown(String location, GitReference.Named reference, Collection<String> existing) {
        if (existing.stream()
                .noneMatch(name -> name.startsWith(Constants.R_HEADS) || name.startsWith(Constants.R_TAGS))) {
            return notFound(location, "it has no commit yet", "push one");
        }
        if (reference instanceof GitReference.DefaultBranch) {
            return notFound(
                    location,
                    "its HEAD names a branch that does not exist",
                    "choose one with branch(…), " + named("branches", Constants.R_HEADS, existing));
        }
        boolean pattern = reference instanceof GitReference.NewestTag;
        boolean tag = pattern || reference instanceof GitReference.Tag;
        return notFound(
                location,
                reference.text() + (pattern ? " is no tag: none has a version such as 1.0.0 there" : " does not exist"),
                "push it, or choose another; "
                        + (tag
                                ? named("tags", Constants.R_TAGS, existing)
                                : named("branches", Constants.R_HEADS, existing)));
    }

    /** A reference that does not exist, among too many to name some. */
    static CdnException unknownOfMany(String location, GitReference.Named reference) {
        return notFound(location, reference.text() + " does not exist", "push it, or choose another");
    }

    /**
     * The commit that a reference names, also by a tag of it.
     *
     * @throws CdnException with {@code REVISION_NOT_FOUND} if there is none
     */
    static ObjectId commit(Repository repository, ObjectId id, String location, GitReference reference)
            throws IOException {
        try (RevWalk walk = new RevWalk(repository)) {
            RevObject object = walk.parseAny(id);
            for (int tags = 0; object instanceof RevTag tag && tags < MAX_TAGS; tags++) {
                object = walk.parseAny(tag.getObject());
            }
            if (object instanceof RevCommit) {
                return object.copy();
            }
            String what = object instanceof RevTag
                    ? " names no commit, but more than " + MAX_TAGS + " tags"
                    : " names no commit";
            throw notFound(location, reference.text() + what, "choose a reference that does");
        }
    }

    /** A commit that the repository does not have, or does not give. */
    static CdnException unknownCommit(String location, CommitId commit, Exception cause) {
        return CdnException.of(
                ErrorCode.REVISION_NOT_FOUND,
                "Fetching commit " + commit.abbreviated(),
                new Problem(
                        location,
                        "commit " + commit + " is not there, or the server does not give it",
                        "push it to a branch, or choose another commit"),
                cause);
    }

    private static CdnException notFound(String location, String why, String fix) {
        return CdnException.of(
                ErrorCode.REVISION_NOT_FOUND, "Asking for the newest commit", new Problem(location, why, fix));
    }

    private static String named(String kind, String prefix, Collection<String> existing) {
        List<String> names = existing.stream()
                .filter(name -> name.startsWith(prefix))
                .map(name -> EntryName.printable(name.substring(prefix.length())))
                .sorted()
                .toList();
        if (names.isEmpty()) {
            return "there are no " + kind;
        }
        String some = String.join(", ", names.subList(0, Math.min(MAX_NAMED, names.size())));
        return "there are the " + kind + " " + some + (names.size() > MAX_NAMED ? " and others" : "");
    }
}

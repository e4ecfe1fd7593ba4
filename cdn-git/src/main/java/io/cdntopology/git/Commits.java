package io.cdntopology.git;

import io.cdntopology.failure.CdnException;
import io.cdntopology.failure.ErrorCode;
import io.cdntopology.failure.Problem;
import io.cdntopology.release.CommitId;
import io.cdntopology.release.EntryName;
import io.cdntopology.release.Release;
import io.cdntopology.release.TreeId;
import io.cdntopology.spi.Revision;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.eclipse.jgit.lib.FileMode;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectReader;
import org.eclipse.jgit.lib.PersonIdent;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.revwalk.RevCommit;
import org.eclipse.jgit.revwalk.RevWalk;
import org.eclipse.jgit.treewalk.CanonicalTreeParser;

/** Tells what a complete commit is: who made it, and where the site is in it. */
final class Commits {
    private static final int MAX_NAMED = 10;

    private final String location;
    private final Optional<String> directory;

    Commits(String location, Optional<String> directory) {
        this.location = location;
        this.directory = directory;
    }

    /**
     * Reads a commit.
     *
     * @throws CdnException with {@code DIRECTORY_NOT_FOUND}
     */
    Revision revision(Repository repository, ObjectId id) throws IOException {
        try (RevWalk walk = new RevWalk(repository)) {
            RevCommit commit = walk.parseCommit(id);
            return revision(repository, id, site(walk.getObjectReader(), id, commit.getTree()));
        }
    }

    /** Reads a commit, of which a site was made. */
    Revision revision(Repository repository, ObjectId id, ObjectId site) throws IOException {
        try (RevWalk walk = new RevWalk(repository)) {
            RevCommit commit = walk.parseCommit(id);
            PersonIdent author = commit.getAuthorIdent();
            return new Revision(
                    new Release(new CommitId(commit.name()), new TreeId(site.name())),
                    author == null ? "unknown" : author.getName() + " <" + author.getEmailAddress() + ">",
                    summary(commit),
                    Instant.ofEpochSecond(commit.getCommitTime()));
        }
    }

    private static String summary(RevCommit commit) {
        return commit.getFullMessage().strip().lines().findFirst().orElse("");
    }

    /**
     * The directory that is the site.
     *
     * @param root the tree of the commit, or one that was made of it
     * @throws CdnException with {@code DIRECTORY_NOT_FOUND}
     */
    ObjectId site(ObjectReader reader, ObjectId commit, ObjectId root) throws IOException {
        ObjectId tree = root;
        if (directory.isEmpty()) {
            return tree;
        }
        String above = "";
        for (String name : directory.get().split("/", -1)) {
            Optional<ObjectId> child = child(reader, tree, name);
            if (child.isEmpty()) {
                throw missing(commit, above, directories(reader, tree));
            }
            tree = child.get();
            above = above + name + "/";
        }
        return tree;
    }

    private static Optional<ObjectId> child(ObjectReader reader, ObjectId tree, String name) throws IOException {
        CanonicalTreeParser entries = GitTree.entries(reader, tree);
        for (; !entries.eof(); entries.next(1)) {
            if (entries.getEntryFileMode() == FileMode.TREE && name(entries).equals(name)) {
                return Optional.of(entries.getEntryObjectId());
            }
        }
        return Optional.empty();
    }

    private static List<String> directories(ObjectReader reader, ObjectId tree) throws IOException {
        List<String> names = new ArrayList<>();
        CanonicalTreeParser entries = GitTree.entries(reader, tree);
        for (; !entries.eof() && names.size() <= MAX_NAMED; entries.next(1)) {
            if (entries.getEntryFileMode() == FileMode.TREE) {
                names.add(name(entries));
            }
        }
        return names;
    }

    private static String name(CanonicalTreeParser entry) {
        return new String(entry.getEntryPathBuffer(), 0, entry.getEntryPathLength(), StandardCharsets.UTF_8);
    }

    private CdnException missing(ObjectId commit, String above, List<String> existing) {
        List<String> some = existing.subList(0, Math.min(MAX_NAMED, existing.size())).stream()
                .map(name -> EntryName.printable(above + name))
                .toList();
        String there = some.isEmpty()
                ? "there are no directories" + (above.isEmpty() ? "" : " in '" + above + "'")
                : "there are " + String.join(", ", some) + (existing.size() > MAX_NAMED ? " and others" : "");
        return CdnException.of(
                ErrorCode.DIRECTORY_NOT_FOUND,
                "Looking for the site in commit " + commit.name().substring(0, 8),
                new Problem(
                        location,
                        "the directory '" + directory.orElse("") + "' does not exist in it",
                        "push a commit with it, or choose another with directory(…); " + there));
    }
}

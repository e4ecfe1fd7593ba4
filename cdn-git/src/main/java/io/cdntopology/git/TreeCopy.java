package io.cdntopology.git;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.eclipse.jgit.errors.CorruptObjectException;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectInserter;
import org.eclipse.jgit.lib.ObjectLoader;
import org.eclipse.jgit.lib.ObjectReader;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.revwalk.RevCommit;
import org.eclipse.jgit.revwalk.RevObject;
import org.eclipse.jgit.revwalk.RevWalk;

/**
 * Copies a commit with its tree, without what came before it, from one repository on this machine into the private
 * one. Walks only where the tree differs from that of the newest complete commit; what is here is not copied again.
 */
final class TreeCopy {
    /** Up to this many objects are written as files of their own, which is faster; more go into a pack. */
    private static final int MAX_LOOSE = 64;

    private final Repository source;
    private final PrivateRepository here;
    private final Deadline deadline;

    TreeCopy(Repository source, PrivateRepository here, Deadline deadline) {
        this.source = source;
        this.here = here;
        this.deadline = deadline;
    }

    void copy(ObjectId commit) throws IOException {
        copy((walk, has) -> {
            RevCommit parsed = walk.parseCommit(commit);
            requireIntact(parsed);
            List<RevObject> missing = missing(walk, has, knownTree(has), parsed.getTree());
            if (!has.has(commit)) {
                missing.add(0, parsed);
            }
            return missing;
        });
    }

    /**
     * Copies a tree.
     *
     * @param known one that is here as a whole, and much like it
     */
    void copyTree(ObjectId tree, Optional<ObjectId> known) throws IOException {
        copy((walk, has) -> missing(walk, has, known, tree));
    }

    /** Says what has to be copied, a commit or tree always before what it holds. */
    private interface Choice {
        List<RevObject> missing(RevWalk walk, ObjectReader has) throws IOException;
    }

    private void copy(Choice choice) throws IOException {
        try (ObjectReader from = source.newObjectReader();
                ObjectReader has = here.jgit().newObjectReader();
                RevWalk walk = new RevWalk(from)) {
            from.setStreamFileThreshold(GitReader.STREAM_THRESHOLD_BYTES);
            List<RevObject> missing = choice.missing(walk, has);
            if (missing.size() <= MAX_LOOSE) {
                copyLoose(missing, from);
            } else {
                PackFiles.write(from, missing, here.packs(), deadline);
            }
        }
    }

    private static void requireIntact(RevCommit commit) throws IOException {
        byte[] text = commit.getRawBuffer();
        ObjectHash hash = new ObjectHash(Constants.OBJ_COMMIT, text.length);
        hash.update(text, 0, text.length);
        hash.requireEqual(commit);
    }

    private List<RevObject> missing(RevWalk walk, ObjectReader has, Optional<ObjectId> known, ObjectId tree)
            throws IOException {
        List<RevObject> missing = new ArrayList<>();
        // To look for what is not there costs more than to find what is.
        boolean nothingHere = here.complete().newest().isEmpty()
                && PackFiles.list(here.packs()).isEmpty();
        TreeDifference difference = new TreeDifference(has, walk.getObjectReader(), deadline);
        difference.walk(known, tree, (id, type) -> {
            if (nothingHere || !has.has(id)) {
                missing.add(walk.lookupAny(id, type));
            }
        });
        return missing;
    }

    private Optional<ObjectId> knownTree(ObjectReader reader) throws IOException {
        Optional<ObjectId> newest = here.complete().newest();
        if (newest.isEmpty()) {
            return Optional.empty();
        }
        try (RevWalk walk = new RevWalk(reader)) {
            return Optional.of(walk.parseCommit(newest.get()).getTree());
        } catch (IOException e) {
            throw new PrivateDamage(e);
        }
    }

    private void copyLoose(List<RevObject> objects, ObjectReader from) throws IOException {
        try (ObjectInserter inserter = here.jgit().newObjectInserter()) {
            for (int i = objects.size() - 1; i >= 0; i--) {
                RevObject object = objects.get(i);
                ObjectLoader loader = from.open(object, object.getType());
                try (InputStream in = loader.openStream()) {
                    ObjectId written = inserter.insert(object.getType(), loader.getSize(), in);
                    if (!written.equals(object)) {
                        throw new CorruptObjectException(object, "its content has the id " + written.name());
                    }
                }
            }
            inserter.flush();
        }
    }
}

package io.cdntopology.git;

import io.cdntopology.failure.CdnException;
import io.cdntopology.failure.ErrorCode;
import io.cdntopology.failure.Problem;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.eclipse.jgit.errors.StopWalkException;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.FileMode;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectReader;
import org.eclipse.jgit.treewalk.CanonicalTreeParser;

/**
 * Walks trees beside others that are known, and goes only where they differ, so that its cost follows the change. No
 * tree or blob is told twice. A tree is told before what it holds.
 */
final class TreeDifference {
    /** What is remembered of one, here and by those who are told of it, takes about half of that. */
    private static final int BYTES_OF_HEAP = 256;

    private final ObjectReader known;
    private final ObjectReader unknown;
    private final Deadline deadline;
    private final long maxSeen = Runtime.getRuntime().maxMemory() / BYTES_OF_HEAP;
    private final Set<ObjectId> seen = new HashSet<>();

    /** A tree, and the known one at the same path. */
    private record Pair(Optional<ObjectId> known, ObjectId unknown) {}

    /** Hears what differs. */
    interface Visitor {
        /** A tree or a blob; {@code type} is that of {@link Constants}. */
        void visit(ObjectId id, int type) throws IOException;
    }

    /**
     * @param known    reads the trees that are known
     * @param unknown  reads the others
     * @param deadline ends the walk
     */
    TreeDifference(ObjectReader known, ObjectReader unknown, Deadline deadline) {
        this.known = known;
        this.unknown = unknown;
        this.deadline = deadline;
    }

    /** Walks a tree. With an explicit stack: how deep trees are nested is up to whoever made them. */
    void walk(Optional<ObjectId> knownRoot, ObjectId root, Visitor visitor) throws IOException {
        Deque<Pair> pairs = new ArrayDeque<>();
        if (!knownRoot.filter(root::equals).isPresent() && seen.add(root.copy())) {
            pairs.push(new Pair(knownRoot, root.copy()));
        }
        while (!pairs.isEmpty()) {
            if (deadline.isCancelled()) {
                throw StopWalkException.INSTANCE;
            }
            if (seen.size() > maxSeen) {
                throw tooMany();
            }
            Pair pair = pairs.pop();
            visitor.visit(pair.unknown(), Constants.OBJ_TREE);
            compare(pair, pairs, visitor);
        }
    }

    private CdnException tooMany() {
        return CdnException.of(
                ErrorCode.CONTENT_TOO_LARGE,
                "Comparing directories",
                new Problem(
                        "repository",
                        "there are more than " + maxSeen + " new files and directories, for which memory is needed",
                        "start this process with a larger heap (-Xmx), or make the site smaller"));
    }

    private void compare(Pair pair, Deque<Pair> pairs, Visitor visitor) throws IOException {
        Map<String, ObjectId> before =
                pair.known().isPresent() ? entries(pair.known().get()) : Map.of();
        CanonicalTreeParser tree = GitTree.entries(unknown, pair.unknown());
        for (; !tree.eof(); tree.next(1)) {
            FileMode mode = tree.getEntryFileMode();
            ObjectId id = tree.getEntryObjectId();
            if (mode == FileMode.GITLINK) {
                continue;
            }
            ObjectId knownId = before.get(key(tree));
            if (id.equals(knownId) || !seen.add(id)) {
                continue;
            }
            if (mode == FileMode.TREE) {
                pairs.push(new Pair(Optional.ofNullable(knownId), id));
            } else {
                visitor.visit(id, Constants.OBJ_BLOB);
            }
        }
    }

    private Map<String, ObjectId> entries(ObjectId tree) throws IOException {
        Map<String, ObjectId> entries = new HashMap<>();
        CanonicalTreeParser parser = GitTree.entries(known, tree);
        for (; !parser.eof(); parser.next(1)) {
            entries.put(key(parser), parser.getEntryObjectId());
        }
        return entries;
    }

    /** With its kind, so that a file is never compared with a directory of the same name. */
    private static String key(CanonicalTreeParser entry) {
        return entry.getEntryPathString() + (entry.getEntryFileMode() == FileMode.TREE ? "/" : "");
    }
}

package io.cdntopology.embedded;

import io.cdntopology.failure.CdnException;
import io.cdntopology.failure.ErrorCode;
import io.cdntopology.failure.Problem;
import io.cdntopology.release.CommitId;
import io.cdntopology.release.TreeId;
import java.nio.file.Path;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** The far side of an {@link InMemoryContent}: all its objects, its branch, and what was fetched into which directory. */
final class ContentOrigin {
    private final InstantSource clock;
    private final ObjectDatabase objects = new ObjectDatabase();
    private final Map<Path, ObjectDatabase> clones = new ConcurrentHashMap<>();
    private final ContentFaults faults = new ContentFaults(this);
    private @Nullable CommitId head;

    ContentOrigin(InstantSource clock) {
        this.clock = clock;
    }

    ObjectDatabase objects() {
        return objects;
    }

    ContentFaults faults() {
        return faults;
    }

    /** What was fetched into a directory; it is there again when the directory is opened again. */
    ObjectDatabase cloneIn(Path directory) {
        return clones.computeIfAbsent(directory, d -> new ObjectDatabase());
    }

    synchronized Optional<CommitId> head() {
        return Optional.ofNullable(head);
    }

    GitCommit commit(CommitId id) {
        return objects.commit(id)
                .orElseThrow(() -> CdnException.of(
                        ErrorCode.REVISION_NOT_FOUND,
                        "Looking up commit " + id,
                        new Problem("commit", "it was not made here", "give the id that a commit returned")));
    }

    synchronized CommitId commit(List<WorkingTree.Edit> edits, String message) {
        if (message.isBlank()) {
            throw CdnException.of(
                    ErrorCode.INVALID_ARGUMENT,
                    "Committing",
                    new Problem("message", "it is blank", "say what the commit changes"));
        }
        WorkingTree root = new WorkingTree(
                objects, head == null ? List.of() : tree(commit(head).tree()));
        edits.forEach(root::make);
        GitCommit commit =
                GitCommit.of(root.write(), head, message, clock.instant().truncatedTo(ChronoUnit.SECONDS));
        objects.add(commit);
        head = commit.id();
        return commit.id();
    }

    synchronized void reset(CommitId commit) {
        head = commit(commit).id();
    }

    synchronized void deleteBranch() {
        head = null;
    }

    private List<GitEntry> tree(TreeId id) {
        return objects.tree(id).orElseThrow();
    }
}

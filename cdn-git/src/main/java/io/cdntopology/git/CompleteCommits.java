package io.cdntopology.git;

import java.io.IOException;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.Ref;
import org.eclipse.jgit.lib.RefUpdate;
import org.eclipse.jgit.lib.Repository;

/**
 * The commits whose trees are here as a whole. Each has a reference, {@code refs/cdn/<number>}, which is written after
 * its objects; the higher the number, the later it was asked for.
 *
 * <p>Used by one thread at a time.
 */
final class CompleteCommits {
    /** How many are kept. Readers read commits that were asked for lately. */
    static final int KEPT = 20;

    private static final String PREFIX = "refs/cdn/";
    private static final EnumSet<RefUpdate.Result> WRITTEN = EnumSet.of(
            RefUpdate.Result.NEW, RefUpdate.Result.FORCED, RefUpdate.Result.FAST_FORWARD, RefUpdate.Result.NO_CHANGE);

    private final Repository repository;
    private final NavigableMap<Long, ObjectId> commits;

    private CompleteCommits(Repository repository, NavigableMap<Long, ObjectId> commits) {
        this.repository = repository;
        this.commits = commits;
    }

    static CompleteCommits read(Repository repository) throws IOException {
        NavigableMap<Long, ObjectId> commits = new TreeMap<>();
        for (Ref ref : repository.getRefDatabase().getRefsByPrefix(PREFIX)) {
            commits.put(Long.valueOf(ref.getName().substring(PREFIX.length())), ref.getObjectId());
        }
        return new CompleteCommits(repository, commits);
    }

    boolean contains(ObjectId commit) {
        return commits.containsValue(commit);
    }

    Optional<ObjectId> newest() {
        return Optional.ofNullable(commits.lastEntry()).map(Map.Entry::getValue);
    }

    /** All of them; the newest comes last. */
    List<ObjectId> all() {
        return List.copyOf(commits.values());
    }

    /** Says that a commit is complete, and was asked for just now. */
    void add(ObjectId commit) throws IOException {
        if (newest().filter(commit::equals).isPresent()) {
            return;
        }
        long number = commits.isEmpty() ? 1 : commits.lastKey() + 1;
        RefUpdate update = update(number);
        update.setNewObjectId(commit);
        require(update.forceUpdate(), commit);
        commits.put(number, commit.copy());
    }

    /** Forgets those that were asked for long ago. */
    void forgetOld() throws IOException {
        Set<ObjectId> kept = new LinkedHashSet<>();
        for (Map.Entry<Long, ObjectId> entry :
                List.copyOf(commits.descendingMap().entrySet())) {
            if (kept.size() == KEPT || !kept.add(entry.getValue())) {
                RefUpdate update = update(entry.getKey());
                update.setForceUpdate(true);
                require(update.delete(), entry.getValue());
                commits.remove(entry.getKey());
            }
        }
    }

    private RefUpdate update(long number) throws IOException {
        RefUpdate update = repository.updateRef(PREFIX + String.format(Locale.ROOT, "%012d", number));
        update.disableRefLog();
        return update;
    }

    /** Throws if a reference was not written. */
    static void require(RefUpdate.Result result, ObjectId commit) throws IOException {
        if (!WRITTEN.contains(result)) {
            throw new IOException("the reference of " + commit.name() + " could not be written: " + result);
        }
    }
}

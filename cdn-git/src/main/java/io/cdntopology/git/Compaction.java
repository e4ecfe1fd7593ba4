package io.cdntopology.git;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.eclipse.jgit.internal.storage.file.ObjectDirectory;
import org.eclipse.jgit.internal.storage.file.Pack;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectReader;
import org.eclipse.jgit.revwalk.RevObject;
import org.eclipse.jgit.revwalk.RevWalk;

/**
 * Writes what came bit by bit into one pack, and drops what no complete commit needs any more. Large packs stay as they
 * are while at least half of what is in them is needed, so that the cost is that of what came since.
 *
 * <p>{@link #prepare} only adds, and may run beside fetches; {@link #finish} removes, and needs the turn.
 */
final class Compaction {
    /** A pack with this many objects is large. */
    private static final int LARGE_PACK_OBJECTS = 10_000;

    private static final int MAX_PACKS = 40;
    private static final int REMOVED_IN_A_TURN = 100;

    /** Some of the 256 directories that objects are spread over by their ids, and how many are many in all of them. */
    private static final List<String> SAMPLE = List.of("17", "4b", "a2", "e6");

    private static final int MAX_LOOSE_IN_SAMPLE = 16;

    private final PrivateRepository repository;
    private final ObjectDirectory objects;
    private final List<PrivateRepository.Kept> commits;
    private final Deadline deadline;
    private final List<Pack> packs = new ArrayList<>();
    private final Set<ObjectId> loose = new HashSet<>();
    private final Set<Path> kept = new HashSet<>();

    /**
     * @param commits what is needed; the newest comes last
     */
    Compaction(PrivateRepository repository, List<PrivateRepository.Kept> commits, Deadline deadline) {
        this.repository = repository;
        this.objects = (ObjectDirectory) repository.jgit().getObjectDatabase();
        this.commits = commits;
        this.deadline = deadline;
    }

    /** Whether there is enough to gain. */
    static boolean isDue(PrivateRepository repository) throws IOException {
        int found = 0;
        for (String directory : SAMPLE) {
            found += objectsIn(repository.directory().resolve("objects").resolve(directory))
                    .size();
        }
        return found > MAX_LOOSE_IN_SAMPLE || PackFiles.list(repository.packs()).size() > MAX_PACKS;
    }

    private static List<Path> objectsIn(Path directory) throws IOException {
        if (!Files.isDirectory(directory)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(file -> file.getFileName().toString().matches("[0-9a-f]{38}"))
                    .toList();
        }
    }

    /** Writes what is needed, and in no pack that stays, into a new pack. */
    void prepare() throws IOException {
        packs.addAll(objects.getPacks());
        for (int i = 0; i < 256; i++) {
            String prefix = String.format("%02x", i);
            for (Path file : objectsIn(repository.directory().resolve("objects").resolve(prefix))) {
                loose.add(ObjectId.fromString(prefix + file.getFileName()));
            }
        }
        try (ObjectReader reader = repository.jgit().newObjectReader();
                RevWalk walk = new RevWalk(reader)) {
            reader.setStreamFileThreshold(GitReader.STREAM_THRESHOLD_BYTES);
            List<RevObject> moved = choose(walk);
            if (!moved.isEmpty()) {
                kept.add(PackFiles.write(reader, moved, repository.packs(), deadline));
            }
        }
    }

    private List<RevObject> choose(RevWalk walk) throws IOException {
        List<RevObject> moved = new ArrayList<>();
        Map<Pack, List<RevObject>> large = new HashMap<>();
        for (Pack pack : packs) {
            if (pack.getIndex().getObjectCount() >= LARGE_PACK_OBJECTS) {
                large.put(pack, new ArrayList<>());
            }
        }
        visitNeeded(walk, List.of(), commits, object -> {
            for (Map.Entry<Pack, List<RevObject>> pack : large.entrySet()) {
                if (pack.getKey().hasObject(object)) {
                    pack.getValue().add(object);
                    return;
                }
            }
            moved.add(object);
        });
        for (Map.Entry<Pack, List<RevObject>> pack : large.entrySet()) {
            if (2L * pack.getValue().size() < pack.getKey().getIndex().getObjectCount()) {
                moved.addAll(pack.getValue());
            } else {
                kept.add(pack.getKey().getPackFile().toPath());
            }
        }
        return moved;
    }

    private interface Needed {
        void visit(RevObject object) throws IOException;
    }

    /** The objects of commits and of what was made of them, without those of trees that are known. */
    private void visitNeeded(RevWalk walk, List<ObjectId> knownTrees, List<PrivateRepository.Kept> roots, Needed needed)
            throws IOException {
        ObjectReader reader = walk.getObjectReader();
        TreeDifference difference = new TreeDifference(reader, reader, deadline);
        List<ObjectId> beside = knownTrees;
        for (int i = roots.size() - 1; i >= 0; i--) {
            needed.visit(walk.parseCommit(roots.get(i).commit()));
            List<ObjectId> trees = trees(walk, roots.get(i));
            for (int k = 0; k < trees.size(); k++) {
                Optional<ObjectId> known = k < beside.size() ? Optional.of(beside.get(k)) : Optional.empty();
                difference.walk(known, trees.get(k), (id, type) -> needed.visit(walk.lookupAny(id, type)));
            }
            beside = beside.isEmpty() ? trees : beside;
        }
    }

    /** That of the commit comes first. */
    private static List<ObjectId> trees(RevWalk walk, PrivateRepository.Kept kept) throws IOException {
        List<ObjectId> trees = new ArrayList<>();
        trees.add(walk.parseCommit(kept.commit()).getTree().copy());
        trees.addAll(kept.made());
        return trees;
    }

    /**
     * Removes some of what is in the new pack or not needed; nothing if somebody reads.
     *
     * @return whether there is nothing left to remove
     */
    boolean finish() throws IOException {
        Set<ObjectId> since = neededSince();
        // First: without it, a crash now would leave commits whose parents are missed.
        repository.expectGapsInHistory();
        repository.whileIdle(() -> {
            removePacks(since);
            removeLoose(since);
        });
        return packs.isEmpty() && loose.isEmpty();
    }

    private void removePacks(Set<ObjectId> since) throws IOException {
        for (Pack pack : packs) {
            Path file = pack.getPackFile().toPath();
            if (!kept.contains(file) && !holdsAny(pack, since)) {
                Files.deleteIfExists(PackFiles.index(file));
                Files.deleteIfExists(file);
            }
        }
        if (!packs.isEmpty()) {
            packs.clear();
            // It reads the list of packs again when it needs it.
            objects.close();
        }
    }

    /** A few in each turn: fetches wait for it, and a busy disk takes its time for each. */
    private void removeLoose(Set<ObjectId> since) throws IOException {
        Iterator<ObjectId> ids = loose.iterator();
        for (int i = 0; i < REMOVED_IN_A_TURN && ids.hasNext(); i++) {
            ObjectId id = ids.next();
            if (!since.contains(id)) {
                Files.deleteIfExists(objects.fileFor(id).toPath());
            }
            ids.remove();
        }
    }

    /** What commits need that were completed while the new pack was written; it may have been here all the time. */
    private Set<ObjectId> neededSince() throws IOException {
        List<PrivateRepository.Kept> later = new ArrayList<>(repository.kept());
        later.removeAll(commits);
        Set<ObjectId> needed = new HashSet<>();
        try (RevWalk walk = new RevWalk(repository.jgit())) {
            List<ObjectId> known = trees(walk, commits.get(commits.size() - 1));
            visitNeeded(walk, known, later, object -> needed.add(object.copy()));
        }
        return needed;
    }

    private static boolean holdsAny(Pack pack, Set<ObjectId> ids) throws IOException {
        for (ObjectId id : ids) {
            if (pack.hasObject(id)) {
                return true;
            }
        }
        return false;
    }
}

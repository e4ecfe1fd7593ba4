package io.cdntopology.mounts;

import io.cdntopology.failure.CdnException;
import io.cdntopology.failure.ErrorCode;
import io.cdntopology.failure.Problem;
import io.cdntopology.release.CommitId;
import io.cdntopology.release.Release;
import io.cdntopology.release.TreeEntry;
import io.cdntopology.release.TreeId;
import io.cdntopology.spi.ContentReader;
import io.cdntopology.spi.ContentRepository;
import io.cdntopology.spi.Revision;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * The open sources of one site as one: a commit is one of each, joined. Asks all of them at the same time, and can do nothing
 * while one of them cannot be asked.
 */
final class MountedRepository implements ContentRepository {
    /** Trees are read soon after their commit was asked for. */
    private static final int REMEMBERED = 16;

    private final List<MountPath> paths;
    private final List<ContentRepository> sources;
    private final SourceThreads threads = new SourceThreads();
    private final Map<List<TreeId>, JoinedTrees> joined = new LinkedHashMap<>(REMEMBERED, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<List<TreeId>, JoinedTrees> eldest) {
            return size() > REMEMBERED;
        }
    };

    /**
     * @param paths   where others than the site's own are
     * @param sources the site's own, and those of the paths; closed with this
     */
    MountedRepository(List<MountPath> paths, List<ContentRepository> sources) {
        this.paths = paths;
        this.sources = List.copyOf(sources);
    }

    @Override
    public Revision latest() {
        return latest(commit -> {});
    }

    @Override
    public Revision latest(Consumer<CommitId> coming) {
        return join(threads.latest(sources, parts -> coming.accept(CommitId.joined(parts))));
    }

    @Override
    public Revision at(CommitId commit) {
        List<CommitId> parts = commit.parts();
        if (parts.size() != sources.size()) {
            throw CdnException.of(
                    ErrorCode.REVISION_NOT_FOUND,
                    "Fetching commit " + commit.abbreviated(),
                    new Problem(
                            commit.value(),
                            "it is one of a site of " + parts.size() + " sources, and there are " + sources.size(),
                            "name one commit of each, joined in the order of the sources"));
        }
        return join(threads.at(sources, parts));
    }

    private Revision join(List<Revision> revisions) {
        List<TreeId> trees =
                revisions.stream().map(revision -> revision.release().tree()).toList();
        JoinedTrees site;
        synchronized (joined) {
            site = joined.computeIfAbsent(trees, this::joinTrees);
        }
        Revision newest = revisions.stream()
                .max(Comparator.comparing(Revision::committedAt))
                .orElseThrow();
        CommitId commit = CommitId.joined(
                revisions.stream().map(revision -> revision.release().commit()).toList());
        return new Revision(new Release(commit, site.root()), newest.author(), newest.summary(), newest.committedAt());
    }

    private JoinedTrees joinTrees(List<TreeId> trees) {
        SortedMap<MountPath, TreeId> mounts = new TreeMap<>();
        for (int i = 0; i < paths.size(); i++) {
            mounts.put(paths.get(i), trees.get(i + 1));
        }
        try (MountedReader reader = reader()) {
            return new JoinedTrees(trees.get(0), mounts, reader::tree);
        }
    }

    /** The entries of a directory on the way to what is mounted, if that is what it is. */
    Optional<List<TreeEntry>> joinedTree(TreeId id) {
        synchronized (joined) {
            return joined.values().stream()
                    .flatMap(site -> site.tree(id).stream())
                    .findFirst();
        }
    }

    @Override
    public MountedReader reader() {
        List<ContentReader> readers = new ArrayList<>();
        boolean complete = false;
        try {
            sources.forEach(source -> readers.add(source.reader()));
            complete = true;
            return new MountedReader(this, readers);
        } finally {
            if (!complete) {
                readers.forEach(ContentReader::close);
            }
        }
    }

    @Override
    public void close() {
        sources.forEach(ContentRepository::close);
        threads.close();
    }
}

package io.cdntopology.embedded;

import io.cdntopology.failure.CdnException;
import io.cdntopology.failure.ErrorCode;
import io.cdntopology.failure.Problem;
import io.cdntopology.release.CommitId;
import io.cdntopology.release.Release;
import io.cdntopology.release.TreeId;
import io.cdntopology.spi.ContentReader;
import io.cdntopology.spi.ContentRepository;
import io.cdntopology.spi.Revision;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/** An open {@link InMemoryContent}. As with a real one, only what was brought close can be read. */
final class InMemoryRepository implements ContentRepository {
    private final ContentOrigin origin;
    private final ObjectDatabase close;
    private final List<String> siteDirectory;
    private final ContentDirectory directory;
    private final AtomicBoolean closed = new AtomicBoolean();

    InMemoryRepository(
            ContentOrigin origin, ObjectDatabase close, List<String> siteDirectory, ContentDirectory directory) {
        this.origin = origin;
        this.close = close;
        this.siteDirectory = siteDirectory;
        this.directory = directory;
    }

    @Override
    public Revision latest() {
        return latest(commit -> {});
    }

    @Override
    public synchronized Revision latest(Consumer<CommitId> coming) {
        String attempted = "Asking for the newest commit";
        requireOpen(attempted);
        requireReachable(attempted);
        CommitId head = origin.head()
                .orElseThrow(() -> CdnException.of(
                        ErrorCode.REVISION_NOT_FOUND,
                        attempted,
                        new Problem("branch", "it does not exist", "make a commit")));
        if (close.commit(head).isEmpty()) {
            coming.accept(head);
        }
        return bringClose(head);
    }

    @Override
    public synchronized Revision at(CommitId commit) {
        String attempted = "Asking for commit " + commit;
        requireOpen(attempted);
        if (close.commit(commit).isEmpty()) {
            requireReachable(attempted);
        }
        return bringClose(commit);
    }

    @Override
    public ContentReader reader() {
        requireOpen("Opening a reader");
        return new InMemoryReader(close, origin.faults());
    }

    @Override
    public void close() {
        if (closed.compareAndSet(false, true)) {
            directory.close();
        }
    }

    private Revision bringClose(CommitId id) {
        GitCommit commit = origin.commit(id);
        close.fetch(origin.objects(), commit);
        return new Revision(new Release(id, site(commit)), GitCommit.AUTHOR, commit.summary(), commit.at());
    }

    private TreeId site(GitCommit commit) {
        if (siteDirectory.isEmpty()) {
            return commit.tree();
        }
        return close.find(commit.tree(), siteDirectory)
                .filter(GitEntry::isDirectory)
                .map(entry -> new TreeId(entry.id()))
                .orElseThrow(() -> CdnException.of(
                        ErrorCode.DIRECTORY_NOT_FOUND,
                        "Opening the site in commit " + commit.id(),
                        new Problem(
                                new String(
                                        String.join("/", siteDirectory).getBytes(StandardCharsets.ISO_8859_1),
                                        StandardCharsets.UTF_8),
                                "the commit has no such directory",
                                "commit a file in it, or name another")));
    }

    private void requireOpen(String attempted) {
        if (closed.get()) {
            throw CdnException.of(
                    ErrorCode.CLOSED, attempted, new Problem("repository", "it is closed", "open the source again"));
        }
    }

    private void requireReachable(String attempted) {
        if (origin.faults().isCut()) {
            throw CdnException.of(
                    ErrorCode.SOURCE_UNREACHABLE,
                    attempted,
                    new Problem("source", "the connection is cut on demand", "try again later"));
        }
    }
}

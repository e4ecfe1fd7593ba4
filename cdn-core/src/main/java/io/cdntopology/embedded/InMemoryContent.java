package io.cdntopology.embedded;

import io.cdntopology.failure.CdnException;
import io.cdntopology.failure.ErrorCode;
import io.cdntopology.failure.Problem;
import io.cdntopology.release.CommitId;
import io.cdntopology.release.TreeEntry;
import io.cdntopology.spi.ContentRepository;
import io.cdntopology.spi.ContentSource;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * A content source in the memory of this JVM: one branch of commits, with the very ids that git gives the same bytes.
 *
 * <pre>{@code
 * InMemoryContent site = InMemoryContent.create();
 * CommitId first = site.edit(e -> e.file("index.html", "Hello").link("latest", "v2")).commit("Say hello");
 * CommitId second = site.edit(e -> e.file("index.html", "Goodbye").delete("latest")).commit("Leave");
 * }</pre>
 *
 * <p>A commit costs what it changes, not what the site holds. Everything stays in memory as long as this object. It may
 * be used from several threads. Copies made by the {@code with…} methods share the commits and the faults.
 */
public final class InMemoryContent implements ContentSource {
    private static final Duration DEFAULT_POLL_INTERVAL = Duration.ofSeconds(1);

    private final ContentOrigin origin;
    private final List<String> directory;
    private final Duration pollInterval;

    InMemoryContent(InstantSource clock) {
        this(new ContentOrigin(clock), List.of(), DEFAULT_POLL_INTERVAL);
    }

    private InMemoryContent(ContentOrigin origin, List<String> directory, Duration pollInterval) {
        this.origin = origin;
        this.directory = directory;
        this.pollInterval = pollInterval;
    }

    /** A new source without a commit: its branch does not exist until there is one. */
    public static InMemoryContent create() {
        return new InMemoryContent(InstantSource.system());
    }

    /**
     * A copy whose site is a directory of the commits instead of all that is in them.
     *
     * @param path segments joined by slashes
     * @throws CdnException with {@code INVALID_ARGUMENT} if it is no such path
     */
    public InMemoryContent withDirectory(String path) {
        return new InMemoryContent(origin, EntryPath.checked("Choosing the directory of the site", path), pollInterval);
    }

    /**
     * A copy with another {@link #pollInterval()}.
     *
     * @param interval positive; default 1 second
     * @throws CdnException with {@code INVALID_ARGUMENT} if it is zero or negative
     */
    public InMemoryContent withPollInterval(Duration interval) {
        if (interval.isZero() || interval.isNegative()) {
            throw CdnException.of(
                    ErrorCode.INVALID_ARGUMENT,
                    "Setting the poll interval",
                    new Problem("pollInterval", interval + " is not positive", "give a positive duration"));
        }
        return new InMemoryContent(origin, directory, interval);
    }

    /**
     * Begins a commit. Nothing changes before {@link ContentDraft#commit}.
     *
     * @param edits is called at once
     * @throws CdnException with {@code INVALID_ARGUMENT} if a path is none that a site may have
     */
    public ContentDraft edit(Consumer<ContentEdits> edits) {
        return new ContentDraft(origin, List.of()).edit(edits);
    }

    /**
     * Makes a commit of before the newest one again, as a forced push does.
     *
     * @throws CdnException with {@code REVISION_NOT_FOUND} if it was not made here
     */
    public void reset(CommitId commit) {
        origin.reset(commit);
    }

    /** The newest commit; empty if the branch does not exist. */
    public Optional<CommitId> latest() {
        return origin.head();
    }

    /**
     * What a commit holds at a path.
     *
     * @param path from the root of the commit, whatever directory is the site
     * @throws CdnException with {@code REVISION_NOT_FOUND} if the commit was not made here
     */
    public Optional<TreeEntry> entry(CommitId commit, String path) {
        return origin.objects()
                .find(origin.commit(commit).tree(), EntryPath.unchecked(path))
                .map(GitEntry::toTreeEntry);
    }

    /** What can go wrong with the source, for tests. Always the same object. */
    public ContentFaults faults() {
        return origin.faults();
    }

    @Override
    public String location() {
        return "the memory of this JVM";
    }

    @Override
    public Duration pollInterval() {
        return pollInterval;
    }

    @Override
    public ContentRepository open(Path directory) {
        ContentDirectory locked = ContentDirectory.open(directory);
        return new InMemoryRepository(origin, origin.cloneIn(locked.path()), this.directory, locked);
    }
}

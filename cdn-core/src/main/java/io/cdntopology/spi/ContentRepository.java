package io.cdntopology.spi;

import io.cdntopology.release.CommitId;
import java.util.function.Consumer;

/**
 * An open source: brings commits close and reads them.
 *
 * <p>Threading: {@link #latest()} and {@link #at} block, for as long as the source's own timeout allows; both may be
 * called from several threads and then take turns. {@link #close()} may be called while they run and ends them.
 * Failures are {@link io.cdntopology.failure.CdnException}s with the codes {@code REPOSITORY_NOT_FOUND},
 * {@code CREDENTIALS_REFUSED}, {@code REVISION_NOT_FOUND}, {@code DIRECTORY_NOT_FOUND},
 * {@code REPOSITORY_UNSUPPORTED}, {@code SOURCE_UNREACHABLE}, {@code SOURCE_TIMEOUT}, {@code SOURCE_DAMAGED}, or
 * {@code CLOSED}. After a failure the call can be made again; nothing half fetched is ever visible.
 */
public interface ContentRepository extends AutoCloseable {
    /**
     * Asks the source what its reference names now, and brings that close. Transfers only what is not here yet.
     *
     * <p>The publisher calls it on every wake, so an unchanged source answers with one short exchange.
     */
    Revision latest();

    /**
     * As {@link #latest()}, and tells which commit it brings close, as soon as the source has named it. So others can do so
     * at the same time.
     *
     * <p>A source that does not know it any sooner tells nothing, which is so unless it says otherwise.
     *
     * @param coming hears of a commit that is not here yet, in the calling thread, which it may block: the commit is
     *     brought close meanwhile. What it throws is thrown, and the commit is not brought close then.
     */
    default Revision latest(Consumer<CommitId> coming) {
        return latest();
    }

    /**
     * Brings one commit close. Contacts the source only if the commit is not here yet.
     *
     * @throws io.cdntopology.failure.CdnException with {@code REVISION_NOT_FOUND} if the source does not give it
     */
    Revision at(CommitId commit);

    /** Opens a reader over everything that is close. The caller closes it, and uses it in one thread at a time. */
    ContentReader reader();

    @Override
    void close();
}

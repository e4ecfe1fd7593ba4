package io.cdntopology;

import io.cdntopology.release.CommitId;
import io.cdntopology.sync.Publication;
import io.cdntopology.sync.Quarantine;
import java.util.List;

/**
 * What a repository has brought to the edges of a network, and how to go on or back in it: content, or the configuration of
 * edges.
 *
 * <p>Thread-safe. Methods throw {@link io.cdntopology.failure.CdnException} with {@code COORDINATION_UNAVAILABLE} if the
 * coordination store cannot be reached, and change nothing then.
 */
public interface Releases {
    /**
     * Publishes the newest commit of the source now, instead of at the next poll.
     *
     * @return the release that is wanted now; {@link Publication.Change#NONE} if it was before
     * @throws io.cdntopology.failure.CdnException with {@code COMMIT_QUARANTINED} if the commit is kept out,
     *     {@code CONTENT_REFUSED} or {@code CONTENT_TOO_LARGE} if it cannot be served, {@code CONFIGURATION_REFUSED} if it is
     *     a configuration that does not do, and the codes of the source, such as {@code SOURCE_UNREACHABLE}; what is live
     *     stays live
     */
    Publication publish();

    /**
     * Goes back to the release before the wanted one, and keeps the wanted commit out: the source is still followed, and
     * the next newer commit is published. The release is usually still on disk, so this costs one rename.
     *
     * @param reason why, for people to read
     * @throws io.cdntopology.failure.CdnException with {@code NOTHING_TO_ROLL_BACK_TO} if there is none
     */
    Publication rollback(String reason);

    /**
     * Goes to the release of a commit, and keeps the wanted commit out.
     *
     * @param commit a commit of the source, usually one that was live before
     * @param reason why, for people to read
     * @throws io.cdntopology.failure.CdnException with {@code REVISION_NOT_FOUND} if the source does not have the commit,
     *     {@code COMMIT_QUARANTINED} if it is kept out itself
     */
    Publication rollbackTo(CommitId commit, String reason);

    /** Lets a commit in again that is kept out; the next poll or {@link #publish()} publishes it if it is newest. */
    void release(CommitId commit);

    /** The commits that are kept out, and why, as far as it is known here. Does not block. */
    List<Quarantine> quarantines();
}

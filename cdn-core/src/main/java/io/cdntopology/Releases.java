package io.cdntopology;

import io.cdntopology.release.CommitId;
import io.cdntopology.sync.Publication;
import io.cdntopology.sync.Quarantine;
import java.util.List;
import java.util.Optional;

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
     *     a configuration that does not do, {@code ROLLOUT_ABORTED} if its rollout was aborted, and the codes of the source,
     *     such as {@code SOURCE_UNREACHABLE}; what is live stays live
     */
    Publication publish();

    /**
     * Has the process that leads look for a newer commit now, instead of at the next poll, and returns at once: for whoever
     * hears of a push and need not know what comes of it, such as a {@link io.cdntopology.webhook.WebhookReceiver}. May be
     * called as often as one likes; any number of calls while it looks lead to one look more. A change of the key
     * {@code /cdn/<name>/wake} in the coordination store does the same.
     */
    void wake();

    /**
     * Ends a rollout of a configuration that is under way, from its staging to the decision that makes it the wanted one, and
     * keeps its commit out: the source is still followed, and the next newer commit is rolled out. A call that waits for that
     * rollout throws {@code ROLLOUT_ABORTED}, or {@code COMMIT_QUARANTINED} where all edges had it already; those that had
     * it got the wanted one back when this returns, as {@link io.cdntopology.event.CdnEvent.ConfigurationUndone} tells.
     *
     * <p>A rollout stops waiting at once, for a host, an answer, the time that an edge is watched, and a gate, which is
     * interrupted; what it has an engine do at the moment comes to its end first. Where another process leads, this one
     * takes the lead, and returns at once: the rollout ends when the other one hears of it, milliseconds later as a rule.
     * There it is known by the commit that was announced, so one that failed and is to be tried again is kept out, too, and
     * a rollout that comes from a rollback may not be found.
     *
     * <p>May be called by any thread, also by those of listeners and gates, and while other calls wait; of calls at the same
     * time one decides, and all return what it did. Content that is released by itself needs no rollout.
     *
     * @param reason why, for people to read
     * @return what is kept out; empty if no rollout is under way, or it was through before this was decided
     * @throws io.cdntopology.failure.CdnException with {@code INTERRUPTED} if the thread is while it waits for the edges; the
     *     rollout ends all the same
     */
    Optional<Quarantine> abort(String reason);

    /**
     * Goes back to the release before the wanted one, and keeps the wanted commit out: the source is still followed, and
     * the next newer commit is published. The release is usually still on disk, so this costs one rename.
     *
     * <p>While this process rolls a new configuration out that is aborted, as {@link #abort} does it, and the wanted one
     * stays: what came of going back a moment later, when it would have become the wanted one. A rollout that goes back
     * itself comes to its end first.
     *
     * @param reason why, for people to read
     * @return the release that is wanted now; {@link Publication.Change#NONE} if a rollout was aborted
     * @throws io.cdntopology.failure.CdnException with {@code NOTHING_TO_ROLL_BACK_TO} if there is none
     */
    Publication rollback(String reason);

    /**
     * Goes to the release of a commit, and keeps the wanted commit out. While this process rolls another new configuration
     * out, that is aborted first, as {@link #abort} does it, also if this fails then.
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

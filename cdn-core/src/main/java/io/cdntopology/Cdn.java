package io.cdntopology;

import io.cdntopology.event.CdnEvent;
import io.cdntopology.event.Subscription;
import io.cdntopology.failure.CdnException;
import io.cdntopology.plan.Plan;
import io.cdntopology.release.Release;
import io.cdntopology.release.ReleaseDiff;
import java.time.Duration;
import java.util.function.Consumer;

/**
 * A content delivery network that runs.
 *
 * <p>It works by itself: what is pushed to the source becomes live on every edge, whole or not at all. The methods here
 * make it quicker, look at it, or go back.
 *
 * <p>Thread-safe. Methods that decide ({@link #publish}, {@link #rollback}, {@link #rollbackTo}, {@link #release}) return
 * once the decision is made known to all hosts; {@link #awaitConverged} waits until the edges serve it. They throw
 * {@link CdnException} with {@code COORDINATION_UNAVAILABLE} if the coordination store cannot be reached, and change
 * nothing then.
 */
public interface Cdn extends Releases, AutoCloseable {
    /** What is wanted and what is served at this moment, as it is known here. Does not block. */
    CdnStatus status();

    /**
     * Waits until every edge, asked over HTTP, has named the wanted commit itself.
     *
     * @param timeout how long to wait at most
     * @return per edge, how long after the decision it was asked and served the commit
     * @throws CdnException with {@code NOT_CONVERGED} if time is up, naming for each edge what it serves instead and
     *     why; at once with the reason if nothing was ever published and nothing can be until somebody changes something;
     *     with {@code INTERRUPTED} if the thread is
     */
    Convergence awaitConverged(Duration timeout);

    /**
     * The configuration of edges as it comes from its repository: the methods do for it what those of this do for content.
     * They return once it is rolled out, and block while another rollout is under way, which {@link Releases#abort} ends.
     *
     * @throws CdnException with {@code INVALID_ARGUMENT} if it comes from none, see {@link CdnTopologyBuilder#configuration}
     */
    Releases configuration();

    /**
     * Adds a listener. It is called by one thread; it may block, which delays other listeners only. Events of one host, of
     * one edge, and of decisions come in their order; those of different parts may cross, such as the decision for a
     * release and a quick host that has made it live.
     *
     * @return ends the subscription when it is closed
     */
    Subscription events(Consumer<CdnEvent> listener);

    /**
     * Adds a listener that does something for each release that becomes the wanted one: purges a cache in front, tells a
     * search engine. It has a thread of its own, is called for one release at a time, and never misses the newest; those
     * between, in a burst, it may not hear of.
     *
     * <p>The first time it is called with the release that is wanted when it is added, or with the first one after that,
     * so nothing is missed that was published while the application was down; {@code previous} is empty then. When it
     * throws it is called again after a pause that doubles from 0.1 to 10 seconds, until it succeeds or another release is
     * wanted; {@link CdnEvent.ListenerFailed} tells of it, and {@link CdnStatus#troubles} shows it meanwhile.
     *
     * <p>It is called when a release is wanted, which is before edges serve it. A listener that needs them to waits:
     *
     * <pre>{@code
     * cdn.onRelease((release, previous) -> {
     *     cdn.awaitConverged(Duration.ofMinutes(1));
     *     purgeCaches();
     * });
     * }</pre>
     *
     * @return ends it when it is closed, as {@link #close} of this does. Either waits five seconds for a call that is under
     *     way, then interrupts it and waits another five.
     * @throws CdnException with {@code CLOSED} if this was closed
     */
    Subscription onRelease(ReleaseListener listener);

    /**
     * The URLs for which one release is answered otherwise than another. A listener purges them from a cache in front:
     *
     * <pre>{@code
     * cdn.onRelease((release, previous) -> {
     *     cdn.awaitConverged(Duration.ofMinutes(1));
     *     if (previous.isPresent()) {
     *         cache.purge(cdn.diff(previous.get(), release).urls());
     *     } else {
     *         cache.purgeAll();
     *     }
     * });
     * }</pre>
     *
     * <p>Blocks. Its cost follows the change; the first call of a process may read all trees of the site, and a commit that
     * is not here is fetched.
     *
     * @throws CdnException with {@code REVISION_NOT_FOUND} if the source does not have a commit any more, and with what
     *     else the source throws; with {@code CONTENT_REFUSED} or {@code CONTENT_TOO_LARGE} if one may not be served
     */
    ReleaseDiff diff(Release previous, Release release);

    /**
     * What is to be done to make what exists what is wanted, as it is at this moment. Usually nothing: what drifts is
     * repaired by itself. See {@link CdnTopology#plan()} for a network that does not run.
     *
     * @throws CdnException with {@code ENGINE_UNREACHABLE} or {@code ENGINE_REFUSED} if it cannot be observed
     */
    Plan plan();

    /**
     * Takes the steps of a plan, at once.
     *
     * @throws CdnException with {@code PLAN_OUTDATED} if what exists is not what the plan was made for, and nothing is
     *     changed; or why a step failed
     */
    void apply(Plan plan);

    /**
     * Ends the network for good: removes its edges, its containers, its networks and volumes with all that is in them, and
     * closes. What others have made is not touched, nor is the work directory of this application.
     *
     * @throws CdnException why something could not be removed; another call, or one after the next start, removes the rest
     */
    void destroy();

    /**
     * Stops what runs in this process; a rollout that is under way ends where it is, and calls that wait for it
     * throw {@code CLOSED}. Embedded edges end with it; containers live on, and serve. Idempotent.
     */
    @Override
    void close();
}

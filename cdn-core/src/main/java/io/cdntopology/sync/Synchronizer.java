package io.cdntopology.sync;

import io.cdntopology.event.CdnEvent;
import io.cdntopology.event.StageTimes;
import io.cdntopology.failure.CdnException;
import io.cdntopology.failure.ErrorCode;
import io.cdntopology.failure.Problem;
import io.cdntopology.release.CommitId;
import io.cdntopology.release.Release;
import io.cdntopology.spi.ContentRepository;
import io.cdntopology.store.LiveRelease;
import io.cdntopology.store.ReleaseStore;
import io.cdntopology.topology.HostId;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes the wanted release the live one on one host: fetch, materialize, flip, report. Fetches and materializes one that
 * may soon be wanted, too, while that is still being checked elsewhere.
 *
 * <p>Level-triggered: a pass looks at what is wanted and what is live, not at what happened in between, so a burst of
 * commits costs the newest. When the coordination store or the source cannot be reached, what is live stays live.
 *
 * <p>Used by one thread at a time; see {@link WakeLoop}.
 */
public final class Synchronizer {
    private static final Logger LOG = LoggerFactory.getLogger(Synchronizer.class);

    /**
     * When to try again after {@link Outcome.Stalled}: what only somebody can mend may have been mended where nothing
     * tells of it, such as a password.
     */
    public static final Duration STALLED_RETRY = Duration.ofMinutes(1);

    private final HostId host;
    private final ReleaseStore store;
    private final ContentRepository repository;
    private final Ledger ledger;
    private final Supplier<Optional<Desired>> decided;
    private final InstantSource clock;
    private final Consumer<CdnEvent> events;
    private final Backoff backoff = new Backoff();
    private @Nullable Stop stop;
    private Preparation preparation = Preparation.NONE;

    /** What could not be done, and until when it is not tried again unless something else is to be done. */
    private record Stop(Task task, Instant until, Outcome outcome) {}

    /** What there was to do. */
    private record Task(Optional<Wanted> wanted, Optional<Coming> coming) {}

    /** A release that is to be live, and the configuration that edges serve it by if that is released together with it. */
    private record Wanted(Release release, Optional<CommitId> configuration) {
        static Wanted of(Desired desired) {
            return new Wanted(desired.release(), desired.configuration().map(Release::commit));
        }
    }

    /**
     * What was done for a commit before it was wanted, with or without success. What is missing is done when it is wanted.
     */
    private record Preparation(Optional<Coming> coming, Duration fetch, Duration materialize) {
        static final Preparation NONE = new Preparation(Optional.empty(), Duration.ZERO, Duration.ZERO);

        Optional<CommitId> commit() {
            return coming.map(Coming::commit);
        }
    }

    /**
     * @param host       the host
     * @param store      its releases
     * @param repository where commits are fetched from
     * @param ledger     hears what is live, and says what may soon be wanted
     * @param decided    says what is wanted
     * @param clock      the host's clock
     * @param events     hears what happened
     */
    public Synchronizer(
            HostId host,
            ReleaseStore store,
            ContentRepository repository,
            Ledger ledger,
            Supplier<Optional<Desired>> decided,
            InstantSource clock,
            Consumer<CdnEvent> events) {
        this.host = host;
        this.store = store;
        this.repository = repository;
        this.ledger = ledger;
        this.decided = decided;
        this.clock = clock;
        this.events = events;
    }

    /** Makes one pass. Throws nothing but what is a defect. */
    public Outcome pass() {
        Optional<Wanted> wanted = decided.get().map(Wanted::of);
        Task task = new Task(wanted, ledger.coming());
        Stop before = stop;
        if (before != null && !before.task().equals(task)) {
            backoff.reset();
        } else if (before != null && clock.instant().isBefore(before.until())) {
            return before.outcome();
        }
        try {
            Outcome outcome = wanted.isPresent() ? converge(wanted.get()) : new Outcome.Converged();
            if (outcome instanceof Outcome.Converged) {
                prepare(task.coming());
            }
            stop = null;
            backoff.reset();
            return outcome;
        } catch (CdnException e) {
            return failure(task, e);
        }
    }

    private Outcome converge(Wanted wanted) {
        if (isLive(wanted)) {
            report(HostReport.State.CONVERGED, "");
            return new Outcome.Converged();
        }
        StageTimes times = makeLive(wanted);
        events.accept(new CdnEvent.Activated(host, wanted.release(), times));
        try {
            report(HostReport.State.CONVERGED, "");
        } finally {
            store.sync();
        }
        store.collect();
        return new Outcome.Progressing();
    }

    private boolean isLive(Wanted wanted) {
        Optional<Release> release = Optional.of(wanted.release());
        return store.live().map(LiveRelease::release).equals(release)
                && wanted.configuration()
                        .map(store::servedBy)
                        .filter(served -> !served.equals(release))
                        .isEmpty();
    }

    /**
     * Content is not waited for, unless edges are to try it, so once for each commit; what is waited for until it is there,
     * and that is told.
     */
    private void prepare(Optional<Coming> coming) {
        if (coming.isEmpty() || coming.equals(preparation.coming())) {
            return;
        }
        if (coming.get().isAwaited(ledger.line())) {
            prepare(coming.get());
            report(HostReport.State.CONVERGED, "");
            return;
        }
        preparation = new Preparation(coming, Duration.ZERO, Duration.ZERO);
        try {
            prepare(coming.get());
        } catch (CdnException e) {
            // Why is seen by who looks at the commit, and here again if it is wanted after all.
            LOG.debug("Host {} could not prepare {}", host, coming.get(), e);
        }
    }

    private void prepare(Coming coming) {
        long start = System.nanoTime();
        Release release = repository.at(coming.commit()).release();
        long fetched = System.nanoTime();
        store.materialize(release, repository);
        coming.configuration().ifPresent(configuration -> store.serveBy(configuration, release));
        preparation = new Preparation(Optional.of(coming), since(start, fetched), since(fetched, System.nanoTime()));
    }

    private StageTimes makeLive(Wanted made) {
        Release wanted = made.release();
        Preparation before =
                preparation.commit().filter(wanted.commit()::equals).isPresent() ? preparation : Preparation.NONE;
        long start = System.nanoTime();
        if (!store.contains(wanted)) {
            requireSame(wanted, repository.at(wanted.commit()).release());
        }
        long fetched = System.nanoTime();
        store.materialize(wanted, repository);
        long materialized = System.nanoTime();
        made.configuration().ifPresent(configuration -> store.serveBy(configuration, wanted));
        store.activate(wanted);
        return new StageTimes(
                before.fetch().plus(since(start, fetched)),
                before.materialize().plus(since(fetched, materialized)),
                since(materialized, System.nanoTime()));
    }

    /** A commit may have been looked at before it was let in; a tree that only somebody else says is its own was not. */
    private static void requireSame(Release wanted, Release found) {
        if (!found.equals(wanted)) {
            throw CdnException.of(
                    ErrorCode.CONTENT_REFUSED,
                    "Fetching commit " + wanted.commit().abbreviated(),
                    new Problem(
                            "the wanted release",
                            "its tree is " + wanted.tree() + ", and that of the commit is " + found.tree(),
                            "give this host the same source and directory as the application; if it has them, publish again"));
        }
    }

    private static Duration since(long start, long end) {
        return Duration.ofNanos(end - start);
    }

    private Outcome failure(Task task, CdnException reason) {
        ErrorCode.Kind kind = reason.code().kind();
        if (kind == ErrorCode.Kind.USER || kind == ErrorCode.Kind.BUG) {
            return stall(task, reason);
        }
        Outcome.Waiting waiting = new Outcome.Waiting(backoff.next(), reason);
        stop = new Stop(task, clock.instant().plus(waiting.retryAfter()), waiting);
        reportQuietly(HostReport.State.WAITING, reason);
        events.accept(new CdnEvent.SyncWaiting(host, waiting.retryAfter(), reason));
        return waiting;
    }

    private Outcome stall(Task task, CdnException reason) {
        Outcome.Stalled stalled = new Outcome.Stalled(reason);
        stop = new Stop(task, clock.instant().plus(STALLED_RETRY), stalled);
        reportQuietly(HostReport.State.STALLED, reason);
        events.accept(new CdnEvent.SyncStalled(host, reason));
        return stalled;
    }

    private void report(HostReport.State state, String detail) {
        Optional<Release> live = store.live().map(LiveRelease::release);
        Optional<CommitId> prepared = preparation
                .coming()
                .filter(coming -> coming.isAwaited(ledger.line()))
                .map(Coming::commit);
        ledger.report(new HostReport(host, state, live, prepared, detail, clock.instant()));
    }

    /** The failure that is reported matters more than one of the report. */
    private void reportQuietly(HostReport.State state, CdnException reason) {
        try {
            report(state, String.valueOf(reason.getMessage()));
        } catch (CdnException e) {
            LOG.debug("Host {} could not report", host, e);
        }
    }
}

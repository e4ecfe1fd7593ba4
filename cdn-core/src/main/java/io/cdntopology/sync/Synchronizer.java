package io.cdntopology.sync;

import io.cdntopology.event.CdnEvent;
import io.cdntopology.event.StageTimes;
import io.cdntopology.failure.CdnException;
import io.cdntopology.failure.ErrorCode;
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
    private final InstantSource clock;
    private final Consumer<CdnEvent> events;
    private final Backoff backoff = new Backoff();
    private @Nullable Stop stop;
    private Preparation preparation = Preparation.NONE;

    /** A release that could not be made live, and until when it is not tried again unless another one is wanted. */
    private record Stop(Optional<Release> wanted, Instant until, Outcome outcome) {}

    /**
     * What was done for a commit before it was wanted, with or without success. What is missing is done when it is wanted.
     */
    private record Preparation(Optional<CommitId> commit, Duration fetch, Duration materialize) {
        static final Preparation NONE = new Preparation(Optional.empty(), Duration.ZERO, Duration.ZERO);
    }

    /**
     * @param host       the host
     * @param store      its releases
     * @param repository where commits are fetched from
     * @param ledger     says what is wanted, and hears what is live
     * @param clock      the host's clock
     * @param events     hears what happened
     */
    public Synchronizer(
            HostId host,
            ReleaseStore store,
            ContentRepository repository,
            Ledger ledger,
            InstantSource clock,
            Consumer<CdnEvent> events) {
        this.host = host;
        this.store = store;
        this.repository = repository;
        this.ledger = ledger;
        this.clock = clock;
        this.events = events;
    }

    /** Makes one pass. Throws nothing but what is a defect. */
    public Outcome pass() {
        Optional<Release> wanted = ledger.desired().map(Desired::release);
        Stop before = stop;
        if (before != null && !before.wanted().equals(wanted)) {
            backoff.reset();
        } else if (before != null && clock.instant().isBefore(before.until())) {
            return before.outcome();
        }
        try {
            Outcome outcome = wanted.isPresent() ? converge(wanted.get()) : new Outcome.Converged();
            if (outcome instanceof Outcome.Converged) {
                prepare();
            }
            stop = null;
            backoff.reset();
            return outcome;
        } catch (CdnException e) {
            return failure(wanted, e);
        }
    }

    private Outcome converge(Release wanted) {
        boolean live =
                store.live().map(LiveRelease::release).filter(wanted::equals).isPresent();
        if (live) {
            report(HostReport.State.CONVERGED, "");
            return new Outcome.Converged();
        }
        StageTimes times = makeLive(wanted);
        events.accept(new CdnEvent.Activated(host, wanted, times));
        try {
            report(HostReport.State.CONVERGED, "");
        } finally {
            store.sync();
        }
        store.collect();
        return new Outcome.Progressing();
    }

    /** Content is not waited for, so once for each commit; a configuration is, so until it is there, and that is told. */
    private void prepare() {
        Optional<CommitId> coming = ledger.coming();
        if (coming.isEmpty() || coming.equals(preparation.commit())) {
            return;
        }
        if (ledger.line() == Line.CONFIGURATION) {
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

    private void prepare(CommitId coming) {
        long start = System.nanoTime();
        Release release = repository.at(coming).release();
        long fetched = System.nanoTime();
        store.materialize(release, repository);
        preparation = new Preparation(Optional.of(coming), since(start, fetched), since(fetched, System.nanoTime()));
    }

    private StageTimes makeLive(Release wanted) {
        Preparation before =
                preparation.commit().filter(wanted.commit()::equals).isPresent() ? preparation : Preparation.NONE;
        long start = System.nanoTime();
        if (!store.contains(wanted)) {
            repository.at(wanted.commit());
        }
        long fetched = System.nanoTime();
        store.materialize(wanted, repository);
        long materialized = System.nanoTime();
        store.activate(wanted);
        return new StageTimes(
                before.fetch().plus(since(start, fetched)),
                before.materialize().plus(since(fetched, materialized)),
                since(materialized, System.nanoTime()));
    }

    private static Duration since(long start, long end) {
        return Duration.ofNanos(end - start);
    }

    private Outcome failure(Optional<Release> wanted, CdnException reason) {
        ErrorCode.Kind kind = reason.code().kind();
        if (kind == ErrorCode.Kind.USER || kind == ErrorCode.Kind.BUG) {
            return stall(wanted, reason);
        }
        Outcome.Waiting waiting = new Outcome.Waiting(backoff.next(), reason);
        stop = new Stop(wanted, clock.instant().plus(waiting.retryAfter()), waiting);
        reportQuietly(HostReport.State.WAITING, reason);
        events.accept(new CdnEvent.SyncWaiting(host, waiting.retryAfter(), reason));
        return waiting;
    }

    private Outcome stall(Optional<Release> wanted, CdnException reason) {
        Outcome.Stalled stalled = new Outcome.Stalled(reason);
        stop = new Stop(wanted, clock.instant().plus(STALLED_RETRY), stalled);
        reportQuietly(HostReport.State.STALLED, reason);
        events.accept(new CdnEvent.SyncStalled(host, reason));
        return stalled;
    }

    private void report(HostReport.State state, String detail) {
        Optional<Release> live = store.live().map(LiveRelease::release);
        Optional<CommitId> prepared = ledger.line() == Line.CONFIGURATION ? preparation.commit() : Optional.empty();
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

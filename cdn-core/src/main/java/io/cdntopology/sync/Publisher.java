package io.cdntopology.sync;

import io.cdntopology.event.CdnEvent;
import io.cdntopology.failure.CdnException;
import io.cdntopology.failure.ErrorCode;
import io.cdntopology.failure.Problem;
import io.cdntopology.release.CommitId;
import io.cdntopology.release.Release;
import io.cdntopology.spi.ContentRepository;
import io.cdntopology.spi.Revision;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * Decides which release is wanted: the newest of the source, unless it is kept out.
 *
 * <p>A commit is fetched and checked before it becomes the wanted one, so one that cannot be served is refused here. Hosts
 * hear of it before that, and prepare it at the same time. Every decision is a compare-and-set; publishing decides on what
 * is known here, without asking the store first. Of two publishers that decide at the same time one looks again. Each
 * decision makes its publisher the leader of the network, whose part it is to look for what is new from then on;
 * {@link #poll} leaves that to another one if there is one.
 *
 * <p>Thread-safe; calls take turns, but for {@link #abort}.
 */
public final class Publisher {
    private static final int MAX_REASON = 500;

    private final Ledger ledger;
    private final ContentRepository repository;
    private final String source;
    private final Leadership leadership;
    private final ReleaseGate gate;
    private final Passage passage;
    private final InstantSource clock;
    private final Decisions decisions;

    /**
     * @param ledger     where decisions are made known
     * @param repository the source's commits
     * @param source     where they come from, for people to read
     * @param leadership who decides; calls but {@link #poll} take it over
     * @param gate       what a release has to pass
     * @param clock      when decisions are made
     * @param events     hears of decisions
     */
    public Publisher(
            Ledger ledger,
            ContentRepository repository,
            String source,
            Leadership leadership,
            ReleaseGate gate,
            InstantSource clock,
            Consumer<CdnEvent> events) {
        this.ledger = ledger;
        this.repository = repository;
        this.source = source;
        this.leadership = leadership;
        this.gate = gate;
        this.passage = new Passage(ledger, leadership, gate, clock);
        this.clock = clock;
        this.decisions = new Decisions(ledger, leadership, source, events);
    }

    /**
     * Makes the newest commit of the source the wanted release.
     *
     * @throws CdnException with {@code COMMIT_QUARANTINED} if it is kept out, {@code CONTENT_REFUSED} or
     *     {@code CONTENT_TOO_LARGE} if it cannot be served, and whatever the source and the coordination store throw;
     *     what was wanted stays wanted
     */
    public synchronized Publication publish() {
        leadIfNeeded();
        return decideOnNewest(state -> true).orElseThrow();
    }

    /**
     * As {@link #publish}, if this process leads or nobody does.
     *
     * @return what is wanted then; empty if another process leads
     */
    public synchronized Optional<Publication> poll() {
        return leadership.campaign() ? decideOnNewest(leadership::isHeldIn) : Optional.empty();
    }

    /**
     * Has the process that leads look for what is new in the source soon, this one or another. Any number of calls while it
     * looks lead to one look more.
     *
     * @throws CdnException with {@code COORDINATION_UNAVAILABLE} if that cannot be said
     */
    public void wake() {
        ledger.wake();
    }

    private void leadIfNeeded() {
        if (gate.isForLeaders() && !leadership.isHeld()) {
            leadership.take();
        }
    }

    /** On what is known here: an older state than that of the store is noticed when it is written. */
    private Optional<Publication> decideOnNewest(Predicate<LedgerState> mayDecide) {
        return decide("Publishing", ledger.known().orElseGet(ledger::read), this::newest, mayDecide);
    }

    private Decision newest(LedgerState state) {
        Instant start = clock.instant();
        Revision revision = repository.latest(commit -> announce(state, commit));
        Duration fetch = Duration.between(start, clock.instant());
        Release release = revision.release();
        if (isDesired(state, release) && gate.hasPassed(current(state))) {
            return new Decision.Keep(current(state));
        }
        Optional<Quarantine> quarantine = state.quarantine(release.commit());
        if (quarantine.isEmpty()) {
            return newest(state, revision, fetch);
        }
        return state.withoutQuarantined(release.commit())
                .map(eligible -> newest(state, repository.at(eligible), fetch))
                .orElseGet(() -> new Decision.Refuse(quarantined(quarantine.get())));
    }

    private Decision newest(LedgerState state, Revision revision, Duration fetch) {
        Release release = revision.release();
        Optional<Release> configuration;
        try {
            gate.check(revision);
            configuration = passage.enter(release, Passage.Direction.ON);
        } catch (CdnException e) {
            if (e.code() == ErrorCode.CONFIGURATION_REFUSED) {
                String why = shortened(String.valueOf(e.getMessage()));
                CommitId bad = state.newIn(release.commit());
                return new Decision.KeepOut(new Quarantine(bad, why, leadership.by(), clock.instant()), e);
            }
            throw e;
        }
        return new Decision.Change(
                next(state, release, configuration, revision.summary()),
                Optional.empty(),
                new CdnEvent.Published(release, revision.summary(), fetch));
    }

    /** A failure here is one of the decision, too: that would not be made known either. */
    private void announce(LedgerState state, CommitId coming) {
        boolean desired = state.desired()
                .filter(wanted -> wanted.release().commit().equals(coming))
                .isPresent();
        if (!desired && state.quarantine(coming).isEmpty()) {
            ledger.announce(coming);
        }
    }

    /**
     * Keeps the commit out that passes the gate, which ends with that: here, or where another process leads, from which this
     * one takes the lead. Returns once nothing is left of it here. Does not wait for other calls.
     *
     * @param reason why, for people to read
     * @return what is kept out; empty if nothing passes, or it was wanted before this was decided
     */
    public Optional<Quarantine> abort(String reason) {
        return passage.abort(shortened(reason));
    }

    /**
     * Keeps the wanted commit out, and makes the one wanted before it that is not kept out the wanted one again. While a new
     * one passes the gate here, that is aborted instead, and what is wanted stays: the result is the one of a moment later.
     *
     * @param reason why, for people to read
     * @throws CdnException with {@code NOTHING_TO_ROLL_BACK_TO} if there is none
     */
    public Publication rollback(String reason) {
        if (passage.abortNew(shortened(reason), commit -> true).isPresent()) {
            return Decisions.publication(current(ledger.read()), Publication.Change.NONE);
        }
        return rollBack(reason);
    }

    private synchronized Publication rollBack(String reason) {
        leadIfNeeded();
        return decide("Rolling back", state -> {
            Desired current = current(state);
            Release target = state.history().values().stream()
                    .filter(former -> former.sequence() < current.sequence())
                    .filter(former ->
                            !former.release().commit().equals(current.release().commit()))
                    .filter(former ->
                            state.quarantine(former.release().commit()).isEmpty())
                    .max(Comparator.comparingLong(Desired::sequence))
                    .map(Desired::release)
                    .orElseThrow(() -> nothingToRollBackTo("every release before it is kept out, or there is none"));
            return rollBack(state, current, target, reason);
        });
    }

    /**
     * Keeps the wanted commit out, and makes another one the wanted one. What is new and passes the gate here is aborted
     * first, unless it is that one.
     *
     * @param commit a commit of the source, usually one that was wanted before
     * @param reason why, for people to read
     * @throws CdnException with {@code REVISION_NOT_FOUND} if the source does not have it, {@code COMMIT_QUARANTINED} if
     *     it is kept out itself
     */
    public Publication rollbackTo(CommitId commit, String reason) {
        var unused = passage.abortNew(shortened(reason), coming -> !coming.equals(commit));
        return rollBackTo(commit, reason);
    }

    private synchronized Publication rollBackTo(CommitId commit, String reason) {
        leadIfNeeded();
        return decide("Rolling back to " + commit.abbreviated(), state -> {
            Desired current = current(state);
            if (current.release().commit().equals(commit)) {
                return new Decision.Keep(current);
            }
            Optional<Quarantine> quarantine = state.quarantine(commit);
            if (quarantine.isPresent()) {
                return new Decision.Refuse(quarantined(quarantine.get()));
            }
            Revision target = repository.at(commit);
            gate.check(target);
            return rollBack(state, current, target.release(), reason);
        });
    }

    /** Lets a commit be published again, with all of its parts. Nothing if it is not kept out. */
    public synchronized void release(CommitId commit) {
        decisions.lift(commit);
    }

    private Decision rollBack(LedgerState state, Desired current, Release target, String reason) {
        Optional<Release> configuration = passage.enter(target, Passage.Direction.BACK);
        CommitId bad = current.release().commit().without(target.commit());
        String why = shortened(reason);
        return new Decision.Change(
                next(state, target, configuration, why),
                Optional.of(new Quarantine(bad, why, leadership.by(), clock.instant())),
                new CdnEvent.RolledBack(bad, target, why));
    }

    private Publication decide(String attempted, Function<LedgerState, Decision> decision) {
        return decide(attempted, ledger.read(), decision, state -> true).orElseThrow();
    }

    private Optional<Publication> decide(
            String attempted,
            LedgerState known,
            Function<LedgerState, Decision> decision,
            Predicate<LedgerState> mayDecide) {
        try {
            return decisions.make(attempted, known, decision, mayDecide);
        } finally {
            passage.end();
        }
    }

    private Desired next(LedgerState state, Release release, Optional<Release> configuration, String reason) {
        long sequence = state.desired().map(Desired::sequence).orElse(0L) + 1;
        return new Desired(
                release, source, leadership.by(), shortened(reason), clock.instant(), sequence, configuration);
    }

    private static boolean isDesired(LedgerState state, Release release) {
        return state.desired().map(Desired::release).filter(release::equals).isPresent();
    }

    private static Desired current(LedgerState state) {
        return state.desired().orElseThrow(() -> nothingToRollBackTo("no release was published yet"));
    }

    private static CdnException quarantined(Quarantine quarantine) {
        return CdnException.of(
                ErrorCode.COMMIT_QUARANTINED,
                "Publishing " + quarantine.commit().abbreviated(),
                new Problem(
                        quarantine.commit().value(),
                        "it is kept out by " + quarantine.by() + ": " + quarantine.reason(),
                        "push a newer commit, or let this one in again with release(commit)"));
    }

    private static CdnException nothingToRollBackTo(String why) {
        return CdnException.of(
                ErrorCode.NOTHING_TO_ROLL_BACK_TO,
                "Rolling back",
                new Problem(
                        "history", why, "push a commit that undoes the change, or name one with rollbackTo(commit)"));
    }

    private static String shortened(String reason) {
        String line = reason.strip();
        return line.length() <= MAX_REASON ? line : line.substring(0, MAX_REASON) + "…";
    }
}

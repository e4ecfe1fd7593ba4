package io.cdntopology.sync;

import io.cdntopology.failure.CdnException;
import io.cdntopology.failure.ErrorCode;
import io.cdntopology.failure.Problem;
import io.cdntopology.release.CommitId;
import io.cdntopology.release.Release;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The way of a release through the gate of a publisher, which may take minutes, and the end of it before its time.
 *
 * <p>An abort is a decision: the commit is kept out, in one transaction that excludes the one by which it would become the
 * wanted one. A gate that still has it pass, in whichever process, sees that in the ledger.
 *
 * <p>Thread-safe; one release passes at a time.
 */
final class Passage {
    /** Each attempt but the last is lost to another decision. */
    private static final int MAX_ATTEMPTS = 20;

    private final Ledger ledger;
    private final Leadership leadership;
    private final ReleaseGate gate;
    private final InstantSource clock;
    private volatile @Nullable Entered entered;

    /** Whether a release is new, or comes back. */
    enum Direction {
        ON,
        BACK
    }

    /** What passes at the moment; the end comes once it is decided on and nothing of it is left. */
    private record Entered(CommitId commit, Direction direction, CompletableFuture<Void> end) {}

    Passage(Ledger ledger, Leadership leadership, ReleaseGate gate, InstantSource clock) {
        this.ledger = ledger;
        this.leadership = leadership;
        this.gate = gate;
        this.clock = clock;
    }

    /** Has a release pass the gate, see {@link ReleaseGate#enter}. */
    Optional<Release> enter(Release release, Direction direction) {
        if (entered != null) {
            end();
        }
        entered = new Entered(release.commit(), direction, new CompletableFuture<>());
        return gate.enter(release);
    }

    /** What passed, if anything did, was decided on, or was not after all. */
    void end() {
        try {
            gate.decided();
        } finally {
            Entered ended = entered;
            entered = null;
            if (ended != null) {
                ended.end().complete(null);
            }
        }
    }

    /**
     * Keeps out what passes here, or else what another process that leads has pass, and waits for the end of it here.
     *
     * @return the commit that is kept out; empty if none passes, or it became the wanted one first
     */
    Optional<Quarantine> abort(String reason) {
        Entered here = entered;
        return here != null ? abort(here, reason) : elsewhere().flatMap(commit -> keepOut(commit, reason));
    }

    /** As {@link #abort(String)}, if what passes here is new and one of those. */
    Optional<Quarantine> abortNew(String reason, Predicate<CommitId> which) {
        Entered here = entered;
        return here != null && here.direction() == Direction.ON && which.test(here.commit())
                ? abort(here, reason)
                : Optional.empty();
    }

    private Optional<Quarantine> abort(Entered here, String reason) {
        Optional<Quarantine> quarantine = keepOut(here.commit(), reason);
        if (quarantine.isPresent()) {
            awaitEnd(here);
        }
        return quarantine;
    }

    private Optional<CommitId> elsewhere() {
        if (leadership.isHeld()) {
            return Optional.empty();
        }
        LedgerState state = ledger.read();
        return state.leader().isPresent()
                ? state.coming()
                        .filter(coming -> coming.isAwaited(ledger.line()))
                        .map(Coming::commit)
                : Optional.empty();
    }

    private Optional<Quarantine> keepOut(CommitId commit, String reason) {
        for (int attempt = 0; attempt < MAX_ATTEMPTS; attempt++) {
            LedgerState state = ledger.read();
            boolean isThrough = state.desired()
                    .filter(wanted -> wanted.release().commit().equals(commit))
                    .filter(gate::hasPassed)
                    .isPresent();
            Optional<Quarantine> present = state.quarantine(commit);
            if (isThrough || present.isPresent()) {
                return isThrough ? Optional.empty() : present;
            }
            Quarantine quarantine = new Quarantine(state.newIn(commit), reason, leadership.by(), clock.instant());
            if (leadership.keepOut(state, quarantine)) {
                return Optional.of(quarantine);
            }
        }
        throw CdnException.of(
                ErrorCode.CONFLICT,
                "Aborting " + commit.abbreviated(),
                new Problem(
                        commit.value(),
                        "others decided first, " + MAX_ATTEMPTS + " times in a row",
                        "let one application publish, or try again"));
    }

    private static void awaitEnd(Entered here) {
        try {
            here.end().get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw CdnException.of(
                    ErrorCode.INTERRUPTED,
                    "Aborting " + here.commit().abbreviated(),
                    new Problem(
                            here.commit().value(),
                            "the thread was interrupted; it is kept out, and ends by itself",
                            "see events and status"),
                    e);
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }
}

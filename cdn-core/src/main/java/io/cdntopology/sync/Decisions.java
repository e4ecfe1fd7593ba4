package io.cdntopology.sync;

import io.cdntopology.event.CdnEvent;
import io.cdntopology.failure.CdnException;
import io.cdntopology.failure.ErrorCode;
import io.cdntopology.failure.Problem;
import io.cdntopology.release.CommitId;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;

/** Writes what a publisher decides, and has it decide again on what others decided meanwhile. Used by one thread at a time. */
final class Decisions {
    /** Losing this often in a row to other publishers is no coincidence. */
    private static final int MAX_ATTEMPTS = 20;

    private final Ledger ledger;
    private final Leadership leadership;
    private final String source;
    private final Consumer<CdnEvent> events;

    /**
     * @param source where commits come from, for people to read
     * @param events hears of what was decided
     */
    Decisions(Ledger ledger, Leadership leadership, String source, Consumer<CdnEvent> events) {
        this.ledger = ledger;
        this.leadership = leadership;
        this.source = source;
        this.events = events;
    }

    /**
     * Makes a decision.
     *
     * @param known     what to decide on at first
     * @param decision  decides on what is known
     * @param mayDecide whether this process may; asked last, as what comes before takes time
     * @return empty if it may not
     * @throws CdnException as the decision says, or with {@code CONFLICT} if others are faster each time
     */
    Optional<Publication> make(
            String attempted,
            LedgerState known,
            Function<LedgerState, Decision> decision,
            Predicate<LedgerState> mayDecide) {
        LedgerState state = known;
        for (int attempt = 0; attempt < MAX_ATTEMPTS; attempt++) {
            Decision made = decision.apply(state);
            if (made instanceof Decision.Change change) {
                if (!mayDecide.test(state)) {
                    return Optional.empty();
                }
                if (leadership.propose(state, change.desired(), change.quarantine())) {
                    events.accept(change.event());
                    return Optional.of(publication(change.desired(), Publication.Change.MADE));
                }
                state = ledger.read();
            } else if (made instanceof Decision.KeepOut keepOut) {
                if (!mayDecide.test(state)) {
                    return Optional.empty();
                }
                if (leadership.keepOut(state, keepOut.quarantine())) {
                    throw keepOut.reason();
                }
                state = ledger.read();
            } else {
                // Nothing is written that would show whether this is still so.
                LedgerState now = ledger.read();
                if (now.isDecidedAs(state)) {
                    return Optional.of(unchanged(made));
                }
                state = now;
            }
        }
        throw outrun(attempted);
    }

    private static Publication unchanged(Decision made) {
        if (made instanceof Decision.Keep keep) {
            return publication(keep.desired(), Publication.Change.NONE);
        }
        throw ((Decision.Refuse) made).reason();
    }

    /** What is told of a release that is wanted. */
    static Publication publication(Desired desired, Publication.Change change) {
        return new Publication(desired.release(), desired.sequence(), change);
    }

    /** Lets a commit be published again, with all of its parts. Nothing if it is not kept out. */
    void lift(CommitId commit) {
        for (int attempt = 0; attempt < MAX_ATTEMPTS; attempt++) {
            LedgerState state = ledger.read();
            if (state.quarantine(commit).isEmpty() || leadership.lift(state, commit)) {
                return;
            }
        }
        throw outrun("Letting " + commit.abbreviated() + " in again");
    }

    private CdnException outrun(String attempted) {
        return CdnException.of(
                ErrorCode.CONFLICT,
                attempted,
                new Problem(
                        source,
                        "other publishers decided first, " + MAX_ATTEMPTS + " times in a row",
                        "let one application publish, or try again"));
    }
}

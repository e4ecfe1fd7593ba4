package io.cdntopology.sync;

import io.cdntopology.failure.CdnException;
import io.cdntopology.failure.ErrorCode;
import io.cdntopology.failure.Problem;
import io.cdntopology.release.CommitId;
import io.cdntopology.spi.Condition;
import io.cdntopology.spi.Key;
import io.cdntopology.spi.Lease;
import io.cdntopology.spi.Write;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * The lead among the processes that run one network: who has it decides what is wanted.
 *
 * <p>Every decision is written in one transaction with the proof that its author leads: on condition that the leader in
 * the store is still the one of its fencing token, or together with a new leader in place of the one that its author
 * saw. So a process that was stopped for a while and believes that it leads can write nothing. It steps down by itself
 * before its lease ends.
 *
 * <p>Thread-safe.
 */
public final class Leadership {
    /** How many former releases are remembered. */
    private static final int HISTORY = 100;

    /** One more than needed if the store has forgotten the lease. */
    private static final int CAMPAIGN_ATTEMPTS = 3;

    private final Ledger ledger;
    private final String by;
    private final InstantSource clock;
    private volatile @Nullable Mandate mandate;

    /** What this process led with last. */
    private record Mandate(Lease lease, long token) {
        boolean isOf(Optional<Leader> leader) {
            return leader.filter(known -> known.token() == token).isPresent();
        }
    }

    /**
     * A lead that is not taken yet.
     *
     * @param ledger where it is known who leads
     * @param by     this process, for people to read
     * @param clock  tells since when
     */
    public Leadership(Ledger ledger, String by, InstantSource clock) {
        this.ledger = ledger;
        this.by = by;
        this.clock = clock;
    }

    /** This process, for people to read. */
    String by() {
        return by;
    }

    /** Whether this process certainly leads, as far as is known here. Asks nobody. */
    public boolean isHeld() {
        return isHeldBy(ledger.leader());
    }

    /** Whether this process leads in what was read. */
    boolean isHeldIn(LedgerState state) {
        return isHeldBy(state.leader());
    }

    private boolean isHeldBy(Optional<Leader> leader) {
        Mandate last = mandate;
        return last != null && last.isOf(leader) && ledger.membership().holds(last.lease());
    }

    /**
     * Takes the lead if nobody has it. Asks the store only if that may be so.
     *
     * @return whether this process leads
     */
    public boolean campaign() {
        if (isHeld()) {
            return true;
        }
        if (isOthers(ledger.leader())) {
            return false;
        }
        for (int attempt = 0; attempt < CAMPAIGN_ATTEMPTS; attempt++) {
            LedgerState state = ledger.read();
            if (isOthers(state.leader())) {
                return false;
            }
            if (write(state, List.of(), List.of())) {
                return true;
            }
        }
        return false;
    }

    /**
     * Takes the lead, whoever has it.
     *
     * @throws CdnException with {@code CONFLICT} if others take it each time
     */
    void take() {
        for (int attempt = 0; attempt < CAMPAIGN_ATTEMPTS; attempt++) {
            LedgerState state = ledger.read();
            if (isHeldIn(state) || writeAsNewLeader(state, List.of(), List.of())) {
                return;
            }
        }
        requireHeld();
    }

    /**
     * Sees whether this process still leads, before it does something that is not written to the store.
     *
     * @throws CdnException with {@code CONFLICT} if it does not
     */
    public void requireHeld() {
        if (!isHeld()) {
            throw CdnException.of(
                    ErrorCode.CONFLICT,
                    "Leading the " + ledger.line() + " of " + ledger.keys().name(),
                    new Problem(
                            "leader", "another process leads, or the store is out of reach", "leave it to that one"));
        }
    }

    private boolean isOthers(Optional<Leader> leader) {
        Mandate last = mandate;
        return leader.isPresent() && (last == null || !last.isOf(leader));
    }

    /**
     * Makes a release the wanted one, and this process the leader, if nobody changed either since {@code base} was read.
     *
     * @param quarantine a commit to keep out from now on, in the same step
     * @return whether it was made
     */
    boolean propose(LedgerState base, Desired next, Optional<Quarantine> quarantine) {
        Keyspace keys = ledger.keys();
        LedgerCodec codec = ledger.codec();
        List<Condition> conditions = new ArrayList<>();
        conditions.add(desiredIn(base));
        next.release().commit().parts().forEach(part -> conditions.add(new Condition.Absent(keys.quarantine(part))));
        List<Write> writes = new ArrayList<>();
        String value = codec.encode(next);
        writes.add(new Write.Put(keys.desiredRelease(), value));
        writes.add(new Write.Put(keys.history(next.sequence()), value));
        writes.add(new Write.Delete(keys.coming()));
        if (next.sequence() > HISTORY) {
            writes.add(new Write.Delete(keys.history(next.sequence() - HISTORY)));
        }
        quarantine.ifPresent(entry -> writes.addAll(entries(entry)));
        return write(base, conditions, writes);
    }

    /**
     * Lets a commit be published again, if nobody else took the lead since {@code base} was read.
     *
     * @return whether that was so
     */
    boolean lift(LedgerState base, CommitId commit) {
        List<Write> writes = new ArrayList<>();
        commit.parts().forEach(part -> writes.add(new Write.Delete(ledger.keys().quarantine(part))));
        return write(base, List.of(), writes);
    }

    /**
     * Keeps a commit out that was not wanted yet, if nobody made another decision since {@code base} was read.
     *
     * @return whether that was so
     */
    boolean keepOut(LedgerState base, Quarantine quarantine) {
        Keyspace keys = ledger.keys();
        List<Condition> conditions = new ArrayList<>();
        conditions.add(desiredIn(base));
        quarantine.commit().parts().forEach(part -> conditions.add(new Condition.Absent(keys.quarantine(part))));
        return write(base, conditions, with(entries(quarantine), new Write.Delete(keys.coming())));
    }

    private List<Write> entries(Quarantine quarantine) {
        return quarantine.parts().stream()
                .<Write>map(part -> new Write.Put(
                        ledger.keys().quarantine(part.commit()), ledger.codec().encode(part)))
                .toList();
    }

    /** Writes as the leader; as a new one if this process was not. */
    private boolean write(LedgerState base, List<Condition> conditions, List<Write> writes) {
        return isHeldIn(base)
                ? ledger.commit(with(conditions, leaderIn(base)), writes).isPresent()
                : writeAsNewLeader(base, conditions, writes);
    }

    private boolean writeAsNewLeader(LedgerState base, List<Condition> conditions, List<Write> writes) {
        Lease lease = ledger.membership().lease();
        String value = ledger.codec().encodeLeader(by, clock.instant());
        Write self = new Write.PutLeased(ledger.keys().leader(), value, lease.id());
        OptionalLong revision = ledger.commit(with(conditions, leaderIn(base)), with(writes, self));
        if (revision.isPresent()) {
            mandate = new Mandate(lease, revision.getAsLong());
        } else if (ledger.read().isDecidedAs(base)) {
            // All that was asked for held. What did not is the lease: the store has forgotten it.
            ledger.membership().giveUp(lease);
        }
        return revision.isPresent();
    }

    private Condition desiredIn(LedgerState base) {
        Key key = ledger.keys().desiredRelease();
        return base.desired().isPresent()
                ? new Condition.ChangedAt(key, base.desiredRevision())
                : new Condition.Absent(key);
    }

    private Condition leaderIn(LedgerState base) {
        Key key = ledger.keys().leader();
        return base.leader().isPresent()
                ? new Condition.ChangedAt(key, base.leaderRevision())
                : new Condition.Absent(key);
    }

    private static <T> List<T> with(List<T> list, T last) {
        List<T> all = new ArrayList<>(list);
        all.add(last);
        return all;
    }
}

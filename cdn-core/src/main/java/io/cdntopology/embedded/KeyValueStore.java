package io.cdntopology.embedded;

import io.cdntopology.failure.CdnException;
import io.cdntopology.failure.ErrorCode;
import io.cdntopology.failure.Problem;
import io.cdntopology.spi.Change;
import io.cdntopology.spi.CommitResult;
import io.cdntopology.spi.Key;
import io.cdntopology.spi.LeaseId;
import io.cdntopology.spi.Snapshot;
import io.cdntopology.spi.Transaction;
import io.cdntopology.spi.Write;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The server side of an {@link InMemoryCoordination}: entries, their history, leases, and who watches.
 *
 * <p>One lock guards all of it. Nothing foreign runs under that lock: watches are only woken, and tell their listeners
 * on threads of their clients.
 */
final class KeyValueStore {
    /** How many revisions a watch can be behind. */
    static final int RETAINED_REVISIONS = 10_000;

    private final StoreClock clock;
    private final LeaseTable leases = new LeaseTable();
    private final EntryTable entries = new EntryTable(leases);
    private final ChangeLog log = new ChangeLog();
    private final Set<KeyValueWatch> watches = new LinkedHashSet<>();
    private Network network = Network.UP;
    private int answersToLose;
    private long revision = 1;

    private enum Network {
        UP,
        CUT
    }

    /** How asking for another term of a lease went. */
    enum Renewal {
        RENEWED,
        LEASE_ENDED,
        UNREACHABLE
    }

    /**
     * What a watch has to tell.
     *
     * @param revision the revision up to which this is everything
     * @param changes  the changes, oldest first; may be empty
     */
    record News(long revision, List<Change> changes) {}

    KeyValueStore(StoreClock clock) {
        this.clock = clock;
    }

    synchronized Snapshot read(Key prefix) {
        requireReachable("Reading " + prefix);
        return entries.below(prefix, revision);
    }

    synchronized CommitResult commit(Transaction transaction) {
        String attempted = "Writing " + transaction.writes().get(0).key();
        requireReachable(attempted);
        CommitResult result = commitNow(transaction);
        if (answersToLose > 0) {
            answersToLose--;
            throw unavailable(attempted, "the answer was lost on demand");
        }
        return result;
    }

    private CommitResult commitNow(Transaction transaction) {
        boolean possible = transaction.conditions().stream().allMatch(entries::holds)
                && transaction.writes().stream().allMatch(entries::canBeMade);
        if (!possible) {
            return new CommitResult.Conflict(revision);
        }
        List<Change> changes = new ArrayList<>();
        for (Write write : transaction.writes()) {
            entries.make(write, revision + 1).ifPresent(changes::add);
        }
        record(changes);
        return new CommitResult.Committed(revision);
    }

    /** Makes changes the next revision, unless there are none, and wakes whoever watches. */
    private void record(List<Change> changes) {
        if (changes.isEmpty()) {
            return;
        }
        revision++;
        log.append(revision, changes);
        forgetBefore(revision - RETAINED_REVISIONS + 1);
        watches.forEach(KeyValueWatch::wake);
    }

    /** Begins to wake a watch, or loses it at once if its first revision is compacted. */
    synchronized void subscribe(KeyValueWatch watch) {
        requireReachable("Watching " + watch.prefix());
        if (watch.nextRevision() < log.oldest()) {
            watch.loseToCompaction(log.oldest(), compacted(watch));
            return;
        }
        watches.add(watch);
        watch.wake();
    }

    synchronized void unsubscribe(KeyValueWatch watch) {
        watches.remove(watch);
    }

    /** What a subscribed watch has to tell now; the next call goes on from there. */
    synchronized News news(KeyValueWatch watch) {
        List<Change> changes = watches.contains(watch) ? log.since(watch.nextRevision(), watch.prefix()) : List.of();
        watch.nextRevision(Math.max(watch.nextRevision(), revision + 1));
        return new News(revision, changes);
    }

    synchronized LeaseId grant(Duration ttl) {
        requireReachable("Granting a lease");
        LeaseId id = leases.grant(ttl, clock.nanos());
        leases.expiry(id, clock.after(ttl, () -> expireIfDue(id)));
        return id;
    }

    synchronized Renewal renew(LeaseId id) {
        if (network == Network.CUT) {
            return Renewal.UNREACHABLE;
        }
        return leases.renew(id, clock.nanos()) ? Renewal.RENEWED : Renewal.LEASE_ENDED;
    }

    /** Ends a lease if the store can be reached; otherwise it expires. */
    synchronized void revoke(LeaseId id) {
        if (network == Network.UP) {
            end(id);
        }
    }

    private synchronized void expireIfDue(LeaseId id) {
        Duration left = leases.left(id, clock.nanos());
        if (left.isNegative() || left.isZero()) {
            end(id);
        } else {
            leases.expiry(id, clock.after(left, () -> expireIfDue(id)));
        }
    }

    private void end(LeaseId id) {
        List<Change> changes = leases.remove(id).stream()
                .map(key -> entries.delete(key, revision + 1))
                .flatMap(Optional::stream)
                .toList();
        record(changes);
    }

    synchronized void expireLeases() {
        leases.all().forEach(this::end);
    }

    synchronized void cut() {
        network = Network.CUT;
        for (KeyValueWatch watch : watches) {
            watch.lose(unavailable("Watching " + watch.prefix(), "the connections were cut on demand"));
        }
        watches.clear();
    }

    synchronized void restore() {
        network = Network.UP;
    }

    synchronized void loseNextAnswer() {
        answersToLose++;
    }

    synchronized void compact(long before) {
        if (before < 1 || before > revision) {
            throw CdnException.of(
                    ErrorCode.INVALID_ARGUMENT,
                    "Compacting the store",
                    new Problem(
                            "revision", before + " is out of range", "give 1 to " + revision + ", the current one"));
        }
        forgetBefore(before);
    }

    private void forgetBefore(long before) {
        if (before <= log.oldest()) {
            return;
        }
        List<KeyValueWatch> behind = watches.stream()
                .filter(watch -> log.changed(watch.nextRevision(), before, watch.prefix()))
                .toList();
        log.compact(before);
        for (KeyValueWatch watch : behind) {
            watches.remove(watch);
            watch.loseToCompaction(log.oldest(), compacted(watch));
        }
    }

    private CdnException compacted(KeyValueWatch watch) {
        return CdnException.of(
                ErrorCode.CONFLICT,
                "Watching " + watch.prefix() + " from revision " + watch.nextRevision(),
                new Problem(
                        "fromRevision",
                        "the changes before revision " + log.oldest() + " are compacted",
                        "read everything again, then watch from there"));
    }

    private void requireReachable(String attempted) {
        if (network == Network.CUT) {
            throw unavailable(attempted, "the connections are cut on demand");
        }
    }

    private static CdnException unavailable(String attempted, String why) {
        return CdnException.of(
                ErrorCode.COORDINATION_UNAVAILABLE, attempted, new Problem("coordination", why, "try again later"));
    }
}

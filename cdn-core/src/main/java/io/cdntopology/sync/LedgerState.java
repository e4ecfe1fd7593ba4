package io.cdntopology.sync;

import io.cdntopology.release.CommitId;
import io.cdntopology.spi.Change;
import io.cdntopology.spi.Entry;
import io.cdntopology.spi.Key;
import io.cdntopology.spi.Snapshot;
import io.cdntopology.topology.HostId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.IntStream;

/**
 * What the coordination store holds of one network, at one revision. Immutable.
 *
 * @param revision        the revision
 * @param leader          who decides; empty if nobody does
 * @param leaderRevision  the revision of the last change of that; 0 if there was none
 * @param desired         the wanted release; empty before the first one
 * @param desiredRevision the revision of its last change; 0 if there was none
 * @param wakeRevision    the revision of the last time that somebody asked to look at the source; 0 if nobody did
 * @param coming          a commit that may soon be wanted, if there is one
 * @param history         the releases that were wanted by their keys, oldest first
 * @param quarantines     the commits that are kept out, by their keys
 * @param hosts           what the hosts say of themselves, by their keys
 * @param edges           what the edges said, by their keys
 */
record LedgerState(
        long revision,
        Optional<Leader> leader,
        long leaderRevision,
        Optional<Desired> desired,
        long desiredRevision,
        long wakeRevision,
        Optional<Coming> coming,
        Map<Key, Desired> history,
        Map<Key, Quarantine> quarantines,
        Map<Key, HostReport> hosts,
        Map<Key, EdgeReport> edges) {

    /** Before anything was read. */
    static final LedgerState UNKNOWN = new LedgerState(
            0, Optional.empty(), 0, Optional.empty(), 0, 0, Optional.empty(), Map.of(), Map.of(), Map.of(), Map.of());

    static LedgerState of(Keyspace keys, LedgerCodec codec, Snapshot snapshot) {
        List<Change> changes = new ArrayList<>();
        snapshot.entries().values().forEach(entry -> changes.add(new Change.Put(entry)));
        return UNKNOWN.with(keys, codec, snapshot.revision(), changes);
    }

    /**
     * The state after these changes. Keys that are not known here are another version's business.
     *
     * <p>What this process decided itself is known here before the watch tells it; what the watch tells of the time
     * before that does not take it back.
     */
    LedgerState with(Keyspace keys, LedgerCodec codec, long newRevision, List<Change> changes) {
        Optional<Leader> newLeader = leader;
        long newLeaderRevision = leaderRevision;
        Optional<Desired> newDesired = desired;
        long newDesiredRevision = desiredRevision;
        long newWakeRevision = wakeRevision;
        Optional<Coming> newComing = coming;
        Map<Key, Desired> newHistory = new TreeMap<>(history);
        Map<Key, Quarantine> newQuarantines = new TreeMap<>(quarantines);
        Map<Key, HostReport> newHosts = new TreeMap<>(hosts);
        Map<Key, EdgeReport> newEdges = new TreeMap<>(edges);
        for (Change change : changes) {
            Optional<Entry> entry = change instanceof Change.Put put ? Optional.of(put.entry()) : Optional.empty();
            Key key = change.key();
            if (key.equals(keys.leader()) && change.revision() > newLeaderRevision) {
                newLeader = entry.map(codec::leader);
                newLeaderRevision = change.revision();
            } else if (key.equals(keys.desiredRelease()) && change.revision() > newDesiredRevision) {
                newDesired = entry.map(codec::desired);
                newDesiredRevision = change.revision();
            } else if (key.equals(keys.wake())) {
                newWakeRevision = change.revision();
            } else if (key.equals(keys.coming())) {
                newComing = entry.map(codec::coming);
            } else if (key.startsWith(keys.history())) {
                update(newHistory, key, entry.map(codec::desired));
            } else if (key.startsWith(keys.quarantine())) {
                update(newQuarantines, key, entry.map(codec::quarantine));
            } else if (key.startsWith(keys.observed())) {
                update(newHosts, key, entry.map(codec::hostReport));
            } else if (key.startsWith(keys.edges())) {
                update(newEdges, key, entry.map(codec::edgeReport));
            }
        }
        return new LedgerState(
                newRevision,
                newLeader,
                newLeaderRevision,
                newDesired,
                newDesiredRevision,
                newWakeRevision,
                newComing,
                newHistory,
                newQuarantines,
                newHosts,
                newEdges);
    }

    private static <T> void update(Map<Key, T> map, Key key, Optional<T> value) {
        value.ifPresentOrElse(present -> map.put(key, present), () -> map.remove(key));
    }

    /** Whether the store was read for it. */
    boolean isKnown() {
        return revision > 0;
    }

    /** Whether nobody decided anything between this state and another one. */
    boolean isDecidedAs(LedgerState other) {
        return leaderRevision == other.leaderRevision
                && desiredRevision == other.desiredRevision
                && quarantines.equals(other.quarantines);
    }

    /** Whether a report is there. */
    boolean holds(Key report) {
        return hosts.containsKey(report) || edges.containsKey(report);
    }

    /** Why a commit is kept out, or one of its parts. */
    Optional<Quarantine> quarantine(CommitId commit) {
        List<CommitId> parts = commit.parts();
        return quarantines.values().stream()
                .filter(quarantine -> parts.contains(quarantine.commit()))
                .findFirst();
    }

    /**
     * What a commit is with each part that is kept out as it is wanted now.
     *
     * @return empty if that is no other one than what is wanted
     */
    Optional<CommitId> withoutQuarantined(CommitId newest) {
        List<CommitId> parts = newest.parts();
        return desired.map(wanted -> wanted.release().commit())
                .filter(wanted -> wanted.parts().size() == parts.size())
                .map(wanted -> CommitId.joined(IntStream.range(0, parts.size())
                        .mapToObj(i -> quarantine(parts.get(i)).isPresent()
                                ? wanted.parts().get(i)
                                : parts.get(i))
                        .toList()))
                .filter(eligible -> quarantine(eligible).isEmpty())
                .filter(eligible ->
                        !eligible.equals(desired.orElseThrow().release().commit()));
    }

    /** What is new in a commit beside the wanted one. */
    CommitId newIn(CommitId commit) {
        return desired.map(wanted -> commit.without(wanted.release().commit())).orElse(commit);
    }

    Optional<HostReport> host(HostId host) {
        return hosts.values().stream()
                .filter(report -> report.host().equals(host))
                .findFirst();
    }
}

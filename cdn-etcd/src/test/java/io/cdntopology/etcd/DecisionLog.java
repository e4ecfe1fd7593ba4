package io.cdntopology.etcd;

import io.cdntopology.failure.CdnException;
import io.cdntopology.release.CommitId;
import io.cdntopology.spi.Change;
import io.cdntopology.spi.CoordinationClient;
import io.cdntopology.spi.Key;
import io.cdntopology.spi.Watch;
import io.cdntopology.spi.WatchListener;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;

/** All that was ever decided of one network, from the revisions of the store itself, and what is wrong with it. */
final class DecisionLog {
    private final Key prefix;
    private final List<String> problems = new ArrayList<>();
    private final Map<Long, CommitId> commits = new TreeMap<>();
    private final Map<Long, Integer> written = new HashMap<>();
    private final Set<String> leaders = new HashSet<>();
    private String leader = "";
    private int changesOfLeader;

    private DecisionLog(Key prefix) {
        this.prefix = prefix;
    }

    /** Reads what happened below a prefix; nothing of that may have been compacted. */
    static DecisionLog read(CoordinationClient client, Key prefix) {
        List<Change> changes = new CopyOnWriteArrayList<>();
        long last = client.read(prefix).entries().values().stream()
                .mapToLong(entry -> entry.changedRevision())
                .max()
                .orElseThrow();
        DecisionLog log = new DecisionLog(prefix);
        WatchListener listener = new WatchListener() {
            @Override
            public void onChanges(long revision, List<Change> told) {
                changes.addAll(told);
            }

            @Override
            public void onLost(CdnException reason) {
                log.problems.add("the log could not be read: " + reason.getMessage());
            }
        };
        Watch watch = client.watch(prefix, 1, listener);
        try {
            Awaitility.await()
                    .atMost(Duration.ofSeconds(30))
                    .until(() -> changes.stream().anyMatch(change -> change.revision() >= last));
        } finally {
            watch.close();
        }
        Map<Long, List<Change>> byRevision = new TreeMap<>();
        changes.forEach(change -> byRevision
                .computeIfAbsent(change.revision(), revision -> new ArrayList<>())
                .add(change));
        byRevision.values().forEach(log::add);
        return log;
    }

    /** What was written together: who led from then on, and what was decided. */
    private void add(List<Change> changes) {
        for (Change change : changes) {
            if (change.key().equals(prefix.append("leader"))) {
                changesOfLeader++;
                leader = change instanceof Change.Put put ? field(put, "by") : "";
                leaders.add(leader);
            }
        }
        for (Change change : changes) {
            if (change instanceof Change.Put put && change.key().equals(prefix.append("desired/content"))) {
                decided(put);
            } else if (change instanceof Change.Put put && change.key().startsWith(prefix.append("history/"))) {
                written.merge(Long.parseLong(field(put, "sequence")), 1, Integer::sum);
            }
        }
    }

    private void decided(Change.Put put) {
        long sequence = Long.parseLong(field(put, "sequence"));
        String by = field(put, "by");
        if (!by.equals(leader)) {
            problems.add("decision " + sequence + " is by " + by + ", and the leader was " + leader);
        }
        if (sequence != commits.size() + 1) {
            problems.add("decision " + sequence + " follows " + commits.size());
        }
        if (written.merge(sequence, 0, Integer::sum) > 0) {
            problems.add("decision " + sequence + " was in the history before it was made");
        }
        commits.put(sequence, new CommitId(field(put, "commit")));
    }

    private static String field(Change.Put put, String name) {
        Matcher matcher = Pattern.compile("\"" + name + "\":\"([^\"]*)\"")
                .matcher(put.entry().value());
        if (!matcher.find()) {
            throw new AssertionError(put.entry() + " has no " + name);
        }
        return matcher.group(1);
    }

    /** Decisions by who did not lead, gaps, forks; none if all is well. */
    List<String> problems() {
        List<String> all = new ArrayList<>(problems);
        written.forEach((sequence, times) -> {
            if (times != 1) {
                all.add("decision " + sequence + " was written to the history " + times + " times");
            }
        });
        return all;
    }

    /** The commits that were wanted, by the numbers of the decisions. */
    Map<Long, CommitId> commits() {
        return commits;
    }

    /** Who led at some time. */
    Set<String> leaders() {
        return leaders;
    }

    /** How often somebody took the lead or lost it. */
    int changesOfLeader() {
        return changesOfLeader;
    }
}

package io.cdntopology.operate;

import io.cdntopology.failure.CdnException;
import io.cdntopology.failure.ErrorCode;
import io.cdntopology.failure.Problem;
import io.cdntopology.release.CommitId;
import io.cdntopology.sync.HostReport;
import io.cdntopology.sync.Ledger;
import java.time.Duration;
import java.util.List;
import java.util.function.Predicate;

/**
 * Waits until each host has a commit of one line before it is wanted.
 *
 * <p>Thread-safe; blocks.
 */
final class Staging {
    private final Ledger ledger;
    private final String what;
    private final Duration patience;
    private final RolloutStop stop;

    /**
     * @param ledger   of the line
     * @param what     what it delivers, for people to read
     * @param patience how long hosts may take
     * @param stop     ends the wait
     */
    Staging(Ledger ledger, String what, Duration patience, RolloutStop stop) {
        this.ledger = ledger;
        this.what = what;
        this.patience = patience;
        this.stop = stop;
        ledger.onChange(stop::tell);
    }

    /** Whether each host has it, and there is one. */
    private boolean isStaged(Predicate<HostReport> has) {
        List<HostReport> hosts = ledger.hosts();
        return !hosts.isEmpty() && hosts.stream().allMatch(has);
    }

    /** Whether a host says that it has prepared a commit. */
    static Predicate<HostReport> hasPrepared(CommitId commit) {
        return host -> host.prepared().filter(commit::equals).isPresent();
    }

    /**
     * Waits for what was announced.
     *
     * @param has whether a host has it, as it says
     * @throws CdnException with {@code NOT_CONVERGED} if one has not in time, saying why; as the rollout's stop says
     */
    void await(CommitId commit, Predicate<HostReport> has) {
        try {
            if (!stop.await(commit, () -> isStaged(has), patience)) {
                throw notStaged(commit, has);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw CdnException.of(
                    ErrorCode.INTERRUPTED,
                    "Staging " + what + " " + commit.abbreviated(),
                    new Problem("hosts", "the thread was interrupted", "try again"),
                    e);
        }
    }

    private CdnException notStaged(CommitId commit, Predicate<HostReport> has) {
        List<Problem> problems = ledger.hosts().stream()
                .filter(has.negate())
                .map(host -> new Problem(
                        "host " + host.host(),
                        host.detail().isEmpty() ? "it has not said that it has it" : host.detail(),
                        "see the log of its agent; it is tried again by itself"))
                .toList();
        Problem noHost = new Problem("hosts", "none has said anything", "see whether the agent runs, and its log");
        return CdnException.of(
                ErrorCode.NOT_CONVERGED,
                "Staging " + what + " " + commit.abbreviated() + " within " + patience,
                problems.isEmpty() ? List.of(noHost) : problems);
    }
}

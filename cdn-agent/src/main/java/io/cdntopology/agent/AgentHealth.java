package io.cdntopology.agent;

import io.cdntopology.failure.CdnException;
import io.cdntopology.release.Release;
import io.cdntopology.store.LiveRelease;
import io.cdntopology.store.ReleaseStore;
import io.cdntopology.sync.Desired;
import io.cdntopology.sync.HostLoop;
import io.cdntopology.sync.Ledger;
import io.cdntopology.sync.Outcome;
import io.cdntopology.topology.HostId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Knows how the agent is. Thread-safe. */
final class AgentHealth {
    private final HostId host;
    private volatile @Nullable Parts parts;

    /** What runs once the agent has started. */
    record Parts(Ledger ledger, ReleaseStore store, HostLoop loop, Optional<Exec> exec) {}

    AgentHealth(HostId host) {
        this.host = host;
    }

    /** Everything runs. */
    void runs(Parts running) {
        parts = running;
    }

    /** How it is now. */
    HealthReport report() {
        Parts running = parts;
        if (running == null) {
            return new HealthReport(
                    host, true, HealthReport.State.STARTING, Optional.empty(), Optional.empty(), List.of());
        }
        List<String> problems = new ArrayList<>();
        Optional<Release> live = live(running.store(), problems);
        Optional<Release> wanted = running.ledger().desired().map(Desired::release);
        running.ledger().trouble().ifPresent(trouble -> problems.add(String.valueOf(trouble.getMessage())));
        HealthReport.State state = running.loop()
                .outcome()
                .map(outcome -> state(outcome, problems))
                .orElse(HealthReport.State.SYNCING);
        running.exec().flatMap(Exec::problem).ifPresent(problems::add);
        boolean alive = running.loop().isRunning() && running.ledger().isRunning();
        if (!alive) {
            problems.add("a thread of the agent has ended, which is a defect; start it again");
        }
        if (wanted.isEmpty()) {
            state = HealthReport.State.UNKNOWN;
        } else if (wanted.equals(live)) {
            state = HealthReport.State.CONVERGED;
        }
        return new HealthReport(host, alive, state, live.map(Release::commit), wanted.map(Release::commit), problems);
    }

    private static Optional<Release> live(ReleaseStore store, List<String> problems) {
        try {
            return store.live().map(LiveRelease::release);
        } catch (CdnException e) {
            problems.add(String.valueOf(e.getMessage()));
            return Optional.empty();
        }
    }

    private static HealthReport.State state(Outcome outcome, List<String> problems) {
        return outcome.fold(
                () -> HealthReport.State.SYNCING,
                () -> HealthReport.State.SYNCING,
                waiting -> {
                    problems.add(String.valueOf(waiting.reason().getMessage()));
                    return HealthReport.State.WAITING;
                },
                stalled -> {
                    problems.add(String.valueOf(stalled.reason().getMessage()));
                    return HealthReport.State.STALLED;
                });
    }
}

package io.cdntopology.docker;

import io.cdntopology.failure.CdnException;
import io.cdntopology.failure.ErrorCode;
import io.cdntopology.failure.Problem;
import io.cdntopology.release.Release;
import io.cdntopology.spi.ConfigurableEdges;
import io.cdntopology.spi.Revision;
import io.cdntopology.topology.EdgeId;
import io.cdntopology.topology.PartId;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Gives the edges of a network on an engine other configurations, while they run: what they find at {@code /etc/nginx}
 * changes, nginx tries it there and is told to reload, and has to have other workers then.
 *
 * <p>A signal tells nothing of what comes of it, and an nginx that cannot take a configuration goes on with the one before.
 */
final class ConfiguredContainers implements ConfigurableEdges {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    static final Duration PAUSE = Duration.ofMillis(50);

    private final EngineConnection engine;
    private final WantedParts wanted;
    private final EdgeView view;
    private final EdgeLocks locks;
    private final ContainerExec exec;

    /**
     * @param locks held while an edge is given a configuration
     */
    ConfiguredContainers(EngineConnection engine, WantedParts wanted, EdgeView view, EdgeLocks locks) {
        this.engine = engine;
        this.wanted = wanted;
        this.view = view;
        this.locks = locks;
        this.exec = new ContainerExec(engine);
    }

    @Override
    public Trial trial(Revision configuration) {
        return TrialContainer.start(engine, wanted, view, configuration);
    }

    @Override
    public Watched reload(EdgeId edge, Optional<Revision> configuration) {
        return locks.with(edge, () -> give(edge, configuration));
    }

    private Watched give(EdgeId edge, Optional<Revision> configuration) {
        String attempted = "Giving edge " + edge + " "
                + configuration
                        .map(revision ->
                                "configuration " + revision.release().commit().abbreviated())
                        .orElse("the configuration that it starts with");
        String container = wanted.labels().name(PartId.of(edge));
        String release =
                configuration.map(revision -> directory(revision.release())).orElse("");
        Set<String> before = Workers.of(engine, attempted, container);
        ServerLog log = ServerLog.fromNow(engine, container);
        ContainerExec.Result change =
                exec.run(attempted, container, view.change(release).toArray(String[]::new));
        Complaints complaints = Complaints.in(change.output().lines().toList());
        if (change.exit() != 0) {
            throw configuration
                    .map(revision -> complaints.refused(attempted, revision, change.output()))
                    .orElseGet(() -> defect(attempted, container, change.output()));
        }
        engine.reload(attempted, container);
        awaitWorkers(attempted, container, before, log, configuration);
        return new Seen(complaints.texts(), log);
    }

    private void awaitWorkers(
            String attempted, String container, Set<String> before, ServerLog log, Optional<Revision> configuration) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            Set<String> now = Workers.of(engine, attempted, container);
            if (!now.isEmpty() && Collections.disjoint(now, before)) {
                return;
            }
            List<String> lines = log.lines();
            Complaints complaints = Complaints.in(lines);
            boolean isLate = System.nanoTime() > deadline;
            if (!complaints.refusals().isEmpty() || isLate) {
                String said =
                        isLate ? "its workers are the same ones " + PATIENCE + " after it was told to reload" : "";
                throw configuration
                        .map(revision -> complaints.refused(attempted, revision, said))
                        .orElseGet(() -> defect(attempted, container, said + String.join("; ", lines)));
            }
            engine.pause(attempted, PAUSE);
        }
    }

    private static CdnException defect(String attempted, String container, String said) {
        return CdnException.of(
                ErrorCode.BUG,
                attempted,
                new Problem("container " + container, EngineFailures.quoted(said), "report it; a restart helps"));
    }

    static String directory(Release release) {
        return EdgeView.release(release.commit() + "-" + release.tree());
    }

    /** An edge that has taken a configuration. */
    private record Seen(List<String> warnings, ServerLog log) implements Watched {
        @Override
        public List<String> alarms() {
            return log.alarms();
        }
    }
}

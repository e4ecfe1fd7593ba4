package io.cdntopology.operate;

import io.cdntopology.event.CdnEvent;
import io.cdntopology.failure.CdnException;
import io.cdntopology.failure.Problem;
import io.cdntopology.plan.Plan;
import io.cdntopology.plan.Step;
import io.cdntopology.spi.PlatformSession;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Takes the steps of a plan. The only caller of a platform's mutations.
 *
 * <p>Steps that do not need each other are taken at the same time, except that parts which serve are replaced one by one.
 */
final class StepExecutor implements AutoCloseable {
    private static final int MAX_THREADS = 16;

    private final PlatformSession platform;
    private final Consumer<CdnEvent> events;
    private final ParallelTasks tasks;

    /**
     * @param name of the network
     */
    StepExecutor(String name, PlatformSession platform, Consumer<CdnEvent> events) {
        this.platform = platform;
        this.events = events;
        this.tasks = new ParallelTasks("cdn-" + name + "-steps", MAX_THREADS);
    }

    /** When steps are taken: those of one stage do not need each other. */
    private enum Stage {
        REMOVE_RUNNING,
        REMOVE_NEEDED,
        VOLUMES,
        /** What has the content never runs, and so needs no network. */
        CONTENT_AND_NETWORKS,
        RUNNING,
        REPLACE;

        static Stage of(Step step) {
            return switch (step.part().kind()) {
                case NETWORK -> step instanceof Step.Remove ? REMOVE_NEEDED : CONTENT_AND_NETWORKS;
                case VOLUME -> step instanceof Step.Remove ? REMOVE_NEEDED : VOLUMES;
                case CONTENT -> step instanceof Step.Remove ? REMOVE_RUNNING : CONTENT_AND_NETWORKS;
                case SERVICE, AGENT, EDGE ->
                    step.fold(create -> RUNNING, start -> RUNNING, replace -> REPLACE, remove -> REMOVE_RUNNING);
            };
        }
    }

    /**
     * Takes the steps. If one fails, those that do not need it are taken all the same.
     *
     * @throws CdnException the first failure, with the problems of all
     */
    void execute(Plan plan) {
        Map<Stage, List<Step>> stages = new LinkedHashMap<>();
        for (Stage stage : Stage.values()) {
            stages.put(
                    stage,
                    plan.steps().stream()
                            .filter(step -> Stage.of(step) == stage)
                            .toList());
        }
        stages.forEach((stage, steps) -> {
            if (stage == Stage.REPLACE) {
                steps.forEach(step -> throwAll(run(List.of(step))));
            } else {
                throwAll(run(steps));
            }
        });
    }

    private List<CdnException> run(List<Step> steps) {
        return tasks.run(steps.stream().<Runnable>map(step -> () -> take(step)).toList());
    }

    private static void throwAll(List<CdnException> failures) {
        if (failures.size() == 1) {
            throw failures.get(0);
        }
        if (!failures.isEmpty()) {
            List<Problem> problems = failures.stream()
                    .flatMap(failure -> failure.problems().stream())
                    .toList();
            throw CdnException.of(failures.get(0).code(), "Making the network what it should be", problems);
        }
    }

    private void take(Step step) {
        events.accept(step.fold(this::create, this::start, this::replace, this::remove));
    }

    private CdnEvent create(Step.Create step) {
        platform.create(step.part());
        return new CdnEvent.PartCreated(step.part(), step.reason());
    }

    private CdnEvent start(Step.Start step) {
        platform.start(step.part());
        return new CdnEvent.PartStarted(step.part(), step.reason());
    }

    private CdnEvent replace(Step.Replace step) {
        platform.remove(step.part());
        platform.create(step.part());
        return new CdnEvent.PartReplaced(step.part(), step.reason());
    }

    private CdnEvent remove(Step.Remove step) {
        platform.remove(step.part());
        return new CdnEvent.PartRemoved(step.part(), step.reason());
    }

    /** Interrupts the steps that are being taken. Idempotent. */
    @Override
    public void close() {
        tasks.close();
    }
}

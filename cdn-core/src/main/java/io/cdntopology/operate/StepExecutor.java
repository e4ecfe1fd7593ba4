package io.cdntopology.operate;

import io.cdntopology.event.CdnEvent;
import io.cdntopology.failure.CdnException;
import io.cdntopology.failure.Problem;
import io.cdntopology.plan.Plan;
import io.cdntopology.plan.Step;
import io.cdntopology.spi.PlatformSession;
import io.cdntopology.topology.Part;
import io.cdntopology.topology.PartId;
import io.cdntopology.topology.PartKind;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * Takes the steps of a plan. The only caller of a platform's mutations.
 *
 * <p>What needs another part is removed before it, and made after it; what does not need each other, at the same time, except
 * that parts which serve are replaced one by one.
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

    /** When steps are taken: those of one stage do not need each other, but for those of {@link #MAKE}. */
    private enum Stage {
        REMOVE_RUNNING,
        /** An agent that ends tells the coordination store. */
        REMOVE_SERVICES,
        REMOVE_NEEDED,
        MAKE,
        REPLACE;

        static Stage of(Step step) {
            PartKind kind = step.part().kind();
            boolean runs = switch (kind) {
                case NETWORK, VOLUME, CONTENT -> false;
                case SERVICE, AGENT, EDGE -> true;
            };
            return step.fold(
                    create -> MAKE, start -> MAKE, replace -> runs ? REPLACE : MAKE, remove -> ofRemoval(kind));
        }

        private static Stage ofRemoval(PartKind kind) {
            return switch (kind) {
                case NETWORK, VOLUME -> REMOVE_NEEDED;
                case SERVICE -> REMOVE_SERVICES;
                case CONTENT, AGENT, EDGE -> REMOVE_RUNNING;
            };
        }
    }

    /**
     * Takes the steps. If one fails, those that do not need it are taken all the same, up to the end of its stage.
     *
     * @throws CdnException the first failure, with the problems of all
     */
    void execute(Plan plan) {
        for (Stage stage : Stage.values()) {
            List<Step> steps = plan.steps().stream()
                    .filter(step -> Stage.of(step) == stage)
                    .toList();
            switch (stage) {
                case REMOVE_RUNNING, REMOVE_SERVICES, REMOVE_NEEDED -> await(begin(steps));
                case MAKE -> await(make(steps));
                case REPLACE -> steps.forEach(step -> await(begin(List.of(step))));
            }
        }
    }

    private List<CompletableFuture<Void>> begin(List<Step> steps) {
        return steps.stream().map(this::begin).toList();
    }

    private CompletableFuture<Void> begin(Step step) {
        return tasks.begin(() -> take(step));
    }

    /** Begins each step as soon as what its part needs is there; a plan has the steps of that before it. */
    private List<CompletableFuture<Void>> make(List<Step> steps) {
        Map<PartId, Set<PartId>> needs = platform.wanted().stream().collect(Collectors.toMap(Part::id, Part::needs));
        Map<PartId, CompletableFuture<Void>> made = new LinkedHashMap<>();
        for (Step step : steps) {
            CompletableFuture<?>[] needed = needs.getOrDefault(step.part(), Set.of()).stream()
                    .map(made::get)
                    .filter(Objects::nonNull)
                    .toArray(CompletableFuture<?>[]::new);
            made.put(step.part(), CompletableFuture.allOf(needed).thenCompose(unused -> begin(step)));
        }
        return List.copyOf(made.values());
    }

    private static void await(List<CompletableFuture<Void>> steps) {
        List<CdnException> failures = ParallelTasks.failures(steps);
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

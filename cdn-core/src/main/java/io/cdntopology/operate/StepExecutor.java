package io.cdntopology.operate;

import io.cdntopology.event.CdnEvent;
import io.cdntopology.observed.ObservedEdge;
import io.cdntopology.plan.Plan;
import io.cdntopology.plan.Step;
import io.cdntopology.spi.PlatformSession;
import java.util.function.Consumer;

/** Takes the steps of a plan. The only caller of a platform's mutations. */
final class StepExecutor {
    private final PlatformSession platform;
    private final Consumer<CdnEvent> events;

    StepExecutor(PlatformSession platform, Consumer<CdnEvent> events) {
        this.platform = platform;
        this.events = events;
    }

    /** Takes the steps in their order; stops at the first that fails. */
    void execute(Plan plan) {
        plan.steps().forEach(step -> events.accept(step.fold(this::create, this::remove)));
    }

    private CdnEvent create(Step.CreateEdge step) {
        ObservedEdge edge = platform.createEdge(step.spec());
        return new CdnEvent.EdgeCreated(edge.spec().id(), edge.address());
    }

    private CdnEvent remove(Step.RemoveEdge step) {
        platform.removeEdge(step.edge());
        return new CdnEvent.EdgeRemoved(step.edge());
    }
}

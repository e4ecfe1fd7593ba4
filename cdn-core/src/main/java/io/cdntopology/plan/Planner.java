package io.cdntopology.plan;

import io.cdntopology.observed.ObservedEdge;
import io.cdntopology.topology.EdgeId;
import io.cdntopology.topology.EdgeSpec;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Finds the steps between what is wanted and what exists. Holds no state; the order of its inputs does not matter. */
public final class Planner {
    private Planner() {}

    /**
     * The steps from {@code observed} to {@code desired}: removals first, so that a port is free before it is taken
     * again; then by the name of the edge.
     */
    public static Plan plan(Collection<EdgeSpec> desired, Collection<ObservedEdge> observed) {
        Map<EdgeId, EdgeSpec> wanted = new TreeMap<>();
        desired.forEach(edge -> wanted.put(edge.id(), edge));
        Map<EdgeId, EdgeSpec> existing = new TreeMap<>();
        observed.forEach(edge -> existing.put(edge.spec().id(), edge.spec()));

        List<Step> steps = new ArrayList<>();
        existing.forEach((id, edge) -> {
            EdgeSpec want = wanted.get(id);
            if (want == null) {
                steps.add(new Step.RemoveEdge(id, "it is not wanted any more"));
            } else if (!want.equals(edge)) {
                steps.add(new Step.RemoveEdge(id, "it was created from other settings"));
            }
        });
        wanted.forEach((id, edge) -> {
            if (!edge.equals(existing.get(id))) {
                steps.add(
                        new Step.CreateEdge(edge, existing.containsKey(id) ? "its settings changed" : "it is missing"));
            }
        });
        return new Plan(steps);
    }
}

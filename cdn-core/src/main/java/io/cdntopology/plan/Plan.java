package io.cdntopology.plan;

import java.util.List;

/**
 * The steps from what exists to what is wanted, in the order in which they are to be taken.
 *
 * @param steps empty if nothing is to be done
 */
public record Plan(List<Step> steps) {
    public Plan {
        steps = List.copyOf(steps);
    }

    /** Whether nothing is to be done. */
    public boolean isEmpty() {
        return steps.isEmpty();
    }
}

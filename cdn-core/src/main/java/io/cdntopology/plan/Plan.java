package io.cdntopology.plan;

import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;

/**
 * The steps from what exists to what is wanted: removals first, then by what parts need each other.
 *
 * @param steps       empty if nothing is to be done
 * @param fingerprint of what existed when it was made; a plan is for that world only
 */
public record Plan(List<Step> steps, String fingerprint) {
    public Plan {
        Objects.requireNonNull(fingerprint, "fingerprint");
        steps = List.copyOf(steps);
    }

    /** Whether nothing is to be done. */
    public boolean isEmpty() {
        return steps.isEmpty();
    }

    /** A line for each step, for people to read: what is done, why, and what is noticed meanwhile. */
    public String describe() {
        if (isEmpty()) {
            return "Nothing is to be done: everything is as it is wanted.";
        }
        return steps.stream().map(Plan::line).collect(Collectors.joining("\n"));
    }

    private static String line(Step step) {
        String verb = step.fold(create -> "create", start -> "start", replace -> "replace", remove -> "remove");
        String risk = step.risk() == Risk.NONE ? "" : "; " + step.risk();
        return verb + " " + step.part() + ": " + step.reason() + risk;
    }
}

package io.cdntopology.sync;

import io.cdntopology.failure.CdnException;
import java.time.Duration;
import java.util.Objects;

/** How a pass ended. The one input to when the next one is made. */
public sealed interface Outcome {
    /** What is wanted is live; nothing to do until something wakes the loop. */
    record Converged() implements Outcome {}

    /** Something was done; look again at once. */
    record Progressing() implements Outcome {}

    /** Something is not to be had at the moment; try again later. */
    record Waiting(Duration retryAfter, CdnException reason) implements Outcome {
        public Waiting {
            Objects.requireNonNull(retryAfter, "retryAfter");
            Objects.requireNonNull(reason, "reason");
        }
    }

    /** Trying again is useless until something changes. */
    record Stalled(CdnException reason) implements Outcome {
        public Stalled {
            Objects.requireNonNull(reason, "reason");
        }
    }
}

package io.cdntopology.sync;

import io.cdntopology.failure.CdnException;
import java.time.Duration;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.Supplier;

/** How a pass ended. The one input to when the next one is made. */
public sealed interface Outcome {
    /** Takes the outcome apart: exactly one of the functions is called. */
    <T> T fold(
            Supplier<T> converged, Supplier<T> progressing, Function<Waiting, T> waiting, Function<Stalled, T> stalled);

    /** What is wanted is live; nothing to do until something wakes the loop. */
    record Converged() implements Outcome {
        @Override
        public <T> T fold(
                Supplier<T> converged,
                Supplier<T> progressing,
                Function<Waiting, T> waiting,
                Function<Stalled, T> stalled) {
            return converged.get();
        }
    }

    /** Something was done; look again at once. */
    record Progressing() implements Outcome {
        @Override
        public <T> T fold(
                Supplier<T> converged,
                Supplier<T> progressing,
                Function<Waiting, T> waiting,
                Function<Stalled, T> stalled) {
            return progressing.get();
        }
    }

    /** Something is not to be had at the moment; try again later. */
    record Waiting(Duration retryAfter, CdnException reason) implements Outcome {
        public Waiting {
            Objects.requireNonNull(retryAfter, "retryAfter");
            Objects.requireNonNull(reason, "reason");
        }

        @Override
        public <T> T fold(
                Supplier<T> converged,
                Supplier<T> progressing,
                Function<Waiting, T> waiting,
                Function<Stalled, T> stalled) {
            return waiting.apply(this);
        }
    }

    /** Trying again is useless until something changes. */
    record Stalled(CdnException reason) implements Outcome {
        public Stalled {
            Objects.requireNonNull(reason, "reason");
        }

        @Override
        public <T> T fold(
                Supplier<T> converged,
                Supplier<T> progressing,
                Function<Waiting, T> waiting,
                Function<Stalled, T> stalled) {
            return stalled.apply(this);
        }
    }
}

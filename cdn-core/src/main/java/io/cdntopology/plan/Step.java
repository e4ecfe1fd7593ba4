package io.cdntopology.plan;

import io.cdntopology.topology.PartId;
import java.util.Objects;
import java.util.function.Function;

/** One change to the infrastructure, with the reason for it and what it costs. */
public sealed interface Step {
    /** The part that it changes. */
    PartId part();

    /** Why it is necessary, for people to read. */
    String reason();

    /** What is noticed while it is taken. */
    Risk risk();

    /** Takes the step apart: exactly one of the functions is called. */
    <T> T fold(
            Function<Create, T> create,
            Function<Start, T> start,
            Function<Replace, T> replace,
            Function<Remove, T> remove);

    /** Makes a part that does not exist. */
    record Create(PartId part, String reason) implements Step {
        public Create {
            Objects.requireNonNull(part, "part");
            Objects.requireNonNull(reason, "reason");
        }

        @Override
        public Risk risk() {
            return Risk.NONE;
        }

        @Override
        public <T> T fold(
                Function<Create, T> create,
                Function<Start, T> start,
                Function<Replace, T> replace,
                Function<Remove, T> remove) {
            return create.apply(this);
        }
    }

    /** Starts a part that exists and does not do its work. */
    record Start(PartId part, String reason) implements Step {
        public Start {
            Objects.requireNonNull(part, "part");
            Objects.requireNonNull(reason, "reason");
        }

        @Override
        public Risk risk() {
            return Risk.NONE;
        }

        @Override
        public <T> T fold(
                Function<Create, T> create,
                Function<Start, T> start,
                Function<Replace, T> replace,
                Function<Remove, T> remove) {
            return start.apply(this);
        }
    }

    /** Removes a part and makes it anew; what it keeps in volumes stays. */
    record Replace(PartId part, String reason) implements Step {
        public Replace {
            Objects.requireNonNull(part, "part");
            Objects.requireNonNull(reason, "reason");
        }

        @Override
        public Risk risk() {
            return switch (part.kind()) {
                case NETWORK, EDGE -> Risk.EDGE_AWAY;
                case SERVICE, AGENT -> Risk.RELEASES_WAIT;
                case VOLUME -> Risk.DATA_LOST;
                case CONTENT -> Risk.NONE;
            };
        }

        @Override
        public <T> T fold(
                Function<Create, T> create,
                Function<Start, T> start,
                Function<Replace, T> replace,
                Function<Remove, T> remove) {
            return replace.apply(this);
        }
    }

    /** Removes a part. */
    record Remove(PartId part, String reason) implements Step {
        public Remove {
            Objects.requireNonNull(part, "part");
            Objects.requireNonNull(reason, "reason");
        }

        @Override
        public Risk risk() {
            return switch (part.kind()) {
                case EDGE -> Risk.EDGE_GONE;
                case SERVICE, AGENT -> Risk.RELEASES_WAIT;
                case VOLUME -> Risk.DATA_LOST;
                case NETWORK, CONTENT -> Risk.NONE;
            };
        }

        @Override
        public <T> T fold(
                Function<Create, T> create,
                Function<Start, T> start,
                Function<Replace, T> replace,
                Function<Remove, T> remove) {
            return remove.apply(this);
        }
    }
}

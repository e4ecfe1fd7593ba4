package io.cdntopology.topology;

import io.cdntopology.failure.CdnException;
import io.cdntopology.failure.ErrorCode;
import io.cdntopology.failure.Problem;

/** How many edges get something at the same time. */
public sealed interface BatchSize {
    /** The number, of so many edges; at least 1. */
    int of(int edges);

    /**
     * A number of edges.
     *
     * @param count at least 1
     */
    record Edges(int count) implements BatchSize {
        /**
         * @throws CdnException with {@code INVALID_ARGUMENT} if it is out of range
         */
        public Edges {
            if (count < 1) {
                throw refused("batch(" + count + ")", "it is no number of edges", "give 1 or more");
            }
        }

        @Override
        public int of(int edges) {
            return count;
        }
    }

    /**
     * A share of all edges, rounded up.
     *
     * @param percent 1 to 100
     */
    record Percent(int percent) implements BatchSize {
        /**
         * @throws CdnException with {@code INVALID_ARGUMENT} if it is out of range
         */
        public Percent {
            if (percent < 1 || percent > 100) {
                throw refused("batchPercent(" + percent + ")", "it is no percentage of edges", "give 1 to 100");
            }
        }

        @Override
        public int of(int edges) {
            return Math.max(1, (edges * percent + 99) / 100);
        }
    }

    private static CdnException refused(String where, String why, String fix) {
        return CdnException.of(ErrorCode.INVALID_ARGUMENT, "Describing a rollout", new Problem(where, why, fix));
    }
}

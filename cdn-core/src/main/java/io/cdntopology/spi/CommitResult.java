package io.cdntopology.spi;

/** How a {@link Transaction} ended. */
public sealed interface CommitResult {
    /** All writes were made, at this revision. */
    record Committed(long revision) implements CommitResult {}

    /** A condition did not hold; nothing was written. The store was at this revision. */
    record Conflict(long revision) implements CommitResult {}
}

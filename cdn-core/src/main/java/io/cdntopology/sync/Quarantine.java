package io.cdntopology.sync;

import io.cdntopology.release.CommitId;
import java.time.Instant;
import java.util.Objects;

/**
 * A commit that is not published by itself any more.
 *
 * @param commit the commit
 * @param reason why, as told at the rollback
 * @param by     who decided, for people to read
 * @param at     when, by the clock of who decided
 */
public record Quarantine(CommitId commit, String reason, String by, Instant at) {
    public Quarantine {
        Objects.requireNonNull(commit, "commit");
        Objects.requireNonNull(reason, "reason");
        Objects.requireNonNull(by, "by");
        Objects.requireNonNull(at, "at");
    }
}

package io.cdntopology.sync;

import io.cdntopology.release.CommitId;
import java.time.Instant;
import java.util.List;
import java.util.Objects;

/**
 * A commit that is not published by itself any more, nor any that it is a part of.
 *
 * @param commit the commit; where a site comes from several sources, those of its parts that were new
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

    /** One for each part of its commit, as they are kept. */
    List<Quarantine> parts() {
        return commit.parts().stream()
                .map(part -> new Quarantine(part, reason, by, at))
                .toList();
    }
}

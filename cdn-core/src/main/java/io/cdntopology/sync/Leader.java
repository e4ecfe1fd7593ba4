package io.cdntopology.sync;

import java.time.Instant;
import java.util.Objects;

/**
 * The process that decides what is wanted, until it ends, loses its lease, or another one takes the lead.
 *
 * @param by    the process, for people to read
 * @param since since when it leads, by its own clock
 * @param token the fencing token: the revision at which it took the lead, larger than that of every leader before it
 */
public record Leader(String by, Instant since, long token) {
    public Leader {
        Objects.requireNonNull(by, "by");
        Objects.requireNonNull(since, "since");
    }
}

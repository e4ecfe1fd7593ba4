package io.cdntopology.sync;

import io.cdntopology.release.CommitId;
import io.cdntopology.topology.EdgeId;
import java.net.URI;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;

/**
 * What an edge said when it was asked, as the process that asks it makes it known.
 *
 * @param edge    the edge
 * @param address where it was asked
 * @param commit  the commit that it served; empty if it named none
 * @param trouble why it named none; empty if it did
 * @param since   since when it says so, by the clock of the process that asks it
 */
public record EdgeReport(EdgeId edge, URI address, Optional<CommitId> commit, String trouble, Instant since) {
    public EdgeReport {
        Objects.requireNonNull(edge, "edge");
        Objects.requireNonNull(address, "address");
        Objects.requireNonNull(commit, "commit");
        Objects.requireNonNull(trouble, "trouble");
        Objects.requireNonNull(since, "since");
    }

    /** What it says, without when. */
    EdgeReport undated() {
        return new EdgeReport(edge, address, commit, trouble, Instant.EPOCH);
    }
}

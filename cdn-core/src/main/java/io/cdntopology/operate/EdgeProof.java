package io.cdntopology.operate;

import io.cdntopology.release.CommitId;
import io.cdntopology.topology.EdgeId;
import java.net.URI;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;

/**
 * What an edge said when it was asked last.
 *
 * @param edge    the edge
 * @param address where it was asked
 * @param commit  the commit that it named; empty if it named none
 * @param configuration the commit of the configuration that it serves by; empty if it has none, or did not answer
 * @param since   when it named that commit for the first time in a row; when it was asked first, if it named none
 * @param trouble why it named none; empty if it did
 */
public record EdgeProof(
        EdgeId edge,
        URI address,
        Optional<CommitId> commit,
        Optional<CommitId> configuration,
        Instant since,
        String trouble) {
    public EdgeProof {
        Objects.requireNonNull(edge, "edge");
        Objects.requireNonNull(address, "address");
        Objects.requireNonNull(commit, "commit");
        Objects.requireNonNull(configuration, "configuration");
        Objects.requireNonNull(since, "since");
        Objects.requireNonNull(trouble, "trouble");
    }

    /** Whether the edge itself named this commit. */
    public boolean serves(CommitId wanted) {
        return commit.filter(wanted::equals).isPresent();
    }
}

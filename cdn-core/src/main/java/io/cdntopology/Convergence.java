package io.cdntopology;

import io.cdntopology.release.Release;
import io.cdntopology.topology.EdgeId;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Objects;

/**
 * The proof that every edge serves the wanted release.
 *
 * @param release the release
 * @param edges   the proof of each edge, by name
 */
public record Convergence(Release release, List<Proof> edges) {
    public Convergence {
        Objects.requireNonNull(release, "release");
        edges = List.copyOf(edges);
    }

    /**
     * The proof of one edge.
     *
     * @param edge    its name
     * @param address where it was asked
     * @param after   how long after the decision it named the commit for the first time, by the clocks of who decided
     *     and of who asked
     */
    public record Proof(EdgeId edge, URI address, Duration after) {}
}

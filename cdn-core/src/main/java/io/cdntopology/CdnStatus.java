package io.cdntopology;

import io.cdntopology.failure.CdnException;
import io.cdntopology.observed.ObservedEngine;
import io.cdntopology.release.CommitId;
import io.cdntopology.sync.Desired;
import io.cdntopology.sync.EdgeReport;
import io.cdntopology.sync.HostReport;
import io.cdntopology.sync.Leader;
import io.cdntopology.topology.EdgeId;
import io.cdntopology.topology.TopologyName;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * A content delivery network at one moment.
 *
 * @param name     its name
 * @param leader   the process that looks for what is new and decides; empty while there is none
 * @param desired  the release that is wanted; empty before the first one
 * @param configuration the configuration of edges that is wanted; empty if none comes from a repository, or before the
 *     first one
 * @param edges    what each edge serves, by name; edges that were not asked yet are missing
 * @param announced the edges in the coordination store: those of all processes that run this network and are alive, with
 *     what each of them said
 * @param hosts    what each host says of itself, by name; missing is one whose process is gone
 * @param engines  the engines that it runs on; empty if it runs on none
 * @param troubles what does not work at the moment: publishing, following the coordination store, making parts of the
 *     network what they should be, a release listener, renewing the certificate of edges
 */
public record CdnStatus(
        TopologyName name,
        Optional<Leader> leader,
        Optional<Desired> desired,
        Optional<Desired> configuration,
        List<EdgeStatus> edges,
        List<EdgeReport> announced,
        List<HostReport> hosts,
        List<ObservedEngine> engines,
        List<CdnException> troubles) {
    public CdnStatus {
        edges = List.copyOf(edges);
        announced = List.copyOf(announced);
        hosts = List.copyOf(hosts);
        engines = List.copyOf(engines);
        troubles = List.copyOf(troubles);
    }

    /**
     * What one edge said when it was asked last.
     *
     * @param edge    its name
     * @param address where it answers
     * @param tlsAddress where it answers over TLS; empty if it does not
     * @param commit  the commit that it served; empty if it named none
     * @param configuration the commit of the configuration that it serves by, if that comes from a repository
     * @param lag     how long it has been behind the wanted release; zero if it serves that
     * @param trouble why it named no commit; empty if it did
     */
    public record EdgeStatus(
            EdgeId edge,
            URI address,
            Optional<URI> tlsAddress,
            Optional<CommitId> commit,
            Optional<CommitId> configuration,
            Duration lag,
            String trouble) {}
}

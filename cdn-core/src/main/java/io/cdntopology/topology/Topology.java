package io.cdntopology.topology;

import io.cdntopology.failure.CdnException;
import io.cdntopology.failure.ErrorCode;
import io.cdntopology.failure.Problem;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * A content delivery network as it is wanted, apart from where its content comes from and what it runs on.
 *
 * @param name          its name
 * @param edges         its edges, in the order they were added; at least one, ids and fixed ports unique
 * @param retention     which releases stay on disk
 * @param limits        how large a release may be
 * @param configuration what edges say besides content
 * @param rollout       how edges get a configuration from a repository, or from the rules of a site; empty if there is neither
 * @param tls           how edges answer over TLS; empty if they do not
 */
public record Topology(
        TopologyName name,
        List<EdgeSpec> edges,
        Retention retention,
        ContentLimits limits,
        EdgeConfiguration configuration,
        Optional<ConfigurationRollout> rollout,
        Optional<EdgeTls> tls) {
    /**
     * @throws CdnException with {@code INVALID_TOPOLOGY} naming every conflict between the edges
     */
    public Topology {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(retention, "retention");
        Objects.requireNonNull(limits, "limits");
        Objects.requireNonNull(configuration, "configuration");
        Objects.requireNonNull(rollout, "rollout");
        Objects.requireNonNull(tls, "tls");
        edges = List.copyOf(edges);
        List<Problem> problems = problems(edges);
        if (!problems.isEmpty()) {
            throw CdnException.of(ErrorCode.INVALID_TOPOLOGY, "Building the topology '" + name + "'", problems);
        }
    }

    /** A network whose edges have {@link EdgeConfiguration#DEFAULT}. */
    public Topology(TopologyName name, List<EdgeSpec> edges, Retention retention, ContentLimits limits) {
        this(name, edges, retention, limits, EdgeConfiguration.DEFAULT);
    }

    /** A network whose edges speak no TLS. */
    public Topology(
            TopologyName name,
            List<EdgeSpec> edges,
            Retention retention,
            ContentLimits limits,
            EdgeConfiguration configuration,
            Optional<ConfigurationRollout> rollout) {
        this(name, edges, retention, limits, configuration, rollout, Optional.empty());
    }

    /** A network whose edges get no configuration from a repository. */
    public Topology(
            TopologyName name,
            List<EdgeSpec> edges,
            Retention retention,
            ContentLimits limits,
            EdgeConfiguration configuration) {
        this(name, edges, retention, limits, configuration, Optional.empty());
    }

    /** What contradicts itself in a list of edges; empty if nothing does. */
    public static List<Problem> problems(List<EdgeSpec> edges) {
        List<Problem> problems = new ArrayList<>();
        if (edges.isEmpty()) {
            problems.add(new Problem("edges", "there is none", "add one, for example edge(\"eu-1\")"));
        }
        Map<EdgeId, Integer> seen = new HashMap<>();
        Map<Integer, EdgeId> ports = new HashMap<>();
        for (EdgeSpec edge : edges) {
            if (seen.merge(edge.id(), 1, Integer::sum) == 2) {
                problems.add(new Problem(
                        "edge(\"" + edge.id() + "\")",
                        "the name is used more than once",
                        "give each edge its own name"));
            }
            requireFree(problems, ports, edge.id(), "port", edge.port());
            requireFree(problems, ports, edge.id(), "tlsPort", edge.tlsPort());
        }
        return problems;
    }

    private static void requireFree(
            List<Problem> problems, Map<Integer, EdgeId> ports, EdgeId edge, String option, int port) {
        EdgeId other = port == EdgeSpec.ANY_PORT ? null : ports.putIfAbsent(port, edge);
        if (other != null) {
            problems.add(new Problem(
                    "edge(\"" + edge + "\")." + option,
                    port + " is taken by edge '" + other + "'",
                    "give it another port, or leave it out for a free one"));
        }
    }
}

package io.cdntopology.docker;

import io.cdntopology.failure.Problem;
import io.cdntopology.topology.PartId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Which containers of others are which edges: a port of a host belongs to one of either. Pure.
 *
 * @param edges    the edges that exist in this way
 * @param problems why others that run cannot stay beside them, or these cannot be taken over; usually empty
 */
record AdoptedEdges(SortedMap<PartId, AdoptedEdge> edges, List<Problem> problems) {
    /** What runs comes first, then what was made last: recipes by hand leave old containers behind. */
    private static final Comparator<AdoptedEdge> BEST_FIRST = Comparator.comparing(
                    (AdoptedEdge edge) -> !edge.container().state().isRunning())
            .thenComparing(edge -> edge.container().created(), Comparator.reverseOrder())
            .thenComparing(edge -> edge.container().id());

    /**
     * @param wanted     the edges that are to have a certain port of the host, by that port
     * @param dependents in any order
     */
    static AdoptedEdges match(Map<Integer, PartId> wanted, List<Dependent> dependents) {
        SortedMap<PartId, AdoptedEdge> edges = new TreeMap<>();
        dependents.stream()
                .flatMap(dependent -> dependent.ports().stream().map(port -> new AdoptedEdge(dependent, port)))
                .filter(edge -> wanted.containsKey(edge.port().outside()))
                .sorted(BEST_FIRST)
                .forEach(edge -> edges.putIfAbsent(wanted.get(edge.port().outside()), edge));
        List<Dependent> adopted =
                edges.values().stream().map(AdoptedEdge::container).distinct().toList();
        List<Problem> problems = new ArrayList<>(strangers(adopted, dependents));
        problems.addAll(severalPorts(adopted));
        problems.addAll(reachedByIpv6(adopted));
        return new AdoptedEdges(edges, problems);
    }

    /** Others would get the configuration of the network, too, when they are started again: that is not for them to bear. */
    private static List<Problem> strangers(List<Dependent> adopted, List<Dependent> dependents) {
        return dependents.stream()
                .filter(dependent ->
                        dependent.state().isRunning() && !dependent.ports().isEmpty() && !adopted.contains(dependent))
                .map(dependent -> new Problem(
                        "container " + dependent.name(),
                        "it has the same volumes and publishes " + outside(dependent) + ", but is none of the edges",
                        "add the edge that it is, such as edge(\"eu-1\", edge -> edge.port(8080)); or stop it"))
                .toList();
    }

    private static String outside(Dependent dependent) {
        return dependent.ports().stream()
                .map(port -> port.isAny() ? "a port that its engine chooses" : "port " + port.outside())
                .distinct()
                .collect(Collectors.joining(", "));
    }

    /** They share their configuration, and it listens on one port. */
    private static List<Problem> severalPorts(List<Dependent> adopted) {
        Map<Integer, String> inside = new TreeMap<>();
        adopted.forEach(
                container -> container.ports().forEach(port -> inside.putIfAbsent(port.inside(), container.name())));
        if (inside.size() < 2) {
            return List.of();
        }
        String ports = inside.entrySet().stream()
                .map(port -> port.getKey() + " (" + port.getValue() + ")")
                .collect(Collectors.joining(", "));
        return List.of(new Problem(
                "containers",
                "ports " + ports + " in them are published, and the configuration that they share will listen on one",
                "publish one port of each, the same; remove the others, and edges are made in their place"));
    }

    private static List<Problem> reachedByIpv6(List<Dependent> adopted) {
        return adopted.stream()
                .flatMap(container -> container.ipv6().stream()
                        .map(address -> new Problem(
                                "container " + container.name(),
                                "it is reached by IPv6, too, at " + address + ", where nobody would answer any more",
                                "put it on a network without IPv6; or remove it, and an edge is made in its place")))
                .toList();
    }
}

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
        List<Problem> problems = new ArrayList<>(strangers(edges, dependents));
        problems.addAll(ambiguous(edges));
        return new AdoptedEdges(edges, problems);
    }

    /** Others would get the configuration of the network, too, when they are started again: that is not for them to bear. */
    private static List<Problem> strangers(Map<PartId, AdoptedEdge> edges, List<Dependent> dependents) {
        List<Dependent> known =
                edges.values().stream().map(AdoptedEdge::container).toList();
        return dependents.stream()
                .filter(dependent ->
                        dependent.state().isRunning() && !dependent.ports().isEmpty() && !known.contains(dependent))
                .map(dependent -> new Problem(
                        "container " + dependent.name(),
                        "it has the same volumes and publishes " + outside(dependent) + ", but no edge has that port",
                        "add the edge that it is to be, such as edge(\"eu-1\", edge -> edge.port(8080)); or stop it"))
                .toList();
    }

    private static String outside(Dependent dependent) {
        return dependent.ports().stream()
                .map(port -> port.isAny() ? "a port that its engine chooses" : "port " + port.outside())
                .distinct()
                .collect(Collectors.joining(", "));
    }

    /** They share their configuration, and it listens on one port. */
    private static List<Problem> ambiguous(Map<PartId, AdoptedEdge> edges) {
        Map<Integer, String> inside = new TreeMap<>();
        edges.values().stream()
                .map(AdoptedEdge::container)
                .distinct()
                .forEach(container ->
                        container.ports().forEach(port -> inside.putIfAbsent(port.inside(), container.name())));
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
}

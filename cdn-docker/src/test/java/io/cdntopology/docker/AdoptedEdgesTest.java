package io.cdntopology.docker;

import static org.assertj.core.api.Assertions.assertThat;

import io.cdntopology.failure.Problem;
import io.cdntopology.topology.EdgeId;
import io.cdntopology.topology.EdgeSpec;
import io.cdntopology.topology.PartId;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Which containers of others are which edges")
class AdoptedEdgesTest {
    private static final PartId EU = PartId.of(new EdgeId("eu-1"));
    private static final PartId US = PartId.of(new EdgeId("us-1"));
    private static final RunState RUNNING = new RunState("running", "Up 3 days");
    private static final RunState ENDED = new RunState("exited", "Exited (0) 3 days ago");

    private static Dependent container(String name, RunState state, long created, PublishedPort... ports) {
        return new Dependent("id of " + name, name, state, created, Optional.empty(), List.of(ports));
    }

    private static PublishedPort port(int outside, int inside) {
        return new PublishedPort(inside, "", outside);
    }

    private static AdoptedEdges match(Dependent... dependents) {
        List<Dependent> shuffled = new ArrayList<>(List.of(dependents));
        Collections.reverse(shuffled);
        Map<Integer, PartId> wanted = Map.of(8080, EU, 8081, US);
        AdoptedEdges edges = AdoptedEdges.match(wanted, List.of(dependents));
        assertThat(AdoptedEdges.match(wanted, shuffled).edges()).isEqualTo(edges.edges());
        return edges;
    }

    @Test
    @DisplayName("follows from the ports that they publish")
    void ports() {
        Dependent web = container("web", RUNNING, 1, port(8080, 80));
        Dependent other = container("other", RUNNING, 2, port(8081, 80));
        AdoptedEdges edges = match(web, other, container("git-pull", RUNNING, 3));
        assertThat(edges.edges())
                .containsExactly(
                        Map.entry(EU, new AdoptedEdge(web, port(8080, 80))),
                        Map.entry(US, new AdoptedEdge(other, port(8081, 80))));
        assertThat(edges.problems()).isEmpty();
    }

    @Test
    @DisplayName("is nothing that has to be: an edge that none is, is made")
    void none() {
        AdoptedEdges edges = match(container("git-pull", RUNNING, 3));
        assertThat(edges.edges()).isEmpty();
        assertThat(edges.problems()).isEmpty();
    }

    @Test
    @DisplayName("passes over old containers of the same port: what runs is the edge, or else what was made last")
    void oldContainers() {
        Dependent before = container("before", ENDED, 1, port(8080, 80));
        Dependent web = container("web", RUNNING, 2, port(8080, 80));
        Dependent after = container("after", ENDED, 3, port(8080, 80));
        AdoptedEdges running = match(before, web, after);
        assertThat(running.edges()).containsExactly(Map.entry(EU, new AdoptedEdge(web, port(8080, 80))));
        assertThat(running.problems()).isEmpty();
        assertThat(match(before, after).edges()).containsEntry(EU, new AdoptedEdge(after, port(8080, 80)));
    }

    @Test
    @DisplayName("leaves none that runs and publishes a port without an edge")
    void strangers() {
        AdoptedEdges edges = match(
                container("web", RUNNING, 1, port(8080, 80)),
                container("stranger", RUNNING, 2, port(9090, 80), port(EdgeSpec.ANY_PORT, 80)),
                container("old", ENDED, 3, port(9091, 80)));
        assertThat(edges.problems()).singleElement().satisfies(problem -> {
            assertThat(problem.where()).isEqualTo("container stranger");
            assertThat(problem.why()).contains("port 9090, a port that its engine chooses");
            assertThat(problem.fix()).contains("edge(\"eu-1\", edge -> edge.port(8080))");
        });
    }

    @Test
    @DisplayName("needs one port in all of them, as they share their configuration")
    void portsInside() {
        assertThat(match(container("web", RUNNING, 1, port(8080, 80), port(8443, 443)))
                        .problems())
                .extracting(Problem::why)
                .singleElement()
                .asString()
                .contains("80 (web), 443 (web)");
        assertThat(match(container("a", RUNNING, 1, port(8080, 80)), container("b", RUNNING, 1, port(8081, 8080)))
                        .problems())
                .extracting(Problem::why)
                .singleElement()
                .asString()
                .contains("80 (a), 8080 (b)");
    }

    @Test
    @DisplayName("needs no IPv6 in any of them, as edges do not listen there")
    void ipv6() {
        Dependent web =
                new Dependent("1", "web", RUNNING, 1, Optional.of("fd00::2"), List.of(port(8080, 80), port(8081, 80)));
        AdoptedEdges edges = match(web);
        assertThat(edges.edges()).containsOnlyKeys(EU, US);
        assertThat(edges.problems()).singleElement().satisfies(problem -> {
            assertThat(problem.where()).isEqualTo("container web");
            assertThat(problem.why()).contains("fd00::2");
        });
    }
}

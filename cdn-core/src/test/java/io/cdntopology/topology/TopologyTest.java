package io.cdntopology.topology;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.groups.Tuple.tuple;

import io.cdntopology.failure.CdnException;
import io.cdntopology.failure.ErrorCode;
import io.cdntopology.failure.Problem;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A topology")
class TopologyTest {
    private static EdgeSpec edge(String name, int port) {
        return new EdgeSpec(new EdgeId(name), port);
    }

    private static Topology topology(List<EdgeSpec> edges) {
        return new Topology(new TopologyName("docs"), edges, Retention.DEFAULT, ContentLimits.DEFAULT);
    }

    @Test
    @DisplayName("keeps its edges in the order they were added, whatever becomes of the list")
    void copiesEdges() {
        List<EdgeSpec> edges = new ArrayList<>(List.of(edge("us", 8080), edge("eu", EdgeSpec.ANY_PORT)));
        Topology topology = topology(edges);
        edges.clear();
        assertThat(topology.edges()).containsExactly(edge("us", 8080), edge("eu", EdgeSpec.ANY_PORT));
    }

    @Test
    @DisplayName("may have any number of edges on free ports")
    void freePorts() {
        assertThat(topology(List.of(edge("a", 0), edge("b", 0), edge("c", 0))).edges())
                .hasSize(3);
    }

    @Test
    @DisplayName("names all its mistakes at once, each with its place")
    void allProblems() {
        List<EdgeSpec> edges =
                List.of(edge("eu", 8080), edge("us", 8080), edge("eu", 8081), edge("eu", 8082), edge("ap", 8081));
        assertThatThrownBy(() -> topology(edges))
                .isInstanceOfSatisfying(CdnException.class, e -> {
                    assertThat(e.code()).isEqualTo(ErrorCode.INVALID_TOPOLOGY);
                    assertThat(e.problems())
                            .extracting(Problem::where, Problem::why)
                            .containsExactly(
                                    tuple("edge(\"us\").port", "8080 is taken by edge 'eu'"),
                                    tuple("edge(\"eu\")", "the name is used more than once"),
                                    tuple("edge(\"ap\").port", "8081 is taken by edge 'eu'"));
                })
                .hasMessageContaining("'docs'")
                .hasMessageContaining("3 problems");
    }

    @Test
    @DisplayName("has at least one edge")
    void noEdge() {
        assertThatThrownBy(() -> topology(List.of()))
                .isInstanceOf(CdnException.class)
                .hasMessageContaining("edges: there is none");
        assertThat(Topology.problems(List.of())).hasSize(1);
    }
}

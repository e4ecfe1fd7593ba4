package io.cdntopology.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.cdntopology.observed.ObservedEdge;
import io.cdntopology.topology.EdgeId;
import io.cdntopology.topology.EdgeSpec;
import java.net.URI;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;

@DisplayName("A plan")
class PlannerTest {
    private static final int WORLDS = 200;

    private static EdgeSpec edge(String name, int port) {
        return new EdgeSpec(new EdgeId(name), port);
    }

    private static ObservedEdge observed(EdgeSpec edge) {
        int port = edge.port() == EdgeSpec.ANY_PORT ? 49_152 : edge.port();
        return new ObservedEdge(edge, URI.create("http://127.0.0.1:" + port + "/"));
    }

    private static List<ObservedEdge> observed(Collection<EdgeSpec> edges) {
        return edges.stream().map(PlannerTest::observed).toList();
    }

    /** Some edges with few names and ports, so that worlds overlap; names and fixed ports are unique. */
    private static List<EdgeSpec> someEdges(Random random) {
        Map<String, EdgeSpec> edges = new TreeMap<>();
        Set<Integer> ports = new HashSet<>();
        for (int i = random.nextInt(8); i > 0; i--) {
            int port = random.nextInt(3) == 0 ? EdgeSpec.ANY_PORT : 8_000 + random.nextInt(6);
            String name = "edge-" + random.nextInt(8);
            if (!edges.containsKey(name) && (port == EdgeSpec.ANY_PORT || ports.add(port))) {
                edges.put(name, edge(name, port));
            }
        }
        List<EdgeSpec> shuffled = new ArrayList<>(edges.values());
        Collections.shuffle(shuffled, random);
        return shuffled;
    }

    /** What a platform would do, refusing what a real one cannot. */
    private static Map<EdgeId, EdgeSpec> apply(Plan plan, Collection<EdgeSpec> existing) {
        Map<EdgeId, EdgeSpec> world = new TreeMap<>();
        existing.forEach(edge -> world.put(edge.id(), edge));
        for (Step step : plan.steps()) {
            if (step instanceof Step.CreateEdge create) {
                assertThat(world).doesNotContainKey(create.edge());
                assertThat(world.values().stream().map(EdgeSpec::port).filter(port -> port != EdgeSpec.ANY_PORT))
                        .as("the port is free when it is taken")
                        .doesNotContain(create.spec().port());
                world.put(create.edge(), create.spec());
            } else {
                assertThat(world.remove(step.edge()))
                        .as("only what exists is removed")
                        .isNotNull();
            }
        }
        return world;
    }

    @RepeatedTest(WORLDS)
    @DisplayName("leads from any world to the wanted one, and then there is nothing to do")
    void converges(RepetitionInfo repetition) {
        Random random = new Random(repetition.getCurrentRepetition());
        List<EdgeSpec> desired = someEdges(random);
        List<EdgeSpec> existing = someEdges(random);

        Map<EdgeId, EdgeSpec> world = apply(Planner.plan(desired, observed(existing)), existing);

        assertThat(world.values()).containsExactlyInAnyOrderElementsOf(desired);
        assertThat(Planner.plan(desired, observed(world.values())).isEmpty()).isTrue();
    }

    @RepeatedTest(WORLDS)
    @DisplayName("is made again after a crash behind any step, and leads there all the same")
    void recovers(RepetitionInfo repetition) {
        Random random = new Random(repetition.getCurrentRepetition());
        List<EdgeSpec> desired = someEdges(random);
        List<EdgeSpec> existing = someEdges(random);
        Plan plan = Planner.plan(desired, observed(existing));
        for (int taken = 0; taken <= plan.steps().size(); taken++) {
            Collection<EdgeSpec> left =
                    apply(new Plan(plan.steps().subList(0, taken)), existing).values();
            Plan rest = Planner.plan(desired, observed(left));
            assertThat(apply(rest, left).values()).containsExactlyInAnyOrderElementsOf(desired);
        }
    }

    @RepeatedTest(WORLDS)
    @DisplayName("does not depend on the order of what is wanted or of what exists")
    void orderDoesNotMatter(RepetitionInfo repetition) {
        Random random = new Random(repetition.getCurrentRepetition());
        List<EdgeSpec> desired = new ArrayList<>(someEdges(random));
        List<EdgeSpec> existing = new ArrayList<>(someEdges(random));
        Plan plan = Planner.plan(desired, observed(existing));
        Collections.shuffle(desired, random);
        Collections.shuffle(existing, random);
        assertThat(Planner.plan(desired, observed(existing))).isEqualTo(plan);
    }

    @Test
    @DisplayName("is empty if everything is as it is wanted")
    void nothingToDo() {
        List<EdgeSpec> edges = List.of(edge("eu-1", 8080), edge("us-1", EdgeSpec.ANY_PORT));
        assertThat(Planner.plan(edges, observed(edges)).isEmpty()).isTrue();
        assertThat(Planner.plan(List.of(), List.of()).isEmpty()).isTrue();
    }

    @Test
    @DisplayName("says why for each step, removals first")
    void reasons() {
        Plan plan = Planner.plan(
                List.of(edge("new", 8001), edge("moved", 8002)),
                observed(List.of(edge("gone", 8001), edge("moved", 8003))));
        assertThat(plan.steps())
                .containsExactly(
                        new Step.RemoveEdge(new EdgeId("gone"), "it is not wanted any more"),
                        new Step.RemoveEdge(new EdgeId("moved"), "it was created from other settings"),
                        new Step.CreateEdge(edge("moved", 8002), "its settings changed"),
                        new Step.CreateEdge(edge("new", 8001), "it is missing"));
    }

    @Test
    @DisplayName("lets two edges change their ports with each other")
    void swappedPorts() {
        List<EdgeSpec> before = List.of(edge("a", 8001), edge("b", 8002));
        List<EdgeSpec> after = List.of(edge("a", 8002), edge("b", 8001));
        assertThat(apply(Planner.plan(after, observed(before)), before).values())
                .containsExactlyInAnyOrderElementsOf(after);
    }
}

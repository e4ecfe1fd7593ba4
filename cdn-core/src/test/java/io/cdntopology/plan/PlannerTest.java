package io.cdntopology.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.cdntopology.observed.ObservedPart;
import io.cdntopology.observed.ObservedPart.Maker;
import io.cdntopology.topology.Part;
import io.cdntopology.topology.PartId;
import io.cdntopology.topology.PartKind;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;

@DisplayName("A plan")
class PlannerTest {
    private static final int WORLDS = 200;
    private static final List<PartKind> KINDS = List.of(PartKind.values());
    private static final Set<PartKind> RUNNING = EnumSet.range(PartKind.SERVICE, PartKind.EDGE);
    private static final String STOPPED = "it exited with status 1";

    private static Part part(PartKind kind, String name, Map<String, String> settings) {
        return Part.of(new PartId(kind, name), settings);
    }

    private static Part edge(String name, String port) {
        return part(PartKind.EDGE, name, Map.of(Part.PORT, port));
    }

    private static ObservedPart running(Part part) {
        return new ObservedPart(part.id(), part.settings(), Optional.empty(), Optional.empty());
    }

    private static ObservedPart stopped(Part part) {
        return new ObservedPart(part.id(), part.settings(), Optional.of(STOPPED), Optional.empty());
    }

    /** One that others made, and that was adopted. */
    private static ObservedPart adopted(ObservedPart part) {
        return new ObservedPart(part.id(), part.settings(), part.fault(), Optional.empty(), Maker.OTHERS);
    }

    private static List<ObservedPart> running(Collection<Part> parts) {
        return parts.stream().map(PlannerTest::running).toList();
    }

    /** Some parts of all kinds with few names, settings and ports, so that worlds overlap; ports are unique. */
    private static List<Part> someParts(Random random) {
        Map<PartId, Part> parts = new TreeMap<>();
        Set<Integer> ports = new HashSet<>();
        for (int i = random.nextInt(12); i > 0; i--) {
            PartKind kind = KINDS.get(random.nextInt(KINDS.size()));
            Map<String, String> settings = new TreeMap<>();
            if (kind != PartKind.VOLUME) {
                settings.put("image", "image-" + random.nextInt(2));
            }
            int port = random.nextInt(6);
            if (kind == PartKind.EDGE && ports.add(port)) {
                settings.put(Part.PORT, String.valueOf(port));
            }
            Part part = part(kind, "part-" + random.nextInt(4), settings);
            parts.putIfAbsent(part.id(), part);
        }
        List<Part> shuffled = new ArrayList<>(parts.values());
        Collections.shuffle(shuffled, random);
        return shuffled;
    }

    private static List<ObservedPart> someWorld(Random random) {
        return someParts(random).stream()
                .map(part ->
                        RUNNING.contains(part.id().kind()) && random.nextInt(3) == 0 ? stopped(part) : running(part))
                .toList();
    }

    /** What a platform would do, refusing what a real one cannot. */
    private static final class World {
        final Map<PartId, ObservedPart> parts = new TreeMap<>();
        final Map<PartId, Part> wanted;

        World(Collection<Part> wanted, Collection<ObservedPart> existing) {
            this.wanted = wanted.stream().collect(Collectors.toMap(Part::id, Function.identity()));
            existing.forEach(part -> parts.put(part.id(), part));
        }

        World take(List<Step> steps) {
            steps.forEach(step -> step.fold(
                    create -> make(create.part()),
                    start -> start(start.part()),
                    replace -> {
                        remove(replace.part());
                        return make(replace.part());
                    },
                    remove -> remove(remove.part())));
            return this;
        }

        private boolean make(PartId id) {
            assertThat(parts).doesNotContainKey(id);
            String port = wanted.get(id).settings().get(Part.PORT);
            if (port != null) {
                assertThat(parts.values().stream().map(part -> part.settings().get(Part.PORT)))
                        .as("the port is free when it is taken")
                        .doesNotContain(port);
            }
            parts.put(id, running(wanted.get(id)));
            return true;
        }

        private boolean start(PartId id) {
            ObservedPart part = parts.get(id);
            assertThat(part.fault()).as("only what does not run is started").isPresent();
            parts.put(id, new ObservedPart(id, part.settings(), Optional.empty(), Optional.empty()));
            return true;
        }

        private boolean remove(PartId id) {
            assertThat(parts.remove(id)).as("only what exists is removed").isNotNull();
            return true;
        }

        /** What is wanted, and runs; volumes may be more. */
        void assertConverged() {
            parts.keySet().removeIf(id -> id.kind() == PartKind.VOLUME && !wanted.containsKey(id));
            assertThat(parts.values()).containsExactlyInAnyOrderElementsOf(running(wanted.values()));
        }
    }

    @RepeatedTest(WORLDS)
    @DisplayName("leads from any world to the wanted one, and then there is nothing to do")
    void converges(RepetitionInfo repetition) {
        Random random = new Random(repetition.getCurrentRepetition());
        List<Part> wanted = someParts(random);
        List<ObservedPart> existing = someWorld(random);

        World world =
                new World(wanted, existing).take(Planner.plan(wanted, existing).steps());

        assertThat(Planner.plan(wanted, world.parts.values()).isEmpty()).isTrue();
        world.assertConverged();
    }

    @RepeatedTest(WORLDS)
    @DisplayName("is made again after a crash behind any step, and leads there all the same")
    void recovers(RepetitionInfo repetition) {
        Random random = new Random(repetition.getCurrentRepetition());
        List<Part> wanted = someParts(random);
        List<ObservedPart> existing = someWorld(random);
        Plan plan = Planner.plan(wanted, existing);
        for (int taken = 0; taken <= plan.steps().size(); taken++) {
            World world = new World(wanted, existing).take(plan.steps().subList(0, taken));
            world.take(Planner.plan(wanted, world.parts.values()).steps()).assertConverged();
        }
    }

    @RepeatedTest(WORLDS)
    @DisplayName("does not depend on the order of what is wanted or of what exists")
    void orderDoesNotMatter(RepetitionInfo repetition) {
        Random random = new Random(repetition.getCurrentRepetition());
        List<Part> wanted = new ArrayList<>(someParts(random));
        List<ObservedPart> existing = new ArrayList<>(someWorld(random));
        Plan plan = Planner.plan(wanted, existing);
        Collections.shuffle(wanted, random);
        Collections.shuffle(existing, random);
        assertThat(Planner.plan(wanted, existing)).isEqualTo(plan);
    }

    @RepeatedTest(WORLDS)
    @DisplayName("to destroy removes everything, and what needs another part before that")
    void destroys(RepetitionInfo repetition) {
        List<ObservedPart> existing = someWorld(new Random(repetition.getCurrentRepetition()));
        Plan plan = Planner.destruction(existing);
        assertThat(new World(List.of(), existing).take(plan.steps()).parts).isEmpty();
        assertThat(plan.steps()).extracting(Step::part).isSortedAccordingTo(Collections.reverseOrder());
    }

    @Test
    @DisplayName("is empty if everything is as it is wanted")
    void nothingToDo() {
        List<Part> parts = List.of(part(PartKind.VOLUME, "www", Map.of()), edge("eu-1", "8080"));
        assertThat(Planner.plan(parts, running(parts)).isEmpty()).isTrue();
        assertThat(Planner.plan(parts, running(parts)).describe()).contains("Nothing is to be done");
        assertThat(Planner.plan(List.of(), List.of()).isEmpty()).isTrue();
    }

    @Test
    @DisplayName("says for each step why, and what is noticed meanwhile")
    void reasons() {
        Plan plan = Planner.plan(
                List.of(edge("new", "8001"), edge("moved", "8002"), edge("down", "8004")),
                List.of(running(edge("gone", "8001")), running(edge("moved", "8003")), stopped(edge("down", "8004"))));
        assertThat(plan.describe()).isEqualTo("""
                        remove edge gone: it is not wanted any more; requests to this edge fail from then on
                        start edge down: it exited with status 1
                        replace edge moved: port is '8003' and should be '8002'; requests to this edge fail meanwhile
                        create edge new: it is missing""");
    }

    @Test
    @DisplayName("lets two edges change their ports with each other")
    void swappedPorts() {
        List<Part> after = List.of(edge("a", "8002"), edge("b", "8001"));
        List<ObservedPart> before = running(List.of(edge("a", "8001"), edge("b", "8002")));
        new World(after, before).take(Planner.plan(after, before).steps()).assertConverged();
    }

    @Test
    @DisplayName("frees a port for TLS before another edge takes it, for whatever")
    void portForTls() {
        Part before = part(PartKind.EDGE, "a", Map.of(Part.PORT, "80", Part.TLS_PORT, "443"));
        List<Part> after =
                List.of(part(PartKind.EDGE, "a", Map.of(Part.PORT, "80", Part.TLS_PORT, "8443")), edge("b", "443"));
        assertThat(Planner.plan(after, running(List.of(before))).steps())
                .first()
                .isEqualTo(new Step.Remove(before.id(), "another one is to have its port, 443"));
    }

    @Test
    @DisplayName("keeps volumes, whatever else is to go")
    void volumesStay() {
        Part volume = part(PartKind.VOLUME, "etcd-1", Map.of());
        assertThat(Planner.plan(List.of(), running(List.of(volume))).isEmpty()).isTrue();
    }

    @Test
    @DisplayName("takes what was adopted as it is, whatever its settings, and only starts it")
    void adoptedPartsAreTakenAsTheyAre() {
        List<Part> wanted = List.of(edge("web", "8001"), edge("down", "8002"));
        List<ObservedPart> existing = List.of(
                adopted(running(edge("web", "8003"))),
                adopted(stopped(edge("down", "8004"))),
                adopted(running(part(PartKind.CONTENT, "not-wanted", Map.of()))));
        assertThat(Planner.plan(wanted, existing).steps())
                .containsExactly(new Step.Start(new PartId(PartKind.EDGE, "down"), STOPPED));
    }

    @Test
    @DisplayName("makes an edge that was adopted and is gone")
    void adoptedPartThatIsGone() {
        assertThat(Planner.plan(List.of(edge("web", "8001")), List.of()).steps())
                .containsExactly(new Step.Create(new PartId(PartKind.EDGE, "web"), "it is missing"));
    }

    @Test
    @DisplayName("to destroy leaves what was adopted")
    void destructionLeavesAdoptedParts() {
        ObservedPart agent = running(part(PartKind.AGENT, "sync", Map.of()));
        List<ObservedPart> existing =
                List.of(adopted(running(edge("web", "8001"))), agent, adopted(stopped(edge("down", "8002"))));
        assertThat(Planner.destruction(existing).steps()).extracting(Step::part).containsExactly(agent.id());
    }

    @Test
    @DisplayName("is for one world only: anything that differs gives another fingerprint")
    void fingerprints() {
        Part part = edge("eu-1", "8080");
        assertThat(List.of(
                                List.<ObservedPart>of(),
                                List.of(running(part)),
                                List.of(stopped(part)),
                                List.of(adopted(running(part))),
                                List.of(running(edge("eu-1", "8081"))),
                                List.of(running(edge("eu-2", "8080"))))
                        .stream()
                        .map(world -> Planner.plan(List.of(), world).fingerprint()))
                .doesNotHaveDuplicates();
    }
}

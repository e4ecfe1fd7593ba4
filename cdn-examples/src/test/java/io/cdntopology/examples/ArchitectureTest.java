package io.cdntopology.examples;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

@DisplayName("The architecture")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ArchitectureTest {
    private static final String BASE = "io.cdntopology";

    /** Each package of cdn-core with its rank, as docs/ARCHITECTURE.md draws them. */
    private static final Map<String, Integer> RANKS = Map.ofEntries(
            Map.entry(BASE, 9),
            Map.entry(BASE + ".embedded", 8),
            Map.entry(BASE + ".operate", 7),
            Map.entry(BASE + ".sync", 6),
            Map.entry(BASE + ".rules", 6),
            Map.entry(BASE + ".mounts", 6),
            Map.entry(BASE + ".webhook", 7),
            Map.entry(BASE + ".store", 5),
            Map.entry(BASE + ".spi", 4),
            Map.entry(BASE + ".plan", 3),
            Map.entry(BASE + ".observed", 2),
            Map.entry(BASE + ".event", 2),
            Map.entry(BASE + ".topology", 1),
            Map.entry(BASE + ".release", 1),
            Map.entry(BASE + ".failure", 0));

    private static final Set<String> ADAPTERS = Set.of(BASE + ".docker", BASE + ".etcd", BASE + ".git");

    /** Programs: they may use everything, and nothing uses them. */
    private static final Set<String> PROGRAMS = Set.of(BASE + ".agent");

    private static final Set<String> OTHERS = Set.of(BASE + ".testkit", BASE + ".examples");

    /** Types of these libraries are an adapter's own business. */
    private static final List<String> HIDDEN = List.of(
            "org.eclipse.jgit",
            "org.apache.sshd",
            "com.fasterxml.jackson",
            "com.github.dockerjava",
            "com.sun.net",
            "io.etcd",
            "io.grpc",
            "io.netty",
            "io.vertx",
            "org.apache.hc");

    private JavaClasses classes;

    @BeforeAll
    void scan() {
        classes = new ClassFileImporter()
                .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                .importPackages(BASE);
    }

    @Test
    @DisplayName("is looked at whole: every package that it names was found, and no other one")
    void scanIsComplete() {
        Set<String> found = classes.stream()
                .map(JavaClass::getPackageName)
                .filter(name -> OTHERS.stream().noneMatch(name::startsWith))
                .collect(Collectors.toCollection(TreeSet::new));
        Set<String> named = new TreeSet<>(RANKS.keySet());
        named.addAll(ADAPTERS);
        named.addAll(PROGRAMS);
        assertThat(found).isEqualTo(named);
        assertThat(classes.size()).isGreaterThan(150);
    }

    @Test
    @DisplayName("lets a package of cdn-core import packages of lower rank only")
    void importsPointDown() {
        List<String> violations = dependencies()
                .filter(d -> RANKS.containsKey(d.from()) && d.to().startsWith(BASE))
                .filter(d -> !RANKS.containsKey(d.to()) || RANKS.get(d.to()) >= RANKS.get(d.from()))
                .map(Edge::text)
                .sorted()
                .toList();
        assertThat(violations).isEmpty();
    }

    @Test
    @DisplayName("lets adapters see the ports and what is below them, and never each other")
    void adaptersSeePortsOnly() {
        List<String> violations = dependencies()
                .filter(d -> ADAPTERS.contains(d.from()) && d.to().startsWith(BASE))
                .filter(d -> RANKS.getOrDefault(d.to(), Integer.MAX_VALUE) > RANKS.get(BASE + ".spi"))
                .map(Edge::text)
                .sorted()
                .toList();
        assertThat(violations).isEmpty();
    }

    @Test
    @DisplayName("lets nothing use a program")
    void programsAreOnTop() {
        List<String> violations = dependencies()
                .filter(d -> PROGRAMS.contains(d.to()))
                .map(Edge::text)
                .sorted()
                .toList();
        assertThat(violations).isEmpty();
    }

    @Test
    @DisplayName("shows no type of a library behind a port in a public signature")
    void librariesStayHidden() {
        List<String> violations = classes.stream()
                .filter(type -> type.getModifiers().contains(JavaModifier.PUBLIC))
                .flatMap(type -> type.getCodeUnits().stream())
                .filter(unit -> unit.getModifiers().contains(JavaModifier.PUBLIC))
                .filter(unit -> unit.getAllInvolvedRawTypes().stream()
                        .anyMatch(raw -> HIDDEN.stream().anyMatch(raw.getName()::startsWith)))
                .map(unit -> unit.getFullName())
                .sorted()
                .toList();
        assertThat(violations).isEmpty();
    }

    @Test
    @DisplayName("has one meaning for a simple name")
    void namesAreUnique() {
        Map<String, Set<String>> byName = new HashMap<>();
        classes.stream()
                .filter(type -> type.isTopLevelClass() && !type.getSimpleName().equals("package-info"))
                .forEach(type -> byName.computeIfAbsent(type.getSimpleName(), name -> new HashSet<>())
                        .add(type.getName()));
        assertThat(byName.values())
                .isNotEmpty()
                .allSatisfy(names -> assertThat(names).hasSize(1));
    }

    @Test
    @DisplayName("has no package that collects everything")
    void noLumberRooms() {
        Set<String> banned = Set.of("util", "utils", "common", "support", "impl", "manager", "helper", "internal");
        assertThat(classes.stream().map(JavaClass::getPackageName).distinct())
                .isNotEmpty()
                .allSatisfy(name -> assertThat(List.of(name.split("\\.", -1))).doesNotContainAnyElementsOf(banned));
    }

    private record Edge(String from, String to, String text) {}

    private Stream<Edge> dependencies() {
        return classes.stream()
                .sorted(Comparator.comparing(JavaClass::getName))
                .flatMap(type -> type.getDirectDependenciesFromSelf().stream())
                .map(ArchitectureTest::edge)
                .filter(edge -> !edge.from().equals(edge.to()));
    }

    private static Edge edge(Dependency dependency) {
        return new Edge(
                dependency.getOriginClass().getPackageName(),
                dependency.getTargetClass().getBaseComponentType().getPackageName(),
                dependency.getDescription());
    }
}

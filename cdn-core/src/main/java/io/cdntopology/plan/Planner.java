package io.cdntopology.plan;

import io.cdntopology.observed.ObservedPart;
import io.cdntopology.observed.ObservedPart.Maker;
import io.cdntopology.topology.Part;
import io.cdntopology.topology.PartId;
import io.cdntopology.topology.PartKind;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Finds the steps between what is wanted and what exists. Holds no state; the order of its inputs does not matter.
 *
 * <p>Volumes are made, and never removed or replaced by a plan that keeps the network: what is in them is data.
 * What others made, and was adopted, is started if need be, and never replaced or removed: its settings are theirs.
 */
public final class Planner {
    private final NavigableMap<PartId, Part> wanted = new TreeMap<>();
    private final NavigableMap<PartId, ObservedPart> existing = new TreeMap<>();

    /** Who is to have each port. */
    private final Map<String, PartId> ports = new HashMap<>();

    private Planner(Collection<Part> wanted, Collection<ObservedPart> observed) {
        wanted.forEach(part -> this.wanted.put(part.id(), part));
        observed.forEach(part -> existing.put(part.id(), part));
        wanted.forEach(part -> ports(part.settings()).forEach(port -> ports.put(port, part.id())));
    }

    /**
     * The steps from {@code observed} to {@code wanted}: removals first, so that a port is free before it is taken again;
     * then parts before those that need them.
     */
    public static Plan plan(Collection<Part> wanted, Collection<ObservedPart> observed) {
        return new Planner(wanted, observed).plan();
    }

    /** The steps that remove everything but what was adopted, data too; what needs another part goes before it. */
    public static Plan destruction(Collection<ObservedPart> observed) {
        Planner planner = new Planner(List.of(), observed);
        List<Step> steps = planner.existing.descendingMap().values().stream()
                .filter(Planner::isOurs)
                .<Step>map(part -> new Step.Remove(part.id(), "the network is destroyed"))
                .toList();
        return new Plan(steps, Fingerprint.of(planner.existing.values()));
    }

    private Plan plan() {
        List<Step> steps = new ArrayList<>();
        existing.descendingMap().forEach((id, part) -> removal(part).ifPresent(steps::add));
        wanted.forEach((id, part) -> making(part).ifPresent(steps::add));
        return new Plan(steps, Fingerprint.of(existing.values()));
    }

    private Optional<Step> removal(ObservedPart part) {
        PartId id = part.id();
        if (!isReplaceable(part)) {
            return Optional.empty();
        }
        Part want = wanted.get(id);
        if (want == null) {
            return Optional.of(new Step.Remove(id, "it is not wanted any more"));
        }
        return differs(want, part)
                ? portOfAnother(part).map(port -> new Step.Remove(id, "another one is to have its port, " + port))
                : Optional.empty();
    }

    private Optional<Step> making(Part want) {
        PartId id = want.id();
        ObservedPart part = existing.get(id);
        if (part == null) {
            return Optional.of(new Step.Create(id, "it is missing"));
        }
        if (isReplaceable(part) && differs(want, part)) {
            String reason = difference(want, part);
            boolean isInTheWay = portOfAnother(part).isPresent();
            return Optional.of(isInTheWay ? new Step.Create(id, reason) : new Step.Replace(id, reason));
        }
        return part.fault().map(fault -> new Step.Start(id, fault));
    }

    private static boolean isOurs(ObservedPart part) {
        return part.maker() == Maker.LIBRARY;
    }

    private static boolean isReplaceable(ObservedPart part) {
        return isOurs(part) && part.id().kind() != PartKind.VOLUME;
    }

    private static boolean differs(Part want, ObservedPart part) {
        return !want.settings().equals(part.settings());
    }

    /** A port that it has and that another part is to have. */
    private Optional<String> portOfAnother(ObservedPart part) {
        return ports(part.settings())
                .filter(port -> !part.id().equals(ports.getOrDefault(port, part.id())))
                .findFirst();
    }

    private static Stream<String> ports(Map<String, String> settings) {
        return Stream.of(Part.PORT, Part.TLS_PORT).map(settings::get).filter(Objects::nonNull);
    }

    private static String difference(Part want, ObservedPart part) {
        TreeSet<String> names = new TreeSet<>(want.settings().keySet());
        names.addAll(part.settings().keySet());
        return names.stream()
                .filter(name -> !Objects.equals(
                        want.settings().get(name), part.settings().get(name)))
                .map(name -> name + " is " + text(part.settings().get(name)) + " and should be "
                        + text(want.settings().get(name)))
                .collect(Collectors.joining(", "));
    }

    private static String text(@Nullable String value) {
        return value == null ? "not set" : "'" + value + "'";
    }
}

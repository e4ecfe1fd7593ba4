package io.cdntopology.docker;

import io.cdntopology.failure.CdnException;
import io.cdntopology.failure.Problem;
import io.cdntopology.observed.ObservedPart;
import io.cdntopology.observed.ObservedPart.Maker;
import io.cdntopology.topology.PartId;
import io.cdntopology.topology.PartKind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * What a network has adopted: a content container, and as edges the containers that have its volumes and publish the port of
 * an edge. They cannot be labelled any more, so it is seen anew each time which they are. That a network has adopted them
 * is known by its agent, which is labelled and has the volumes.
 */
final class Adoption {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final EngineConnection engine;
    private final AdoptedVolumes content;
    private final Labels labels;
    private final Inspections inspections;
    private final Takeover takeover;

    /** The edges that are to have a certain port, by that port. */
    private final Map<Integer, PartId> ports = new HashMap<>();

    Adoption(EngineConnection engine, WantedParts wanted, AdoptedVolumes content, Inspections inspections) {
        this.engine = engine;
        this.content = content;
        this.labels = wanted.labels();
        this.inspections = inspections;
        this.takeover = new Takeover(engine, content, wanted.nginx(), PATIENCE);
        wanted.specs().forEach((id, spec) -> {
            if (id.kind() == PartKind.EDGE && spec instanceof PartSpec.Container container) {
                container.spec().port().filter(port -> !port.isAny()).ifPresent(port -> ports.put(port.outside(), id));
            }
        });
    }

    private AdoptedContent owner() {
        return new AdoptedContent(engine.host(), content.container());
    }

    private VolumeUsers users() {
        return VolumeUsers.of(engine, inspections, content, labels.network());
    }

    private AdoptedEdges edges(VolumeUsers users) {
        return AdoptedEdges.match(ports, users.dependents());
    }

    /**
     * Sees whether what exists can be adopted.
     *
     * @throws CdnException with {@code NOT_ADOPTABLE}, naming all that is in the way
     */
    void require() {
        VolumeUsers users = users();
        List<Problem> problems = new ArrayList<>(edges(users).problems());
        users.networks()
                .forEach(network -> problems.add(owner().problem(
                                "the network '" + network + "' has adopted it already",
                                "destroy that network before, or give this one its name")));
        if (!problems.isEmpty()) {
            throw owner().failure(problems);
        }
    }

    /**
     * Sees whether the content container is there, which nobody but who made it could make again.
     *
     * @throws CdnException with {@code NOT_ADOPTABLE} if it is not
     */
    void requireContent() {
        if (!hasContent(users())) {
            throw owner().failure(List.of(owner().missing()));
        }
    }

    private boolean hasContent(VolumeUsers users) {
        return users.names().contains(content.container());
    }

    /**
     * What was adopted and exists.
     *
     * @param ours what was made by this library and exists, which comes first
     */
    List<ObservedPart> observe(Set<PartId> ours) {
        VolumeUsers users = users();
        List<ObservedPart> parts = new ArrayList<>();
        if (hasContent(users)) {
            parts.add(new ObservedPart(
                    content.owner(),
                    new TreeMap<>(Map.of("container", content.container())),
                    Optional.empty(),
                    Optional.empty(),
                    Maker.OTHERS));
        }
        edges(users).edges().forEach((id, edge) -> {
            if (!ours.contains(id)) {
                parts.add(edge(id, edge));
            }
        });
        return parts;
    }

    private ObservedPart edge(PartId id, AdoptedEdge edge) {
        Map<String, String> settings = Map.of(
                "container", edge.container().name(), "id", edge.container().id());
        return new ObservedPart(
                id, new TreeMap<>(settings), takeover.fault(edge), Optional.of(takeover.address(edge)), Maker.OTHERS);
    }

    /** The container of others that is an edge at this moment. */
    Optional<AdoptedEdge> edge(PartId part) {
        return part.kind() == PartKind.EDGE
                ? Optional.ofNullable(edges(users()).edges().get(part))
                : Optional.empty();
    }

    /** Starts it if it does not run, and has it serve releases if one is live. */
    void start(PartId part, AdoptedEdge edge) {
        takeover.start(part, edge);
    }
}

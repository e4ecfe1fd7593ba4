package io.cdntopology.topology;

import java.util.Comparator;
import java.util.Objects;

/**
 * Names a part of the infrastructure of a network: unique in it.
 *
 * @param kind what it is
 * @param name 1 to 40 of {@code a-z 0-9 -}, starting with a letter and not ending in a dash
 */
public record PartId(PartKind kind, String name) implements Comparable<PartId> {
    private static final Comparator<PartId> ORDER =
            Comparator.comparing(PartId::kind).thenComparing(PartId::name);

    /**
     * @throws io.cdntopology.failure.CdnException with {@code INVALID_ARGUMENT} if the name is no such name
     */
    public PartId {
        Objects.requireNonNull(kind, "kind");
        Names.requireValid(kind.toString(), name);
    }

    /** The part that an edge is. */
    public static PartId of(EdgeId edge) {
        return new PartId(PartKind.EDGE, edge.value());
    }

    /** Parts that others need come before those. */
    @Override
    public int compareTo(PartId other) {
        return ORDER.compare(this, other);
    }

    /** {@code edge eu-1}. */
    @Override
    public String toString() {
        return kind + " " + name;
    }
}

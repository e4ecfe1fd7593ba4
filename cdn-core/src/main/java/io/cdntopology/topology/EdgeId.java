package io.cdntopology.topology;

/**
 * The name of an edge, unique in its topology.
 *
 * @param value 1 to 40 of {@code a-z 0-9 -}, starting with a letter and not ending in a dash
 */
public record EdgeId(String value) implements Comparable<EdgeId> {
    /**
     * @throws io.cdntopology.failure.CdnException with {@code INVALID_ARGUMENT} if the value is no such name
     */
    public EdgeId {
        Names.requireValid("edge", value);
    }

    @Override
    public int compareTo(EdgeId other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}

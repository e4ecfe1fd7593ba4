package io.cdntopology.topology;

/**
 * The name of a host: one content root, and the edges that serve from it.
 *
 * @param value 1 to 40 of {@code a-z 0-9 -}, starting with a letter and not ending in a dash
 */
public record HostId(String value) implements Comparable<HostId> {
    /**
     * @throws io.cdntopology.failure.CdnException with {@code INVALID_ARGUMENT} if the value is no such name
     */
    public HostId {
        Names.requireValid("host", value);
    }

    @Override
    public int compareTo(HostId other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}

package io.cdntopology.topology;

/**
 * The name of a content delivery network. It is part of keys, labels, directories and container names.
 *
 * @param value 1 to 40 of {@code a-z 0-9 -}, starting with a letter and not ending in a dash
 */
public record TopologyName(String value) {
    /**
     * @throws io.cdntopology.failure.CdnException with {@code INVALID_ARGUMENT} if the value is no such name
     */
    public TopologyName {
        Names.requireValid("name", value);
    }

    @Override
    public String toString() {
        return value;
    }
}

package io.cdntopology.topology;

import java.util.Collections;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A part of the infrastructure as it is wanted.
 *
 * @param id       its name
 * @param settings what it is to be like, by the name of each setting, for people to read: {@code image},
 *     {@code memory}, {@link #PORT}; without secrets. A part that exists with other settings is replaced.
 * @param needs    the parts that have to be there before it can be made, of kinds before its own
 */
public record Part(PartId id, SortedMap<String, String> settings, Set<PartId> needs) {
    /** The setting for a TCP port that no two parts can have at the same time; left out where any free one will do. */
    public static final String PORT = "port";

    /** The same for the port that an edge answers on over TLS. */
    public static final String TLS_PORT = "TLS port";

    public Part {
        Objects.requireNonNull(id, "id");
        settings = Collections.unmodifiableSortedMap(new TreeMap<>(settings));
        needs = Set.copyOf(needs);
        for (PartId needed : needs) {
            if (needed.kind().compareTo(id.kind()) >= 0) {
                throw new IllegalArgumentException(id + " cannot need " + needed);
            }
        }
    }

    /** A part that needs no other. */
    public static Part of(PartId id, Map<String, String> settings) {
        return new Part(id, new TreeMap<>(settings), Set.of());
    }
}

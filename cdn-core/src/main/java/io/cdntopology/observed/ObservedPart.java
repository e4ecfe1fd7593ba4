package io.cdntopology.observed;

import io.cdntopology.topology.PartId;
import java.net.InetSocketAddress;
import java.util.Collections;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A part of the infrastructure that exists.
 *
 * @param id       its name
 * @param settings what it is like, by the same names as those of {@link io.cdntopology.topology.Part}
 * @param fault    why it does not do its work and has to be started, such as {@code it exited with status 137}; empty if
 *     it does
 * @param address  where it is reached from this process; empty if it is not
 * @param tlsAddress where an edge is reached over TLS; empty if it is not
 * @param maker    who made it
 */
public record ObservedPart(
        PartId id,
        SortedMap<String, String> settings,
        Optional<String> fault,
        Optional<InetSocketAddress> address,
        Optional<InetSocketAddress> tlsAddress,
        Maker maker) {
    public ObservedPart {
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(fault, "fault");
        Objects.requireNonNull(address, "address");
        Objects.requireNonNull(tlsAddress, "tlsAddress");
        Objects.requireNonNull(maker, "maker");
        settings = Collections.unmodifiableSortedMap(new TreeMap<>(settings));
    }

    /** A part that speaks no TLS. */
    public ObservedPart(
            PartId id,
            SortedMap<String, String> settings,
            Optional<String> fault,
            Optional<InetSocketAddress> address,
            Maker maker) {
        this(id, settings, fault, address, Optional.empty(), maker);
    }

    /** A part that this library made, and that speaks no TLS. */
    public ObservedPart(
            PartId id,
            SortedMap<String, String> settings,
            Optional<String> fault,
            Optional<InetSocketAddress> address) {
        this(id, settings, fault, address, Maker.LIBRARY);
    }

    /** Who made a part, and so may replace and remove it. */
    public enum Maker {
        /** This library: it is what the network is made of. */
        LIBRARY,
        /** Somebody else, and it was adopted: it is started if need be, and otherwise left as it is. */
        OTHERS
    }
}

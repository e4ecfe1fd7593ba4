package io.cdntopology.observed;

import io.cdntopology.topology.EdgeId;
import java.net.URI;
import java.util.Objects;

/**
 * An edge that exists.
 *
 * @param id      its name
 * @param address where it answers, for example {@code http://127.0.0.1:8080/}; its port is never 0
 */
public record ObservedEdge(EdgeId id, URI address) {
    public ObservedEdge {
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(address, "address");
    }
}

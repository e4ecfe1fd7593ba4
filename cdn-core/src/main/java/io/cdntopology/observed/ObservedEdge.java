package io.cdntopology.observed;

import io.cdntopology.topology.EdgeSpec;
import java.net.URI;
import java.util.Objects;

/**
 * An edge that exists.
 *
 * @param spec    what it was created from
 * @param address where it answers, for example {@code http://127.0.0.1:8080/}; its port is never 0
 */
public record ObservedEdge(EdgeSpec spec, URI address) {
    public ObservedEdge {
        Objects.requireNonNull(spec, "spec");
        Objects.requireNonNull(address, "address");
    }
}

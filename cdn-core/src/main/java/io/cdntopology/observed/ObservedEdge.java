package io.cdntopology.observed;

import io.cdntopology.topology.EdgeId;
import java.net.URI;
import java.util.Objects;
import java.util.Optional;

/**
 * An edge that exists.
 *
 * @param id      its name
 * @param address where it answers, for example {@code http://127.0.0.1:8080/}; its port is never 0
 * @param tlsAddress where it answers over TLS, for example {@code https://127.0.0.1:8443/}; empty if it does not
 */
public record ObservedEdge(EdgeId id, URI address, Optional<URI> tlsAddress) {
    public ObservedEdge {
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(address, "address");
        Objects.requireNonNull(tlsAddress, "tlsAddress");
    }

    /** One that speaks no TLS. */
    public ObservedEdge(EdgeId id, URI address) {
        this(id, address, Optional.empty());
    }
}

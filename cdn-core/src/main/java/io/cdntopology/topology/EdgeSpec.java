package io.cdntopology.topology;

import io.cdntopology.failure.CdnException;
import io.cdntopology.failure.ErrorCode;
import io.cdntopology.failure.Problem;
import java.util.Objects;

/**
 * An edge as it is wanted.
 *
 * @param id   its name
 * @param port the TCP port that it answers on, 1 to 65535; 0 takes a free one
 * @param tlsPort the one that it answers on over TLS, if the network has a certificate; as {@code port}
 * @param limits what it may use of its host
 */
public record EdgeSpec(EdgeId id, int port, int tlsPort, EdgeLimits limits) {
    /** The port that stands for any free one. */
    public static final int ANY_PORT = 0;

    private static final int MAX_PORT = 65_535;

    /**
     * @throws CdnException with {@code INVALID_ARGUMENT} if a port is out of range
     */
    public EdgeSpec {
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(limits, "limits");
        requirePort(id, "port", port);
        requirePort(id, "tlsPort", tlsPort);
    }

    private static void requirePort(EdgeId id, String option, int port) {
        if (port < 0 || port > MAX_PORT) {
            throw CdnException.of(
                    ErrorCode.INVALID_ARGUMENT,
                    "Describing an edge",
                    new Problem(
                            "edge(\"" + id + "\")." + option,
                            port + " is no TCP port",
                            "give 1 to 65535, or leave it out for a free one"));
        }
    }

    /** An edge with the limits of {@link EdgeLimits#DEFAULT}, which answers over TLS on any port, if at all. */
    public EdgeSpec(EdgeId id, int port) {
        this(id, port, ANY_PORT, EdgeLimits.DEFAULT);
    }
}

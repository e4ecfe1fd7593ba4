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
 * @param limits what it may use of its host
 */
public record EdgeSpec(EdgeId id, int port, EdgeLimits limits) {
    /** The port that stands for any free one. */
    public static final int ANY_PORT = 0;

    private static final int MAX_PORT = 65_535;

    /**
     * @throws CdnException with {@code INVALID_ARGUMENT} if the port is out of range
     */
    public EdgeSpec {
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(limits, "limits");
        if (port < 0 || port > MAX_PORT) {
            throw CdnException.of(
                    ErrorCode.INVALID_ARGUMENT,
                    "Describing an edge",
                    new Problem(
                            "edge(\"" + id + "\").port",
                            port + " is no TCP port",
                            "give 1 to 65535, or leave it out for a free one"));
        }
    }

    /** An edge with the limits of {@link EdgeLimits#DEFAULT}. */
    public EdgeSpec(EdgeId id, int port) {
        this(id, port, EdgeLimits.DEFAULT);
    }
}

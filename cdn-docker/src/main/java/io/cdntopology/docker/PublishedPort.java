package io.cdntopology.docker;

import io.cdntopology.topology.EdgeSpec;

/**
 * A port in a container that is reached through one of its host.
 *
 * @param inside  the port in the container
 * @param address the host's address
 * @param outside the host's port; {@link EdgeSpec#ANY_PORT} takes a free one, and keeps it
 */
record PublishedPort(int inside, String address, int outside) {
    boolean isAny() {
        return outside == EdgeSpec.ANY_PORT;
    }
}

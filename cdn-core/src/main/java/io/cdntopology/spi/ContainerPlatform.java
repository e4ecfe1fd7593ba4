package io.cdntopology.spi;

import io.cdntopology.topology.TopologyName;

/**
 * What edges run on: a Docker engine, or this JVM.
 *
 * <p>A platform is a description: immutable, usable by several topologies and threads.
 */
public interface ContainerPlatform {
    /** Where it is, for people to read. */
    String location();

    /**
     * Opens the platform for one topology.
     *
     * @throws io.cdntopology.failure.CdnException with {@code STORE_UNUSABLE} if its directories cannot be used
     */
    PlatformSession open(TopologyName name);
}

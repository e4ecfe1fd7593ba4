package io.cdntopology.spi;

import io.cdntopology.event.CdnEvent;
import java.util.function.Consumer;

/**
 * What edges run on: a Docker engine, or this JVM.
 *
 * <p>A platform is a description: immutable, usable by several topologies and threads.
 */
public interface ContainerPlatform {
    /** Where it is, for people to read. */
    String location();

    /**
     * Opens the platform for one network. Makes nothing yet.
     *
     * @param events hears what happens while parts are made, such as images that are pulled; returns at once
     * @throws io.cdntopology.failure.CdnException with {@code STORE_UNUSABLE} if its directories cannot be used,
     *     {@code INVALID_TOPOLOGY} if it cannot make such a network, {@code NOT_ADOPTABLE} if it was told to adopt what
     *     cannot be, {@code ENGINE_UNREACHABLE} or {@code ENGINE_REFUSED} if what it runs on cannot be used
     */
    PlatformSession open(Blueprint blueprint, Consumer<CdnEvent> events);
}

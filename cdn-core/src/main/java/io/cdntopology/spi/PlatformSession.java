package io.cdntopology.spi;

import io.cdntopology.observed.ObservedEngine;
import io.cdntopology.observed.ObservedPart;
import io.cdntopology.topology.Part;
import io.cdntopology.topology.PartId;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * An open platform, limited to what belongs to one network.
 *
 * <p>Threading: methods may be called from several threads; they block. The mutations are called by one thread at a
 * time per part, and are idempotent: a second call with the same argument changes nothing. They concern parts of this
 * network only; what others have made is never touched, also if it has a name that is wanted here. A platform may be told
 * to adopt what others have made: that is observed as a part of the network, and may be started.
 */
public interface PlatformSession extends AutoCloseable {
    /**
     * The hosts whose content this process keeps in sync itself; empty if agents do that. Does not change while the
     * session is open.
     */
    List<ContentHost> hosts();

    /** A directory on this machine for what the application itself keeps, such as fetched repositories. */
    Path workDirectory();

    /** What is wanted here: the parts of the network, each before those that need it. The same whenever it is asked. */
    List<Part> wanted();

    /**
     * The parts that exist, in no particular order, also those that are not wanted any more.
     *
     * @throws io.cdntopology.failure.CdnException with {@code ENGINE_UNREACHABLE} or {@code ENGINE_REFUSED}
     */
    List<ObservedPart> observe();

    /**
     * Makes a wanted part that does not exist, and starts it. An edge accepts connections when this returns, and keeps
     * {@link EdgeContract}.
     *
     * @throws io.cdntopology.failure.CdnException with {@code EDGE_NOT_STARTED}, for example when its port is taken;
     *     {@code NAME_TAKEN} if something that is not part of this network has its name; {@code CLOSED} after
     *     {@link #close()}; and the codes of what it runs on
     */
    void create(PartId part);

    /**
     * Starts a part that exists and has a fault, and removes what else passes for it; returns as {@link #create} does.
     *
     * @throws io.cdntopology.failure.CdnException as {@link #create}
     */
    void start(PartId part);

    /**
     * Removes a part, whether it runs or not; nothing if there is none, or if it was adopted. A volume is removed with what
     * is in it.
     */
    void remove(PartId part);

    /**
     * Tells when parts may have changed without a call from here; may tell too often, and now and then not at all, so one
     * has to look without it too.
     *
     * @param listener returns at once; called by threads of the platform until the session is closed
     */
    void onChange(Runnable listener);

    /** The engines that it runs on, as they were when the session was opened; empty if there are none. */
    default List<ObservedEngine> engines() {
        return List.of();
    }

    /** How its edges get a configuration from a repository; empty if they cannot. */
    default Optional<ConfigurableEdges> configurableEdges() {
        return Optional.empty();
    }

    /** How its edges get their certificates; empty if they speak no TLS, or are not to. */
    default Optional<CertifiedEdges> certifiedEdges() {
        return Optional.empty();
    }

    /** Lets go of the platform. Parts that live in this JVM end; those in containers live on. Idempotent. */
    @Override
    void close();
}

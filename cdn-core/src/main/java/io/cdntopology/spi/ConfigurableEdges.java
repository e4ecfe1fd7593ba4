package io.cdntopology.spi;

import io.cdntopology.topology.EdgeId;
import java.net.URI;
import java.util.List;
import java.util.Optional;

/**
 * The edges of a platform whose configuration comes from a repository. An agent has put it on their host before.
 *
 * <p>Threading: methods block, and are called by several threads, for one edge by one at a time. They are called by the
 * process that leads. Failures have the codes of what the platform runs on, besides those that are named here.
 */
public interface ConfigurableEdges {
    /**
     * Starts a server like an edge, which nobody but the caller asks, by a configuration.
     *
     * @throws io.cdntopology.failure.CdnException with {@code CONFIGURATION_REFUSED} if the server does not take it, naming
     *     the file and the line where it can
     */
    Trial trial(Revision configuration);

    /**
     * Has an edge serve by another configuration without a restart, and returns when it does: what it answers from then on,
     * on new connections, is by that. What it answers meanwhile goes on to its end.
     *
     * @param edge          one that runs
     * @param configuration what comes from the repository; empty for that of an edge to which nothing has come yet
     * @throws io.cdntopology.failure.CdnException with {@code CONFIGURATION_REFUSED} if it does not take it; it serves as
     *     before then
     */
    Watched reload(EdgeId edge, Optional<Revision> configuration);

    /** A server that was given a configuration. */
    interface Watched {
        /** What it said against the configuration while it took it all the same. */
        List<String> warnings();

        /** What it logged since, of what must not happen; each as a line. */
        List<String> alarms();
    }

    /** A server that was started to try a configuration; ends when it is closed, and by itself after some minutes. */
    interface Trial extends Watched, AutoCloseable {
        /** Where it answers. */
        URI address();

        @Override
        void close();
    }
}

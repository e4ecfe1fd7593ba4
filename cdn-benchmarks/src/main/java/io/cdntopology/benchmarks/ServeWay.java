package io.cdntopology.benchmarks;

import java.net.URI;

/** One way of serving a site, which has been started. */
interface ServeWay extends AutoCloseable {
    /** The memory that each container may use; the page cache counts. */
    int MEMORY_MIB = 512;

    String name();

    /** Where it answers, without a proxy of the engine. */
    URI address();

    /** Removes all that it has made. */
    @Override
    void close();
}

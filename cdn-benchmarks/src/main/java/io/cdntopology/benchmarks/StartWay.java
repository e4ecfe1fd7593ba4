package io.cdntopology.benchmarks;

import java.io.IOException;

/** One way of having edges in containers, from nothing but images. */
interface StartWay extends AutoCloseable {
    String name();

    /** A page that every edge answers with 200 when it is there: its path below the root. */
    String page();

    /** Starts them, and returns when the way itself says that they have started. */
    void start() throws IOException, InterruptedException;

    /** Removes all that it has made; it can be started again. */
    @Override
    void close();
}

package io.cdntopology.benchmarks;

import java.io.IOException;

/** One way of having edges in containers, from nothing but images. */
interface StartWay extends AutoCloseable {
    String name();

    /** Starts them, and returns when there is nothing left that this way does. */
    void start() throws IOException, InterruptedException;

    /** Removes all that it has made; it can be started again. */
    @Override
    void close();
}

package io.cdntopology.benchmarks;

import java.io.IOException;

/** One way of having edges in containers, from nothing but images. */
interface StartWay extends AutoCloseable {
    String name();

    /** Starts them, and returns when this way says that they were started. */
    void start() throws IOException, InterruptedException;

    /** Returns when there is nothing left that this way does. */
    default void finish() {}

    /** Removes all that it has made; it can be started again. */
    @Override
    void close();
}

package io.cdntopology.benchmarks;

import java.io.IOException;

/** One way of getting what was pushed served. */
interface LiveWay extends AutoCloseable {
    /** Pushes the newest commit, tells whoever must be told, and waits until the page is served; measures that. */
    void round(Page page) throws IOException, InterruptedException;

    /** Removes all that it has made. */
    @Override
    void close();
}

package io.cdntopology.benchmarks;

import java.time.Duration;

/** Many processes' worth of listeners to one etcd, each with a connection of its own. */
interface Fleet extends AutoCloseable {
    /** Changes the pointer, and waits until every listener has answered; how long that took. */
    Duration round() throws InterruptedException;

    @Override
    void close();
}

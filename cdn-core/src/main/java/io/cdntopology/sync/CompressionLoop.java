package io.cdntopology.sync;

import io.cdntopology.failure.CdnException;
import io.cdntopology.failure.ErrorCode;
import io.cdntopology.store.ReleaseStore;
import io.cdntopology.topology.HostId;
import java.time.Duration;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Compresses the files of what is live on a host, after it went live, in one thread of its own, and not while the host
 * makes a pass, so that no release is later for it. On Linux a JVM has no priorities for threads.
 *
 * <p>Thread-safe. Does not close the store.
 */
final class CompressionLoop implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(CompressionLoop.class);

    /** What failed is tried again. */
    private static final Duration UNWOKEN = Duration.ofMinutes(5);

    private final HostId host;
    private final ReleaseStore store;
    private final ReentrantLock passing = new ReentrantLock();
    private final WakeLoop loop;
    private volatile boolean closed;

    /** Used by its own thread. */
    private boolean failed;

    /**
     * Starts the thread, which looks at once.
     *
     * @param name  the name of the thread
     * @param host  the host
     * @param store its releases
     */
    CompressionLoop(String name, HostId host, ReleaseStore store) {
        this.host = host;
        this.store = store;
        this.loop = new WakeLoop(name, this::pass);
    }

    /** Says that another release is live. */
    void wake() {
        loop.wake();
    }

    /** Does something while nothing is compressed, but for what takes a few milliseconds. */
    <T> T standStill(Supplier<T> work) {
        passing.lock();
        try {
            return work.get();
        } finally {
            passing.unlock();
        }
    }

    private boolean proceed() {
        try {
            passing.lockInterruptibly();
            passing.unlock();
            return !closed;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private Duration pass() {
        try {
            int files = store.compress(this::proceed);
            failed = false;
            LOG.debug("Host {} compressed {} files", host, files);
        } catch (CdnException e) {
            boolean ended = e.code() == ErrorCode.INTERRUPTED || e.code() == ErrorCode.CLOSED;
            if (!ended && !failed) {
                LOG.warn("Host {} sends some files uncompressed; it is tried again, and not told again", host, e);
                failed = true;
            }
        }
        return UNWOKEN;
    }

    /** Ends the thread: what is unfinished is dropped. Idempotent. */
    @Override
    public void close() {
        closed = true;
        loop.close();
    }
}

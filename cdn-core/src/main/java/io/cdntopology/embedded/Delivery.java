package io.cdntopology.embedded;

import java.util.concurrent.Executor;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Calls one listener: in order, on the thread of its client, and not any more once {@link #close()} has returned.
 *
 * <p>A call from within the listener to {@link #close()} does not wait for itself.
 */
final class Delivery {
    private static final Logger LOG = LoggerFactory.getLogger(Delivery.class);

    private final ReentrantLock calling = new ReentrantLock();
    private final Executor thread;
    private State state = State.OPEN;

    private enum State {
        OPEN,
        CLOSED
    }

    Delivery(Executor thread) {
        this.thread = thread;
    }

    void submit(Runnable call) {
        thread.execute(() -> run(call));
    }

    private void run(Runnable call) {
        calling.lock();
        try {
            if (state == State.OPEN) {
                call.run();
            }
        } catch (RuntimeException | Error e) {
            // Nobody is above to hear it, and the thread has other listeners to call.
            LOG.error("A listener of the coordination store failed", e);
        } finally {
            calling.unlock();
        }
    }

    /** Ends the calls, and waits for one that is running. Idempotent. */
    void close() {
        calling.lock();
        try {
            state = State.CLOSED;
        } finally {
            calling.unlock();
        }
    }
}

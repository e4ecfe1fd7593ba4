package io.cdntopology.sync;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A thread that makes a pass whenever it is woken, and when the time is up that the pass before asked for. Wakes
 * during a pass lead to one more, however many they are.
 */
public final class WakeLoop implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(WakeLoop.class);

    /** How long a pass may take to end after {@link #close()} before its thread is interrupted. */
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    /** After a defect in a pass. */
    private static final Duration AFTER_DEFECT = Duration.ofSeconds(5);

    private final Supplier<Duration> pass;
    private final Thread thread;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private boolean woken = true;
    private boolean closed;

    /**
     * Starts the thread; the first pass is made at once.
     *
     * @param name the name of the thread
     * @param pass makes one pass, and tells how long to wait for a wake before the next one
     */
    public WakeLoop(String name, Supplier<Duration> pass) {
        this.pass = pass;
        this.thread = new Thread(this::run, name);
        thread.setDaemon(true);
        thread.start();
    }

    /** Asks for a pass. Returns at once; may be called by any thread. */
    public void wake() {
        lock.lock();
        try {
            woken = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Whether the thread runs: until {@link #close}, or until a pass leaves it interrupted. */
    public boolean isRunning() {
        return thread.isAlive();
    }

    private void run() {
        Duration delay = Duration.ZERO;
        while (awaitTurn(delay)) {
            delay = passSafely();
        }
    }

    private Duration passSafely() {
        try {
            return pass.get();
        } catch (RuntimeException | Error e) {
            LOG.error("A pass of {} failed unexpectedly, which is a defect; trying again", thread.getName(), e);
            return AFTER_DEFECT;
        }
    }

    /** Whether there is one more pass to make. */
    private boolean awaitTurn(Duration delay) {
        lock.lock();
        try {
            long left = delay.toNanos();
            while (!woken && !closed && left > 0) {
                left = changed.awaitNanos(left);
            }
            woken = false;
            return !closed;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        } finally {
            lock.unlock();
        }
    }

    /** Ends the thread after the pass it is in; interrupts it if that takes more than five seconds. Idempotent. */
    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        try {
            if (thread != Thread.currentThread()) {
                TimeUnit.NANOSECONDS.timedJoin(thread, PATIENCE.toNanos());
                thread.interrupt();
                TimeUnit.NANOSECONDS.timedJoin(thread, PATIENCE.toNanos());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}

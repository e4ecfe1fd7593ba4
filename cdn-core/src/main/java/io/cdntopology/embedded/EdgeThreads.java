package io.cdntopology.embedded;

import java.time.Duration;
import java.util.Comparator;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedTransferQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The threads of an edge: at most so many, and never all of them held by clients that do not move.
 *
 * <p>A request holds a thread while it is read and answered. When all threads are taken, the next request waits; as
 * soon as one of the others has waited longer for its client than the patience, its connection is closed to make room.
 */
final class EdgeThreads implements Executor {
    private static final long IDLE_SECONDS = 5;

    private final Duration patience;
    private final Map<Thread, Exchange> running = new ConcurrentHashMap<>();
    private final IdleThreadsFirst waiting = new IdleThreadsFirst();
    private final ThreadPoolExecutor pool;

    /**
     * @param namePrefix what the threads are called, followed by a number
     * @param maxThreads how many there are at most
     * @param patience   how long a client may stand still before its thread is given to another
     */
    EdgeThreads(String namePrefix, int maxThreads, Duration patience) {
        this.patience = patience;
        AtomicInteger number = new AtomicInteger();
        pool = new ThreadPoolExecutor(
                0,
                maxThreads,
                IDLE_SECONDS,
                TimeUnit.SECONDS,
                waiting,
                task -> {
                    Thread thread = new Thread(task, namePrefix + number.incrementAndGet());
                    thread.setDaemon(true);
                    return thread;
                },
                (task, full) -> waitForThread(task));
    }

    /**
     * {@inheritDoc}
     *
     * @throws RejectedExecutionException if the threads were stopped
     */
    @Override
    public void execute(Runnable exchange) {
        pool.execute(() -> {
            Exchange begun = new Exchange(Thread.currentThread());
            running.put(begun.thread, begun);
            try {
                exchange.run();
            } finally {
                running.remove(begun.thread);
                begun.end();
            }
        });
    }

    /** To be called by an exchange when its client took some bytes. */
    void progressed() {
        Exchange exchange = running.get(Thread.currentThread());
        if (exchange != null) {
            exchange.lastMove = System.nanoTime();
        }
    }

    /** Interrupts what is running and takes nothing more. Idempotent. */
    void stop() {
        pool.shutdownNow();
    }

    private void waitForThread(Runnable task) {
        if (pool.isShutdown()) {
            throw new RejectedExecutionException("the edge was stopped");
        }
        waiting.put(task);
        makeRoom();
        CompletableFuture.delayedExecutor(patience.toNanos(), TimeUnit.NANOSECONDS, Runnable::run)
                .execute(this::makeRoom);
    }

    private void makeRoom() {
        if (waiting.isEmpty()) {
            return;
        }
        long now = System.nanoTime();
        running.values().stream()
                .max(Comparator.comparingLong(exchange -> now - exchange.lastMove))
                .filter(exchange -> now - exchange.lastMove >= patience.toNanos())
                .ifPresent(Exchange::cut);
    }

    /** Takes a task only if a thread is idle, so that the pool starts another one before any task waits. */
    private static final class IdleThreadsFirst extends LinkedTransferQueue<Runnable> {
        private static final long serialVersionUID = 1L;

        @Override
        public boolean offer(Runnable task) {
            return tryTransfer(task);
        }
    }

    /** A request that holds a thread. */
    private static final class Exchange {
        private final Thread thread;
        private volatile long lastMove = System.nanoTime();
        private boolean ended;

        Exchange(Thread thread) {
            this.thread = thread;
        }

        /** An interrupt closes the channel that the thread reads or writes. */
        synchronized void cut() {
            if (!ended) {
                thread.interrupt();
            }
        }

        /** From here on the thread belongs to another exchange, which must not inherit the interrupt. */
        synchronized void end() {
            ended = true;
            Thread.interrupted();
        }
    }
}

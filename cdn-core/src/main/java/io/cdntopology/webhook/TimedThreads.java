package io.cdntopology.webhook;

import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Threads that a request holds for so long at most, however slowly its client sends: an interrupt closes the channel that is
 * read. Requests beyond those that wait are turned away.
 */
final class TimedThreads implements Executor {
    private static final int THREADS = 32;
    private static final int WAITING = 256;
    private static final long IDLE_SECONDS = 5;

    private final Duration limit;
    private final ThreadPoolExecutor pool;
    private final ScheduledThreadPoolExecutor clock;

    TimedThreads(String name, Duration limit) {
        this.limit = limit;
        ThreadFactory threads = task -> {
            Thread thread = new Thread(task, name);
            thread.setDaemon(true);
            return thread;
        };
        pool = new ThreadPoolExecutor(
                THREADS, THREADS, IDLE_SECONDS, TimeUnit.SECONDS, new LinkedBlockingQueue<>(WAITING), threads);
        pool.allowCoreThreadTimeOut(true);
        clock = new ScheduledThreadPoolExecutor(1, threads);
        clock.setRemoveOnCancelPolicy(true);
    }

    @Override
    public void execute(Runnable request) {
        pool.execute(() -> {
            Turn turn = new Turn(Thread.currentThread());
            Future<?> end = clock.schedule(turn::cut, limit.toNanos(), TimeUnit.NANOSECONDS);
            try {
                request.run();
            } finally {
                end.cancel(false);
                turn.end();
            }
        });
    }

    /** Interrupts what is running and takes nothing more. Idempotent. */
    void stop() {
        pool.shutdownNow();
        clock.shutdownNow();
    }

    /** A request that holds a thread. */
    private static final class Turn {
        private final Thread thread;
        private boolean ended;

        Turn(Thread thread) {
            this.thread = thread;
        }

        synchronized void cut() {
            if (!ended) {
                thread.interrupt();
            }
        }

        /** The next request must not inherit the interrupt. */
        synchronized void end() {
            ended = true;
            Thread.interrupted();
        }
    }
}

package io.cdntopology.embedded;

import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Time as leases see it.
 *
 * <p>It is monotonic. With the time of day, setting the machine's clock would end leases early, or never.
 */
interface StoreClock {
    /** Nanoseconds since some fixed moment, to be compared by their difference. */
    long nanos();

    /** Runs a task once, after a delay, on a thread of the clock. */
    Timer after(Duration delay, Runnable task);

    /** A task that waits for its time. */
    interface Timer {
        /** Takes the task back, if it does not run already. Idempotent. */
        void cancel();
    }

    /** The clock of this machine. Its thread is a daemon, and ends when no task waits. */
    static StoreClock system() {
        ScheduledThreadPoolExecutor executor = new ScheduledThreadPoolExecutor(1, DaemonThreads.named("cdn-leases"));
        executor.setRemoveOnCancelPolicy(true);
        executor.setKeepAliveTime(DaemonThreads.IDLE_SECONDS, TimeUnit.SECONDS);
        executor.allowCoreThreadTimeOut(true);
        return new StoreClock() {
            @Override
            public long nanos() {
                return System.nanoTime();
            }

            @Override
            public Timer after(Duration delay, Runnable task) {
                Future<?> future = executor.schedule(task, delay.toNanos(), TimeUnit.NANOSECONDS);
                return () -> future.cancel(false);
            }
        };
    }
}

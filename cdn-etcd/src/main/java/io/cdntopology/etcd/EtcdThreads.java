package io.cdntopology.etcd;

import java.time.Duration;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * The threads of a client: one that tells listeners what happened, one that watches the time. jetcd's own threads only
 * hand over: one that waited in a listener would hold up all answers.
 */
final class EtcdThreads implements AutoCloseable {
    private final ScheduledThreadPoolExecutor telling = executor("cdn-etcd-events");
    private final ScheduledThreadPoolExecutor timing = executor("cdn-etcd-timer");

    private static ScheduledThreadPoolExecutor executor(String name) {
        ThreadFactory threads = task -> {
            Thread thread = new Thread(task, name);
            thread.setDaemon(true);
            return thread;
        };
        ScheduledThreadPoolExecutor executor = new ScheduledThreadPoolExecutor(1, threads);
        executor.setRemoveOnCancelPolicy(true);
        executor.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
        return executor;
    }

    /** Something that can be called off. */
    interface Timer {
        /** No call begins any more. */
        void cancel();
    }

    /** Tells something, after all that was to be told before; nothing once the client is closed. */
    void tell(Runnable event) {
        try {
            telling.execute(event);
        } catch (RejectedExecutionException e) {
            // The client was closed, and its listeners are to hear nothing any more.
        }
    }

    /** Does something once, after a time; nothing once the client is closed. */
    Timer after(Duration delay, Runnable action) {
        return timer(() -> timing.schedule(action, delay.toNanos(), TimeUnit.NANOSECONDS));
    }

    /** Does something again and again, until the client is closed. */
    Timer every(Duration period, Runnable action) {
        return timer(
                () -> timing.scheduleWithFixedDelay(action, period.toNanos(), period.toNanos(), TimeUnit.NANOSECONDS));
    }

    private static Timer timer(Supplier<ScheduledFuture<?>> schedule) {
        try {
            ScheduledFuture<?> task = schedule.get();
            return () -> task.cancel(false);
        } catch (RejectedExecutionException e) {
            return () -> {};
        }
    }

    @Override
    public void close() {
        telling.shutdown();
        timing.shutdown();
    }
}

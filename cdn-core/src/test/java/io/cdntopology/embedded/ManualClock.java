package io.cdntopology.embedded;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Time that passes when the test says so. Tasks run in the order of their time, on the thread of the test. */
final class ManualClock implements StoreClock {
    private final List<Task> waiting = new ArrayList<>();
    private long nanos = Long.MAX_VALUE - 1; // Overflows at once: whoever compares without a difference fails.

    private record Task(long atNanos, Runnable action) {}

    @Override
    public synchronized long nanos() {
        return nanos;
    }

    @Override
    public synchronized Timer after(Duration delay, Runnable action) {
        Task task = new Task(nanos + delay.toNanos(), action);
        waiting.add(task);
        return () -> cancel(task);
    }

    private synchronized void cancel(Task task) {
        waiting.remove(task);
    }

    synchronized int waiting() {
        return waiting.size();
    }

    void pass(Duration time) {
        long end = nanos() + time.toNanos();
        for (Task task = next(end); task != null; task = next(end)) {
            task.action().run();
        }
        reach(end);
    }

    private synchronized Task next(long endNanos) {
        Task task = waiting.stream()
                .filter(t -> t.atNanos() - endNanos <= 0)
                .min(Comparator.comparingLong(t -> t.atNanos() - endNanos))
                .orElse(null);
        if (task != null) {
            waiting.remove(task);
            reach(task.atNanos());
        }
        return task;
    }

    private synchronized void reach(long time) {
        nanos = time;
    }
}

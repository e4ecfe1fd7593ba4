package io.cdntopology.operate;

import io.cdntopology.failure.CdnException;
import io.cdntopology.failure.ErrorCode;
import io.cdntopology.failure.Problem;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** Runs tasks at the same time, in threads of its own. Thread-safe. */
final class ParallelTasks implements AutoCloseable {
    private final ExecutorService threads;

    /**
     * @param name    of the threads
     * @param threads how many there are at most
     */
    ParallelTasks(String name, int threads) {
        this.threads = new ThreadPoolExecutor(
                threads,
                threads,
                0,
                TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(),
                task -> {
                    Thread thread = new Thread(task, name);
                    thread.setDaemon(true);
                    return thread;
                },
                (task, closed) -> ((Task) task).drop());
    }

    /** One that ends in any case: others wait for it. */
    private record Task(Runnable work, CompletableFuture<Void> end) implements Runnable {
        @Override
        public void run() {
            try {
                work.run();
                end.complete(null);
            } catch (RuntimeException | Error e) {
                end.completeExceptionally(e);
            }
        }

        void drop() {
            end.completeExceptionally(CdnException.of(
                    ErrorCode.CLOSED,
                    "Doing what was still to be done",
                    new Problem("network", "it was closed before that was begun", "start it again")));
        }
    }

    /**
     * Runs tasks, and waits until all have ended.
     *
     * @return the failures, in the order of the tasks, {@code CLOSED} of those that were not begun; what else is thrown is
     *     a defect, and thrown
     */
    List<CdnException> run(List<Runnable> tasks) {
        List<Task> running = tasks.stream()
                .map(work -> new Task(work, new CompletableFuture<>()))
                .toList();
        running.forEach(threads::execute);
        List<CdnException> failures = new ArrayList<>();
        for (Task one : running) {
            try {
                one.end().join();
            } catch (CompletionException e) {
                if (!(e.getCause() instanceof CdnException failure)) {
                    throw e;
                }
                failures.add(failure);
            }
        }
        return failures;
    }

    /** Interrupts the tasks that run, and has no more begin. Idempotent. */
    @Override
    public void close() {
        threads.shutdownNow().forEach(task -> ((Task) task).drop());
    }
}

package io.cdntopology.operate;

import io.cdntopology.failure.CdnException;
import io.cdntopology.failure.ErrorCode;
import io.cdntopology.failure.Problem;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
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

    /** Begins a task; what is returned ends with it, with {@code CLOSED} if it was not begun. */
    CompletableFuture<Void> begin(Runnable work) {
        Task task = new Task(work, new CompletableFuture<>());
        threads.execute(task);
        return task.end();
    }

    /** Runs tasks, and waits until all have ended; their failures, in their order. */
    List<CdnException> run(List<Runnable> tasks) {
        return failures(tasks.stream().map(this::begin).toList());
    }

    /**
     * Waits until all have ended.
     *
     * @param tasks what was begun, or is to be begun after something else
     * @return the failures, each once, in the order of the tasks; what else is thrown is a defect, and thrown
     */
    static List<CdnException> failures(List<CompletableFuture<Void>> tasks) {
        Set<CdnException> failures = new LinkedHashSet<>();
        for (CompletableFuture<Void> one : tasks) {
            try {
                one.join();
            } catch (CompletionException e) {
                if (!(e.getCause() instanceof CdnException failure)) {
                    throw e;
                }
                failures.add(failure);
            }
        }
        return List.copyOf(failures);
    }

    /** Interrupts the tasks that run, and has no more begin. Idempotent. */
    @Override
    public void close() {
        threads.shutdownNow().forEach(task -> ((Task) task).drop());
    }
}

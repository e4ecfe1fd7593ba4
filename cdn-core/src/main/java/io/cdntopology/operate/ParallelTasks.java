package io.cdntopology.operate;

import io.cdntopology.failure.CdnException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Runs tasks at the same time, in threads of its own. Thread-safe. */
final class ParallelTasks implements AutoCloseable {
    private final ExecutorService threads;

    /**
     * @param name    of the threads
     * @param threads how many there are at most
     */
    ParallelTasks(String name, int threads) {
        this.threads = Executors.newFixedThreadPool(threads, task -> {
            Thread thread = new Thread(task, name);
            thread.setDaemon(true);
            return thread;
        });
    }

    /**
     * Runs tasks, and waits until all have ended.
     *
     * @return the failures, in the order of the tasks; what else is thrown is a defect, and thrown
     */
    List<CdnException> run(List<Runnable> tasks) {
        List<CompletableFuture<Void>> running = tasks.stream()
                .map(task -> CompletableFuture.runAsync(task, threads))
                .toList();
        List<CdnException> failures = new ArrayList<>();
        for (CompletableFuture<Void> one : running) {
            try {
                one.join();
            } catch (CompletionException e) {
                if (!(e.getCause() instanceof CdnException failure)) {
                    throw e;
                }
                failures.add(failure);
            }
        }
        return failures;
    }

    /** Interrupts the tasks that run. Idempotent. */
    @Override
    public void close() {
        var unused = threads.shutdownNow();
    }
}

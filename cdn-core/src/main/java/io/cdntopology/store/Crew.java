package io.cdntopology.store;

import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/** Threads that share one piece of work. */
final class Crew {
    private final String name;
    private final int threads;

    /**
     * @param name    what its threads are called
     * @param threads how many there are, at least 1
     */
    Crew(String name, int threads) {
        this.name = name;
        this.threads = threads;
    }

    /** A share of the work, which takes what is left until nothing is. */
    interface Share {
        void work() throws IOException;
    }

    /** Threads at work. */
    interface Work {
        /**
         * Waits for all of them, whatever happens: what they write may not be removed under their hands.
         *
         * @throws IOException the first failure of one, or {@link ClosedByInterruptException} if the caller was interrupted
         */
        void complete() throws IOException;
    }

    /** Has every thread work, and waits for all of them. */
    void run(Share share) throws IOException {
        begin(share).complete();
    }

    /** Has every thread work; the caller has to wait for their completion. */
    Work begin(Share share) {
        ExecutorService executor = Executors.newFixedThreadPool(threads, task -> {
            Thread thread = new Thread(task, name);
            thread.setDaemon(true);
            return thread;
        });
        List<Future<?>> shares = new ArrayList<>();
        for (int i = 0; i < threads; i++) {
            shares.add(executor.submit(() -> {
                share.work();
                return null;
            }));
        }
        executor.shutdown();
        return () -> awaitAll(shares, executor);
    }

    private static void awaitAll(List<Future<?>> shares, ExecutorService executor) throws IOException {
        Throwable failure = null;
        boolean interrupted = false;
        for (int i = 0; i < shares.size(); ) {
            try {
                shares.get(i).get();
                i++;
            } catch (ExecutionException e) {
                failure = failure == null ? e.getCause() : failure;
                i++;
            } catch (InterruptedException e) {
                interrupted = true;
                executor.shutdownNow();
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
            throw new ClosedByInterruptException();
        }
        rethrow(failure);
    }

    private static void rethrow(@Nullable Throwable failure) throws IOException {
        if (failure instanceof IOException e) {
            throw e;
        }
        if (failure instanceof RuntimeException e) {
            throw e;
        }
        if (failure instanceof Error e) {
            throw e;
        }
    }
}

package io.cdntopology.docker;

import com.github.dockerjava.api.DockerClient;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Makes calls to an engine, each of which ends in time.
 *
 * <p>A call is made in a thread of its own, since a socket in the file system knows no time limits; when its time is
 * over that thread is interrupted, which closes such a socket. A TCP socket takes no notice: it is closed by its own
 * limit, after the engine was silent for as long. Thread-safe.
 */
final class EngineCalls implements AutoCloseable {
    private static final AtomicInteger THREADS = new AtomicInteger();

    private final ControlClients clients;
    private final EngineFailures failures;
    private final Duration timeout;
    private final ExecutorService threads = Executors.newCachedThreadPool(task -> {
        Thread thread = new Thread(task, "cdn-docker-call-" + THREADS.incrementAndGet());
        thread.setDaemon(true);
        return thread;
    });

    EngineCalls(Supplier<DockerClient> maker, EngineFailures failures, Duration timeout) {
        this.clients = new ControlClients(maker);
        this.failures = failures;
        this.timeout = timeout;
    }

    /** A call that is being made. Whoever began it closes it, which ends a call that has no answer yet. */
    interface Begun<T> extends AutoCloseable {
        /** Waits for its answer, for as long as a call may take. */
        T answer();

        @Override
        void close();
    }

    /** Makes a call. If its connection breaks it is not known whether the engine did what it was told. */
    <T> T once(String attempted, Function<DockerClient, T> call) {
        try (Begun<T> begun = submit(attempted, () -> attempt(attempted, call))) {
            return begun.answer();
        }
    }

    /**
     * Makes a call that can be made twice: it only reads, or changes nothing the second time. If its connection breaks,
     * for example because the engine closed it while it was not used, the call is made once more on a new one.
     */
    <T> T repeatable(String attempted, Function<DockerClient, T> call) {
        try (Begun<T> begun = begin(attempted, call)) {
            return begun.answer();
        }
    }

    /** Begins a call as {@link #repeatable} makes one. */
    <T> Begun<T> begin(String attempted, Function<DockerClient, T> call) {
        return submit(attempted, () -> {
            try {
                return attempt(attempted, call);
            } catch (RuntimeException e) {
                if (!EngineFailures.isConnectionBroken(e)) {
                    throw e;
                }
                return attempt(attempted, call);
            }
        });
    }

    private <T> T attempt(String attempted, Function<DockerClient, T> call) {
        ControlClients.Shared shared = clients.acquire().orElseThrow(() -> failures.closed(attempted));
        try {
            return call.apply(shared.client());
        } catch (RuntimeException e) {
            if (EngineFailures.isConnectionBroken(e)) {
                clients.retire(shared);
            }
            throw e;
        } finally {
            clients.release(shared);
        }
    }

    private <T> T inTime(String attempted, Future<T> answer) {
        try {
            return answer.get(timeout.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw failures.interrupted(attempted, e);
        } catch (TimeoutException e) {
            throw failures.noAnswer(attempted, timeout, e);
        } catch (ExecutionException e) {
            if (clients.isClosed()) {
                throw failures.closed(attempted);
            }
            throw failures.of(attempted, e.getCause() == null ? e : e.getCause());
        }
    }

    private <T> Begun<T> submit(String attempted, Callable<T> work) {
        Future<T> answer = submitted(attempted, work);
        return new Begun<>() {
            @Override
            public T answer() {
                return inTime(attempted, answer);
            }

            @Override
            public void close() {
                answer.cancel(true);
            }
        };
    }

    private <T> Future<T> submitted(String attempted, Callable<T> work) {
        try {
            return threads.submit(work);
        } catch (RejectedExecutionException e) {
            throw failures.closed(attempted);
        }
    }

    /** Ends all calls, which fail with {@code CLOSED}. */
    @Override
    public void close() {
        clients.close();
        var unused = threads.shutdownNow();
    }
}

package io.cdntopology.etcd;

import io.cdntopology.failure.CdnException;
import io.etcd.jetcd.Client;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The connection to the members, and the way in which calls are made on it: each ends within the deadline.
 *
 * <p>After a failure the next call gets a new connection. The old one would try again after a pause that grows up to two
 * minutes, and nothing could hurry it; whoever calls here has a pace of its own. Thread-safe.
 */
final class EtcdConnection implements AutoCloseable {
    private final EtcdConnector connector;
    private final EtcdFailures failures;
    private @Nullable Client current;

    /** One that failed, and is to be replaced. Not at once: jetcd may still be at work with that very failure. */
    private @Nullable Client doubted;

    private boolean closed;

    EtcdConnection(EtcdConnector connector, EtcdFailures failures) {
        this.connector = connector;
        this.failures = failures;
    }

    /** Reads what connecting needs, so that it is known here whether that can be used; does not contact etcd. */
    void open() {
        Client unused = client(Attempt.of("Connecting to etcd"));
    }

    Duration deadline() {
        return connector.deadline();
    }

    EtcdFailures failures() {
        return failures;
    }

    /**
     * Makes a call and waits for its answer. A call that etcd turned away because the token had ended was not looked
     * at, and is made once more on a new connection, which gets a new token.
     */
    <T> T call(Attempt attempt, Function<Client, CompletableFuture<T>> call) {
        try {
            return callOnce(attempt, call);
        } catch (CdnException e) {
            if (!EtcdFailures.isTokenEnded(e)) {
                throw e;
            }
            return callOnce(attempt, call);
        }
    }

    private <T> T callOnce(Attempt attempt, Function<Client, CompletableFuture<T>> call) {
        Client client = client(attempt);
        CompletableFuture<T> answer = start(client, call);
        try {
            return answer.get(deadline().toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            answer.cancel(true);
            Thread.currentThread().interrupt();
            throw failures.interrupted(attempt, e);
        } catch (TimeoutException e) {
            answer.cancel(true);
            doubt(client);
            throw failures.noAnswer(attempt, deadline(), e);
        } catch (ExecutionException e) {
            throw failure(attempt, client, e.getCause() == null ? e : e.getCause());
        }
    }

    /** What a failure of a call on a client means; the next call gets another connection where that may help. */
    CdnException failure(Attempt attempt, Client client, Throwable cause) {
        if (isClosed()) {
            return failures.closed(attempt);
        }
        EtcdFailures.Failure failure = failures.of(attempt, cause);
        if (failure.reconnect()) {
            doubt(client);
        }
        return failure.told();
    }

    private static <T> CompletableFuture<T> start(Client client, Function<Client, CompletableFuture<T>> call) {
        try {
            return call.apply(client);
        } catch (RuntimeException e) {
            // Another call gave the connection up, or the client was closed, since this one took it.
            return CompletableFuture.failedFuture(e);
        }
    }

    /** The connection that is good as far as is known; a new one after a failure. */
    synchronized Client client(Attempt attempt) {
        if (closed) {
            throw failures.closed(attempt);
        }
        Client client = current;
        if (client != null && client == doubted) {
            // Forgotten first: there may be no new one yet, as long as a file cannot be read.
            current = null;
            client.close();
            client = null;
        }
        doubted = null;
        if (client == null) {
            client = connector.connect(attempt.text());
            current = client;
        }
        return client;
    }

    private synchronized void doubt(Client client) {
        if (client == current) {
            doubted = client;
        }
    }

    synchronized boolean isClosed() {
        return closed;
    }

    @Override
    public void close() {
        Client client;
        synchronized (this) {
            closed = true;
            client = current;
            current = null;
        }
        if (client != null) {
            client.close();
        }
    }
}

package io.cdntopology.etcd;

import io.cdntopology.failure.CdnException;
import io.cdntopology.failure.ErrorCode;
import io.etcd.jetcd.Client;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The connection to the members, and the way in which calls are made on it: each ends within the deadline.
 *
 * <p>After a failure the next call gets a new connection. The old one would try again after a pause that grows up to two
 * minutes, and nothing could hurry it; whoever calls here has a pace of its own. Thread-safe.
 */
final class EtcdConnection implements AutoCloseable {
    private static final Duration KEEPALIVE_TIME = Duration.ofSeconds(10);
    private static final Duration KEEPALIVE_TIMEOUT = Duration.ofSeconds(3);

    /** Values are small, sites of a topology few; this is what a snapshot of everything may have. */
    private static final int MAX_ANSWER_BYTES = 64 << 20;

    private final List<URI> endpoints;
    private final Duration deadline;
    private @Nullable Client current;

    /** One that failed, and is to be replaced. Not at once: jetcd may still be at work with that very failure. */
    private @Nullable Client doubted;

    private boolean closed;

    EtcdConnection(List<URI> endpoints, Duration deadline) {
        this.endpoints = endpoints;
        this.deadline = deadline;
    }

    /** Where it leads, for reports. */
    String where() {
        return endpoints.stream().map(URI::toString).collect(Collectors.joining(","));
    }

    Duration deadline() {
        return deadline;
    }

    /** Makes a call and waits for its answer. */
    <T> T call(String attempted, Function<Client, CompletableFuture<T>> call) {
        Client client = client(attempted);
        CompletableFuture<T> answer = start(client, call);
        try {
            return answer.get(deadline.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            answer.cancel(true);
            Thread.currentThread().interrupt();
            throw EtcdFailures.interrupted(attempted, where(), e);
        } catch (TimeoutException e) {
            answer.cancel(true);
            doubt(client);
            throw EtcdFailures.noAnswer(attempted, where(), deadline, e);
        } catch (ExecutionException e) {
            throw failure(attempted, client, e.getCause() == null ? e : e.getCause());
        }
    }

    /** What a failure of a call on a client means; the next call gets another connection where that may help. */
    CdnException failure(String attempted, Client client, Throwable cause) {
        if (isClosed()) {
            return EtcdFailures.closed(attempted, where());
        }
        CdnException failure = EtcdFailures.of(attempted, where(), cause);
        if (failure.code() == ErrorCode.COORDINATION_UNAVAILABLE) {
            doubt(client);
        }
        return failure;
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
    synchronized Client client(String attempted) {
        if (closed) {
            throw EtcdFailures.closed(attempted, where());
        }
        Client client = current;
        if (client != null && client == doubted) {
            client.close();
            client = null;
        }
        doubted = null;
        if (client == null) {
            client = connect();
            current = client;
        }
        return client;
    }

    private Client connect() {
        // A call that waited for a connection, or outlived its deadline, would be made although its caller gave up.
        return Client.builder()
                .endpoints(endpoints)
                .waitForReady(false)
                .connectTimeout(deadline)
                .keepaliveTime(KEEPALIVE_TIME)
                .keepaliveTimeout(KEEPALIVE_TIMEOUT)
                .keepaliveWithoutCalls(true)
                .maxInboundMessageSize(MAX_ANSWER_BYTES)
                .retryMaxAttempts(0)
                .interceptor(new CallDeadline(deadline))
                .build();
    }

    private synchronized void doubt(Client client) {
        doubted = client;
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

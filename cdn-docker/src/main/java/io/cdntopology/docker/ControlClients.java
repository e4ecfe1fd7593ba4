package io.cdntopology.docker;

import com.github.dockerjava.api.DockerClient;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * The client that calls are made on. When one of its pooled connections turns out to be stale, the others may be as well
 * (the engine was restarted), so a new client replaces it; the old one is closed once no call is made on it. Thread-safe.
 */
final class ControlClients implements AutoCloseable {
    private final Supplier<DockerClient> maker;
    private Shared current;
    private boolean closed;

    ControlClients(Supplier<DockerClient> maker) {
        this.maker = maker;
        this.current = new Shared(maker.get());
    }

    /** A client with the number of calls that are being made on it. */
    static final class Shared {
        private final DockerClient client;
        private int users;
        private boolean retired;

        private Shared(DockerClient client) {
            this.client = client;
        }

        DockerClient client() {
            return client;
        }
    }

    /** The current client, to be given back by {@link #release}; empty if all are closed. */
    synchronized Optional<Shared> acquire() {
        if (closed) {
            return Optional.empty();
        }
        current.users++;
        return Optional.of(current);
    }

    synchronized void release(Shared shared) {
        shared.users--;
        closeIfDone(shared);
    }

    /** Has no call begin on a client any more. */
    synchronized void retire(Shared shared) {
        if (shared == current && !closed) {
            shared.retired = true;
            current = new Shared(maker.get());
            closeIfDone(shared);
        }
    }

    private static void closeIfDone(Shared shared) {
        if (shared.retired && shared.users == 0) {
            close(shared.client);
        }
    }

    synchronized boolean isClosed() {
        return closed;
    }

    /** Ends the calls that are being made on the current client. */
    @Override
    public synchronized void close() {
        if (!closed) {
            closed = true;
            close(current.client);
        }
    }

    static void close(DockerClient client) {
        try {
            client.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

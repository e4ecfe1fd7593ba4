package io.cdntopology.docker;

import com.github.dockerjava.api.DockerClient;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/** The clients of what lasts: one that is shared, and one for each thing that has to be ended by itself. Thread-safe. */
final class StreamClients implements AutoCloseable {
    private final Supplier<DockerClient> maker;
    private final DockerClient shared;
    private final Set<DockerClient> open = new HashSet<>();
    private boolean closed;

    StreamClients(Supplier<DockerClient> maker) {
        this.maker = maker;
        this.shared = maker.get();
        open.add(shared);
    }

    DockerClient shared() {
        return shared;
    }

    /** A new client, to be closed by {@link #close(DockerClient)}; empty if all are closed. */
    synchronized Optional<DockerClient> open() {
        if (closed) {
            return Optional.empty();
        }
        DockerClient client = maker.get();
        open.add(client);
        return Optional.of(client);
    }

    synchronized boolean isClosed() {
        return closed;
    }

    /** Ends what goes on with a client. */
    void close(DockerClient client) {
        if (forget(client)) {
            ControlClients.close(client);
        }
    }

    private synchronized boolean forget(DockerClient client) {
        return open.remove(client);
    }

    @Override
    public void close() {
        closing().forEach(this::close);
    }

    private synchronized List<DockerClient> closing() {
        closed = true;
        return List.copyOf(open);
    }
}

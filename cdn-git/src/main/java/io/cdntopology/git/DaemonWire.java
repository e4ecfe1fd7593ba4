package io.cdntopology.git;

import java.io.IOException;
import java.net.URI;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.transport.Transport;
import org.eclipse.jgit.transport.URIish;

/** Git by its own protocol, which knows neither users nor secrets. */
final class DaemonWire implements Wire {
    private final URIish uri;

    DaemonWire(URI url) {
        this.uri = new URIish()
                .setScheme("git")
                .setHost(url.getHost())
                .setPort(url.getPort())
                .setPath(url.getPath());
    }

    @Override
    public <T> T exchange(Repository here, Deadline deadline, ServerExchange<T> exchange) throws IOException {
        ReferenceLimit references = new ReferenceLimit();
        try (Transport transport = new DaemonTransport(here, uri, deadline, references)) {
            return exchange.run(transport, references);
        } finally {
            deadline.endBy(null);
        }
    }

    /** Nothing is kept. */
    @Override
    public void close() {}
}

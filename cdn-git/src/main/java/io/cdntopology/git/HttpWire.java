package io.cdntopology.git;

import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Optional;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.transport.Transport;
import org.eclipse.jgit.transport.TransportHttp;
import org.eclipse.jgit.transport.URIish;

/** Git over HTTP. */
final class HttpWire implements Wire {
    private final URI url;
    private final Optional<GitCredentials> credentials;

    HttpWire(URI url, Optional<GitCredentials> credentials) {
        this.url = url;
        this.credentials = credentials;
    }

    @Override
    public <T> T exchange(Repository here, Deadline deadline, Exchange<T> exchange) throws IOException {
        HttpConnections connections = new HttpConnections(url, credentials);
        try (Transport transport = Transport.open(here, uri())) {
            ((TransportHttp) transport).setHttpConnectionFactory(connections);
            return exchange.run(transport);
        } catch (IOException e) {
            throw connections.failure(e);
        }
    }

    private URIish uri() {
        try {
            return new URIish(url.toASCIIString());
        } catch (URISyntaxException e) {
            throw new IllegalStateException("a URL that was read before", e);
        }
    }

    /** Nothing is kept. */
    @Override
    public void close() {}
}

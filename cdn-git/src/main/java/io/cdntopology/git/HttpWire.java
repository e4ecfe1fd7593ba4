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
    private static final int UNAUTHORIZED = 401;

    private final URI url;
    private final Optional<GitCredentials> credentials;
    private final HttpRoute route;

    HttpWire(URI url, HttpOptions options) {
        this.url = url;
        this.credentials = options.credentials();
        this.route = new HttpRoute(options);
    }

    @Override
    public <T> T exchange(Repository here, Deadline deadline, ServerExchange<T> exchange) throws IOException {
        Optional<String> password = ask(Optional.empty());
        try {
            return exchange(here, deadline, password, exchange);
        } catch (HttpRefusal e) {
            Optional<String> another =
                    e.status() == UNAUTHORIZED && e.withCredentials() ? ask(password) : Optional.empty();
            if (another.isEmpty() || another.equals(password)) {
                throw e;
            }
            return exchange(here, deadline, another, exchange);
        }
    }

    private Optional<String> ask(Optional<String> refused) {
        return credentials.map(who -> who.password().get(refused));
    }

    private <T> T exchange(Repository here, Deadline deadline, Optional<String> password, ServerExchange<T> exchange)
            throws IOException {
        ReferenceLimit references = new ReferenceLimit();
        HttpConnections connections = new HttpConnections(
                url,
                route,
                password.map(given -> credentials.orElseThrow().authorization(given)),
                deadline,
                references);
        try (Transport transport = Transport.open(here, uri())) {
            deadline.endBy(connections::end);
            ((TransportHttp) transport).setHttpConnectionFactory(connections);
            return exchange.run(transport, references);
        } catch (IOException e) {
            throw connections.failure(e);
        } finally {
            deadline.endBy(null);
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

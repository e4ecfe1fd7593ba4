package io.cdntopology.git;

import java.io.IOException;
import java.net.Proxy;
import java.net.URI;
import java.net.URL;
import java.util.Locale;
import java.util.Optional;
import org.eclipse.jgit.transport.http.HttpConnection;
import org.eclipse.jgit.transport.http.HttpConnectionFactory;
import org.eclipse.jgit.transport.http.JDKHttpConnection;

/**
 * The HTTP connections of one exchange. Sends the credentials with the first request already, which saves one, and
 * only to the server that they are for. Remembers what the server answered last, which JGit's exceptions do not tell.
 */
final class HttpConnections implements HttpConnectionFactory {
    private final URI server;
    private final HttpRoute route;
    private final Optional<String> authorization;
    private int status;

    /**
     * @param server        the server
     * @param route         how it is reached
     * @param authorization the value of the header that says who asks it
     */
    HttpConnections(URI server, HttpRoute route, Optional<String> authorization) {
        this.server = server;
        this.route = route;
        this.authorization = authorization;
    }

    @Override
    public HttpConnection create(URL url) throws IOException {
        return authorized(new Connection(route.to(url)), url);
    }

    @Override
    public HttpConnection create(URL url, Proxy proxy) throws IOException {
        return authorized(new Connection(route.to(url), proxy), url);
    }

    private HttpConnection authorized(HttpConnection connection, URL url) {
        if (authorization.isPresent() && isServer(url)) {
            connection.setRequestProperty("Authorization", authorization.get());
        }
        return connection;
    }

    private boolean isServer(URL url) {
        return origin(server.getScheme(), server.getHost(), server.getPort())
                .equals(origin(url.getProtocol(), url.getHost(), url.getPort()));
    }

    private static String origin(String scheme, String host, int port) {
        String protocol = scheme.toLowerCase(Locale.ROOT);
        int known = port >= 0 ? port : protocol.equals("https") ? 443 : 80;
        return protocol + "://" + host.toLowerCase(Locale.ROOT) + ":" + known;
    }

    /** The failure of an exchange: that of the server, if it refused the last request. */
    IOException failure(IOException e) {
        return isRefused() ? new HttpRefusal(status, authorization.isPresent(), e) : e;
    }

    boolean isRefused() {
        return status >= 400;
    }

    private final class Connection extends JDKHttpConnection {
        Connection(URL url) throws IOException {
            super(url);
        }

        Connection(URL url, Proxy proxy) throws IOException {
            super(url, proxy);
        }

        @Override
        public int getResponseCode() throws IOException {
            status = super.getResponseCode();
            return status;
        }
    }
}

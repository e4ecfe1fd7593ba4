package io.cdntopology.git;

import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.MalformedURLException;
import java.net.Proxy;
import java.net.URL;
import java.net.URLConnection;
import java.net.URLStreamHandler;
import java.util.Optional;
import javax.net.ssl.HttpsURLConnection;

/**
 * How an HTTP server is reached.
 *
 * <p>Written as the handler of a URL, as that is where JGit's connections come from; what it offers itself makes a new
 * TLS context for each connection, and none is used twice then.
 */
final class HttpRoute extends URLStreamHandler {
    private final Optional<HttpTrust> trust;
    private final Optional<Proxy> proxy;

    HttpRoute(HttpOptions options) {
        this.trust = options.trust().map(HttpTrust::new);
        this.proxy = options.proxy().map(address -> new Proxy(Proxy.Type.HTTP, address));
    }

    /** A URL that is reached in this way. */
    URL to(URL url) throws MalformedURLException {
        return new URL(url, url.toExternalForm(), this);
    }

    @Override
    protected URLConnection openConnection(URL url) throws IOException {
        return open(url, proxy.orElse(Proxy.NO_PROXY));
    }

    /** By the proxy that was given rather than by the one that Java is set up for. */
    @Override
    protected URLConnection openConnection(URL url, Proxy standard) throws IOException {
        return open(url, proxy.orElse(standard));
    }

    private HttpURLConnection open(URL url, Proxy by) throws IOException {
        HttpURLConnection connection = (HttpURLConnection) new URL(url.toExternalForm()).openConnection(by);
        if (connection instanceof HttpsURLConnection secure && trust.isPresent()) {
            secure.setSSLSocketFactory(trust.get().sockets());
        }
        return connection;
    }
}

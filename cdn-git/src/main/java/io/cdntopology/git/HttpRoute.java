package io.cdntopology.git;

import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.Proxy;
import java.net.URL;
import java.util.Optional;
import javax.net.ssl.HttpsURLConnection;

/** How an HTTP server is reached. */
final class HttpRoute {
    private final Optional<HttpTrust> trust;
    private final Optional<Proxy> proxy;

    HttpRoute(HttpOptions options) {
        this.trust = options.trust().map(HttpTrust::new);
        this.proxy = options.proxy().map(address -> new Proxy(Proxy.Type.HTTP, address));
    }

    /**
     * A connection that is not made yet.
     *
     * @param standard what Java is set up for; a proxy that was given goes before it
     */
    HttpURLConnection open(URL url, Proxy standard) throws IOException {
        HttpURLConnection connection =
                (HttpURLConnection) new URL(url.toExternalForm()).openConnection(proxy.orElse(standard));
        if (connection instanceof HttpsURLConnection secure && trust.isPresent()) {
            secure.setSSLSocketFactory(trust.get().sockets());
        }
        return connection;
    }
}

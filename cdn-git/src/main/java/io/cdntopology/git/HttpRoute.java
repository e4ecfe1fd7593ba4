package io.cdntopology.git;

import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.Proxy;
import java.net.URL;
import java.util.Optional;
import javax.net.ssl.HttpsURLConnection;
import javax.net.ssl.SSLSocketFactory;
import org.jspecify.annotations.Nullable;

/** How an HTTP server is reached. */
final class HttpRoute {
    private final Optional<HttpTrust> trust;
    private final Optional<HttpProxy> proxy;
    private @Nullable TunnelSockets tunnels;

    HttpRoute(HttpOptions options) {
        this.trust = options.trust().map(HttpTrust::new);
        this.proxy = options.proxy();
    }

    /**
     * A connection that is not made yet.
     *
     * @param standard what Java is set up for; a proxy that was given goes before it
     */
    HttpURLConnection open(URL url, Proxy standard) throws IOException {
        URL routed = new URL(url.toExternalForm());
        boolean isTunnel = isKnownToProxy() && routed.getProtocol().equals("https");
        HttpURLConnection connection =
                (HttpURLConnection) routed.openConnection(isTunnel ? Proxy.NO_PROXY : proxy(standard));
        if (connection instanceof HttpsURLConnection secure) {
            SSLSocketFactory sockets = trust.isPresent() ? trust.get().sockets() : secure.getSSLSocketFactory();
            secure.setSSLSocketFactory(isTunnel ? tunnels(sockets) : sockets);
        } else {
            proxy.flatMap(HttpProxy::authorization)
                    .ifPresent(value -> connection.setRequestProperty("Proxy-Authorization", value));
        }
        return connection;
    }

    private Proxy proxy(Proxy standard) {
        return proxy.map(given -> new Proxy(Proxy.Type.HTTP, given.address())).orElse(standard);
    }

    /** Whether the proxy is told who asks. */
    boolean isKnownToProxy() {
        return proxy.flatMap(HttpProxy::credentials).isPresent();
    }

    /** The same one as long as it can be, as Java uses a connection again for that one only. */
    private synchronized TunnelSockets tunnels(SSLSocketFactory secure) {
        TunnelSockets present = tunnels;
        if (present == null || !present.isOf(secure)) {
            present = new TunnelSockets(secure, proxy.orElseThrow());
            tunnels = present;
        }
        return present;
    }
}

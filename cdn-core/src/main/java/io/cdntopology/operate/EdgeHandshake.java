package io.cdntopology.operate;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.security.GeneralSecurityException;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;

/**
 * Asks an edge which certificates it shows. Whether others would trust them is not asked: they are compared with those that
 * it was given.
 */
final class EdgeHandshake {
    private static final int TIMEOUT_MILLIS = 2_000;

    private EdgeHandshake() {}

    /** The certificates that an edge shows to a client that it has not seen before. */
    static List<Certificate> certificates(URI edge) throws IOException {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(edge.getHost(), edge.getPort()), TIMEOUT_MILLIS);
            socket.setSoTimeout(TIMEOUT_MILLIS);
            try (SSLSocket tls = (SSLSocket)
                    context().getSocketFactory().createSocket(socket, edge.getHost(), edge.getPort(), true)) {
                tls.startHandshake();
                return List.of(tls.getSession().getPeerCertificates());
            }
        }
    }

    /** A new one each time: it remembers no session, in which nothing would be shown. */
    private static SSLContext context() {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, new TrustManager[] {new AnyCertificate()}, null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("each JVM has TLS", e);
        }
    }

    private static final class AnyCertificate extends X509ExtendedTrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String kind, Socket socket) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String kind, Socket socket) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String kind, SSLEngine engine) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String kind, SSLEngine engine) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String kind) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String kind) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}

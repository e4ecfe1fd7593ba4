package io.cdntopology.git;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import javax.net.ssl.SSLSocketFactory;

/**
 * Makes TLS connections through a proxy that wants a password. Java itself tells none by {@code CONNECT}, unless a system property
 * is set for the whole process before its first connection ({@code jdk.http.auth.tunneling.disabledSchemes}).
 *
 * <p>Java first asks for a socket that is not connected, connects it, and then has it secured.
 */
final class TunnelSockets extends SSLSocketFactory {
    private final SSLSocketFactory secure;
    private final HttpProxy proxy;

    /**
     * @param secure makes TLS of a connection
     */
    TunnelSockets(SSLSocketFactory secure, HttpProxy proxy) {
        this.secure = secure;
        this.proxy = proxy;
    }

    /** Whether what secures its connections is this. */
    boolean isOf(SSLSocketFactory other) {
        return secure == other;
    }

    @Override
    public Socket createSocket() {
        return new TunnelSocket(proxy);
    }

    @Override
    public Socket createSocket(Socket tunnel, String host, int port, boolean autoClose) throws IOException {
        return secure.createSocket(tunnel, host, port, autoClose);
    }

    @Override
    public String[] getDefaultCipherSuites() {
        return secure.getDefaultCipherSuites();
    }

    @Override
    public String[] getSupportedCipherSuites() {
        return secure.getSupportedCipherSuites();
    }

    @Override
    public Socket createSocket(String host, int port) throws IOException {
        throw around();
    }

    @Override
    public Socket createSocket(String host, int port, InetAddress localHost, int localPort) throws IOException {
        throw around();
    }

    @Override
    public Socket createSocket(InetAddress host, int port) throws IOException {
        throw around();
    }

    @Override
    public Socket createSocket(InetAddress host, int port, InetAddress localHost, int localPort) throws IOException {
        throw around();
    }

    /** Java tries so when TLS fails. */
    private static IOException around() {
        return new IOException("no server is asked without its proxy");
    }
}

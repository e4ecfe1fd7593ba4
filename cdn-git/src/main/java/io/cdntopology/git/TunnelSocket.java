package io.cdntopology.git;

import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A socket that is connected to a server through a proxy, by {@code CONNECT}. */
final class TunnelSocket extends Socket {
    private static final int MAX_ANSWER_BYTES = 16 * 1024;
    private static final Pattern STATUS = Pattern.compile("(?s)HTTP/1\\.[01] ([0-9]{3})\\b.*");

    private final HttpProxy proxy;

    TunnelSocket(HttpProxy proxy) {
        super(Proxy.NO_PROXY);
        this.proxy = proxy;
    }

    /**
     * Connects within the time, the answer of the proxy included.
     *
     * @param timeoutMillis 0 for any time
     */
    @Override
    public void connect(SocketAddress server, int timeoutMillis) throws IOException {
        long start = System.nanoTime();
        super.connect(
                new InetSocketAddress(
                        proxy.address().getHostString(), proxy.address().getPort()),
                timeoutMillis);
        try {
            getOutputStream().write(request((InetSocketAddress) server).getBytes(StandardCharsets.UTF_8));
            requireTunnel(status(answer(start, timeoutMillis)));
        } catch (IOException | RuntimeException e) {
            close();
            throw e;
        }
    }

    private static void requireTunnel(int status) throws IOException {
        if (status / 100 != 2) {
            ProxyFailure refusal = new ProxyFailure("the proxy answers " + status);
            throw status == HttpURLConnection.HTTP_PROXY_AUTH ? new HttpRefusal(status, true, refusal) : refusal;
        }
    }

    private String request(InetSocketAddress server) {
        String host = server.getHostString();
        String target =
                (host.contains(":") && !host.startsWith("[") ? "[" + host + "]" : host) + ":" + server.getPort();
        String authorization = proxy.authorization()
                .map(value -> "Proxy-Authorization: " + value + "\r\n")
                .orElse("");
        return "CONNECT " + target + " HTTP/1.1\r\nHost: " + target + "\r\n" + authorization + "\r\n";
    }

    /** Byte by byte: what follows it is the server's. */
    private String answer(long start, int timeoutMillis) throws IOException {
        StringBuilder answer = new StringBuilder();
        while (answer.indexOf("\r\n\r\n", answer.length() - 4) < 0) {
            setSoTimeout(remaining(start, timeoutMillis));
            int next = getInputStream().read();
            if (next < 0 || answer.length() == MAX_ANSWER_BYTES) {
                throw new ProxyFailure("the proxy does not answer as one of HTTP");
            }
            answer.append((char) next);
        }
        return answer.toString();
    }

    private static int remaining(long start, int timeoutMillis) throws SocketTimeoutException {
        if (timeoutMillis == 0) {
            return 0;
        }
        long left = timeoutMillis - TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
        if (left <= 0) {
            throw new SocketTimeoutException("the proxy takes too long");
        }
        return (int) left;
    }

    private static int status(String answer) throws IOException {
        Matcher status = STATUS.matcher(answer);
        if (!status.matches()) {
            throw new ProxyFailure("the proxy does not answer as one of HTTP");
        }
        return Integer.parseInt(status.group(1));
    }
}

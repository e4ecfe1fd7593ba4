package io.cdntopology.testkit;

import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.zip.GZIPInputStream;
import java.util.zip.InflaterInputStream;

/**
 * A client that sends exactly what it is told to, where an HTTP client would correct it, on one connection for as long
 * as the edge leaves it open. For one thread.
 */
final class EdgeConnection implements AutoCloseable {
    private static final int TIMEOUT_MILLIS = 20_000;

    private final URI edge;
    private Optional<Socket> open = Optional.empty();

    EdgeConnection(URI edge) {
        this.edge = edge;
    }

    /** Sends a request and reads the response. */
    Response request(String method, String target, String... headers) throws IOException {
        if (open.isEmpty()) {
            Socket socket = new Socket(edge.getHost(), edge.getPort());
            socket.setSoTimeout(TIMEOUT_MILLIS);
            open = Optional.of(socket);
        }
        StringBuilder request = new StringBuilder(method + " " + target + " HTTP/1.1\r\nHost: edge\r\n");
        for (String header : headers) {
            request.append(header).append("\r\n");
        }
        Socket socket = open.get();
        socket.getOutputStream().write((request + "\r\n").getBytes(StandardCharsets.ISO_8859_1));
        Response response = read(method, new BufferedInputStream(socket.getInputStream()));
        if (response.header("connection").filter("close"::equalsIgnoreCase).isPresent()) {
            close();
        }
        return response;
    }

    private static Response read(String method, InputStream in) throws IOException {
        int status = Integer.parseInt(line(in).split(" ", 3)[1]);
        Map<String, String> headers = new TreeMap<>();
        for (String line = line(in); !line.isEmpty(); line = line(in)) {
            int colon = line.indexOf(':');
            String name = line.substring(0, colon).toLowerCase(Locale.ROOT);
            headers.merge(name, line.substring(colon + 1).strip(), (one, more) -> one + " AND " + more);
        }
        boolean hasBody = !method.equals("HEAD") && status != 304 && status != 204;
        int length = hasBody ? Integer.parseInt(headers.get("content-length")) : 0;
        byte[] body = in.readNBytes(length);
        if (body.length < length) {
            throw new EOFException("the response ended after " + body.length + " of " + length + " bytes");
        }
        return new Response(status, headers, new String(body, StandardCharsets.ISO_8859_1));
    }

    private static String line(InputStream in) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int c = in.read(); c != '\n'; c = in.read()) {
            if (c < 0) {
                throw new EOFException("the connection was closed");
            }
            line.append((char) c);
        }
        return line.toString().strip();
    }

    @Override
    public void close() throws IOException {
        if (open.isPresent()) {
            open.get().close();
            open = Optional.empty();
        }
    }

    /**
     * A response.
     *
     * @param headers by their names in lower case; one that comes twice has both values, with {@code AND} between
     * @param bytes   a character for each byte of the body
     */
    record Response(int status, Map<String, String> headers, String bytes) {
        /** The body as the text that it is. */
        String body() {
            return new String(bytes.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
        }

        /** The text that the body was compressed from, by gzip or by what stands for brotli in {@link EdgeSite}. */
        String unpackedBody() throws IOException {
            InputStream packed = new ByteArrayInputStream(bytes.getBytes(StandardCharsets.ISO_8859_1));
            boolean isGzip = header("content-encoding").filter("gzip"::equals).isPresent();
            try (InputStream in = isGzip ? new GZIPInputStream(packed) : new InflaterInputStream(packed)) {
                return new String(in.readAllBytes(), StandardCharsets.UTF_8);
            }
        }

        Optional<String> header(String name) {
            return Optional.ofNullable(headers.get(name));
        }
    }
}

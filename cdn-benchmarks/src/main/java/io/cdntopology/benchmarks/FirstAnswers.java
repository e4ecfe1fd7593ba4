package io.cdntopology.benchmarks;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Asks servers that start until each has answered, be it that it has no page. All are asked before the first answer is
 * read, as no visitor of one waits for another: where processors are busy, each turn costs milliseconds. It is done in the
 * calling thread, so that asking itself takes little of the processors that are measured.
 */
final class FirstAnswers {
    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(5);

    private static final int TIMEOUT_MILLIS = 10_000;
    private static final byte[] QUESTION =
            "GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
    private static final String ANSWER = "HTTP/1.1 ";

    private FirstAnswers() {}

    /**
     * Waits until every server has answered.
     *
     * @throws IllegalStateException if one does not in time
     */
    static void await(List<URI> servers, Duration patience) {
        long deadline = System.nanoTime() + patience.toNanos();
        List<URI> silent = silent(servers);
        while (!silent.isEmpty()) {
            if (System.nanoTime() > deadline) {
                throw new IllegalStateException("after " + patience + " there is no answer of " + silent);
            }
            LockSupport.parkNanos(PAUSE_NANOS);
            silent = silent(silent);
        }
    }

    /** Asks servers once; which of them have not answered. */
    private static List<URI> silent(List<URI> servers) {
        Map<URI, Socket> asked = new LinkedHashMap<>();
        try {
            servers.forEach(server -> asked.put(server, ask(server)));
            List<URI> silent = new ArrayList<>();
            asked.forEach((server, socket) -> {
                if (!answers(socket)) {
                    silent.add(server);
                }
            });
            return silent;
        } finally {
            asked.values().forEach(FirstAnswers::close);
        }
    }

    /** One that does not listen yet has no answer to read, either. */
    private static Socket ask(URI server) {
        Socket socket = new Socket();
        try {
            socket.connect(new InetSocketAddress(server.getHost(), server.getPort()), TIMEOUT_MILLIS);
            socket.setSoTimeout(TIMEOUT_MILLIS);
            socket.getOutputStream().write(QUESTION);
        } catch (IOException e) {
            close(socket);
        }
        return socket;
    }

    private static boolean answers(Socket asked) {
        try {
            return new String(asked.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1).startsWith(ANSWER);
        } catch (IOException e) {
            return false;
        }
    }

    private static void close(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

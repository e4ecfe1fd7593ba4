package io.cdntopology.examples;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Clients that ask again and again on connections that are kept, and never twice for the same: a request that a server
 * leaves without an answer is lost.
 */
final class KeptConnections {
    private static final long PAUSE_MICROS = 500;
    private static final int PATIENCE_MILLIS = 10_000;

    private final URI address;
    private final List<Thread> clients = new ArrayList<>();
    private final AtomicInteger lost = new AtomicInteger();
    private final AtomicInteger cut = new AtomicInteger();
    private final AtomicLong answers = new AtomicLong();
    private volatile Phase phase = Phase.ASKING;

    private enum Phase {
        ASKING,
        ENDING
    }

    private KeptConnections(URI address) {
        this.address = address;
    }

    static KeptConnections to(URI address, int count) {
        KeptConnections connections = new KeptConnections(address);
        for (int i = 0; i < count; i++) {
            connections.clients.add(new Thread(connections::ask, "kept-" + i));
        }
        connections.clients.forEach(Thread::start);
        return connections;
    }

    private void ask() {
        while (phase == Phase.ASKING) {
            try (Socket socket = new Socket(address.getHost(), address.getPort())) {
                socket.setSoTimeout(PATIENCE_MILLIS);
                askOn(socket);
            } catch (IOException e) {
                // Nothing was asked: it could not be connected to.
                lost.incrementAndGet();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }

    /** Until the server ends the connection. */
    private void askOn(Socket socket) throws IOException, InterruptedException {
        byte[] request =
                ("GET / HTTP/1.1\r\nHost: " + address.getHost() + "\r\n\r\n").getBytes(StandardCharsets.US_ASCII);
        InputStream in = new BufferedInputStream(socket.getInputStream());
        boolean goesOn = true;
        while (goesOn && phase == Phase.ASKING) {
            List<String> head;
            try {
                socket.getOutputStream().write(request);
                head = head(in);
            } catch (IOException e) {
                head = List.of();
            }
            if (head.isEmpty()) {
                lost.incrementAndGet();
                return;
            }
            skipBody(in, head);
            answers.incrementAndGet();
            goesOn = head.stream().noneMatch(line -> line.equalsIgnoreCase("Connection: close"));
            TimeUnit.MICROSECONDS.sleep(PAUSE_MICROS);
        }
    }

    private void skipBody(InputStream in, List<String> head) throws IOException {
        int length = head.stream()
                .filter(line -> line.regionMatches(true, 0, "Content-Length:", 0, 15))
                .mapToInt(line -> Integer.parseInt(line.substring(15).strip()))
                .findFirst()
                .orElseThrow();
        if (in.readNBytes(length).length < length) {
            cut.incrementAndGet();
        }
    }

    /** The lines before the body; empty if there is no answer. */
    private static List<String> head(InputStream in) throws IOException {
        List<String> lines = new ArrayList<>();
        StringBuilder line = new StringBuilder();
        for (int c = in.read(); c >= 0; c = in.read()) {
            if (c != '\n') {
                line.append((char) c);
            } else if (line.toString().isBlank()) {
                return lines;
            } else {
                lines.add(line.toString().strip());
                line.setLength(0);
            }
        }
        return List.of();
    }

    void end() throws InterruptedException {
        phase = Phase.ENDING;
        for (Thread client : clients) {
            client.join();
        }
    }

    /** Requests without an answer. */
    int lost() {
        return lost.get();
    }

    /** Answers that were cut. */
    int cut() {
        return cut.get();
    }

    long answers() {
        return answers.get();
    }
}

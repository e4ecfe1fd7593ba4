package io.cdntopology.git;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** An HTTP proxy to this machine, whatever host is asked for, which wants a password. It takes a connection for each request. */
final class BasicProxy implements AutoCloseable {
    private static final String REFUSAL = String.join(
            "\r\n",
            "HTTP/1.1 407 Proxy Authentication Required",
            "Proxy-Authenticate: Basic realm=\"proxy\"",
            "Content-Length: 0",
            "Connection: close",
            "",
            "");

    private final ServerSocket listening;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final List<String> requests = new CopyOnWriteArrayList<>();
    private volatile String authorization;

    BasicProxy(String user, String password) {
        require(user, password);
        try {
            this.listening = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        threads.execute(this::accept);
    }

    /** Lets this user pass from now on, and nobody else. */
    void require(String user, String password) {
        byte[] plain = (user + ":" + password).getBytes(StandardCharsets.UTF_8);
        authorization = "Proxy-Authorization: Basic " + Base64.getEncoder().encodeToString(plain);
    }

    int port() {
        return listening.getLocalPort();
    }

    /** What it let pass: the methods and targets. */
    List<String> requests() {
        return requests;
    }

    private void accept() {
        try {
            while (true) {
                Socket client = listening.accept();
                threads.execute(() -> serve(client));
            }
        } catch (IOException e) {
            // It was closed.
        }
    }

    private void serve(Socket client) {
        try (client) {
            String head = head(client.getInputStream());
            List<String> lines = head.lines().toList();
            if (!lines.contains(authorization)) {
                client.getOutputStream().write(REFUSAL.getBytes(StandardCharsets.US_ASCII));
                return;
            }
            List<String> words = List.of(lines.get(0).split(" ", -1));
            requests.add(words.get(0) + " " + words.get(1));
            pass(client, words.get(0), words.get(1), head);
        } catch (IOException e) {
            // Either of them has ended it.
        }
    }

    private void pass(Socket client, String method, String target, String head) throws IOException {
        boolean isTunnel = method.equals("CONNECT");
        URI url = URI.create(isTunnel ? "https://" + target : target);
        try (Socket server = new Socket(InetAddress.getLoopbackAddress(), url.getPort())) {
            if (isTunnel) {
                client.getOutputStream().write("HTTP/1.1 200 OK\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            } else {
                server.getOutputStream().write(last(head.replace(authorization + "\r\n", "")));
            }
            threads.execute(() -> copy(client, server));
            if (!isTunnel) {
                // Who is not told could send the next request into a connection that is about to be closed.
                client.getOutputStream().write(last(head(server.getInputStream())));
            }
            copy(server, client);
        }
    }

    /** The head of a request or an answer after which the connection is closed. */
    private static byte[] last(String head) {
        return head.replaceFirst("\r\n", "\r\nConnection: close\r\n").getBytes(StandardCharsets.ISO_8859_1);
    }

    private static void copy(Socket from, Socket to) {
        try {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            in.transferTo(out);
            to.shutdownOutput();
        } catch (IOException e) {
            // Either of them has ended it.
        }
    }

    private static String head(InputStream in) throws IOException {
        ByteArrayOutputStream head = new ByteArrayOutputStream();
        while (!head.toString(StandardCharsets.ISO_8859_1).endsWith("\r\n\r\n")) {
            int next = in.read();
            if (next < 0) {
                throw new IOException("no request");
            }
            head.write(next);
        }
        return head.toString(StandardCharsets.ISO_8859_1);
    }

    @Override
    public void close() {
        threads.shutdownNow();
        try {
            listening.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

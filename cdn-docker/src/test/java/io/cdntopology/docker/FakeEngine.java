package io.cdntopology.docker;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.URLDecoder;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** Answers as an engine would, or as none should. */
final class FakeEngine implements AutoCloseable {
    static final String INFO = """
            {"ID":"fake-id","Name":"fake","ServerVersion":"20.10.24","Driver":"vfs","DriverStatus":null,
             "CgroupVersion":"2","Architecture":"x86_64","OperatingSystem":"Fake OS","KernelVersion":"6.1"}""";

    private final ServerSocketChannel listening;
    private final DockerHost host;
    private final Map<String, Reply> replies = new ConcurrentHashMap<>();
    private final List<String> requests = new CopyOnWriteArrayList<>();
    private final List<String> headers = new CopyOnWriteArrayList<>();
    private final Set<SocketChannel> connections = ConcurrentHashMap.newKeySet();
    private volatile int answersPerConnection = Integer.MAX_VALUE;

    /** Answers a request; the connection goes on afterwards, unless this throws. */
    interface Reply {
        void write(OutputStream out) throws IOException;
    }

    private FakeEngine(ServerSocketChannel listening, DockerHost host) {
        this.listening = listening;
        this.host = host;
        start(this::accept);
    }

    static FakeEngine onPort() throws IOException {
        ServerSocketChannel listening = ServerSocketChannel.open();
        listening.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        SocketAddress bound = listening.getLocalAddress();
        return new FakeEngine(listening, DockerHost.tcp("127.0.0.1", ((InetSocketAddress) bound).getPort()));
    }

    static FakeEngine onSocket(Path socket) throws IOException {
        ServerSocketChannel listening = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        listening.bind(UnixDomainSocketAddress.of(socket));
        return new FakeEngine(listening, DockerHost.unixSocket(socket));
    }

    DockerHost host() {
        return host;
    }

    /** Says which versions of the API it speaks, and answers what opening asks. */
    FakeEngine speaking(String oldest, String newest) {
        return answering("/version", json("{\"ApiVersion\":\"" + newest + "\",\"MinAPIVersion\":\"" + oldest + "\"}"))
                .answering("/info", json(INFO));
    }

    /** How it answers requests whose path ends so. */
    FakeEngine answering(String pathEnd, Reply reply) {
        replies.put(pathEnd, reply);
        return this;
    }

    /** Ends each connection after so many answers, without a word before. */
    void answersPerConnection(int answers) {
        answersPerConnection = answers;
    }

    /** Method and path of each request so far. */
    List<String> requests() {
        return List.copyOf(requests);
    }

    /** The values of a header in all requests so far. */
    List<String> sent(String header) {
        String start = header + ": ";
        return headers.stream()
                .filter(line -> line.regionMatches(true, 0, start, 0, start.length()))
                .map(line -> line.substring(start.length()))
                .toList();
    }

    static Reply json(String body) {
        return status("200 OK", body);
    }

    static Reply status(String status, String body) {
        return out -> {
            byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
            String head = "HTTP/1.1 " + status + "\r\nContent-Type: application/json\r\nContent-Length: " + bytes.length
                    + "\r\n\r\n";
            out.write(head.getBytes(StandardCharsets.US_ASCII));
            out.write(bytes);
        };
    }

    /** Tells items one after the other, as pulls do, and ends. */
    static Reply items(String... items) {
        return out -> {
            begin(out, items);
            out.write("0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        };
    }

    /** Tells items one after the other, and then neither ends nor goes on. */
    static Reply endlessItems(String... items) {
        return out -> begin(out, items);
    }

    /** Tells items one after the other; then the connection breaks. */
    static Reply cutItems(String... items) {
        return out -> {
            begin(out, items);
            throw new IOException("the connection ends here");
        };
    }

    private static void begin(OutputStream out, String... items) throws IOException {
        StringBuilder text = new StringBuilder(
                "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n");
        for (String item : items) {
            int length = item.getBytes(StandardCharsets.UTF_8).length + 2;
            text.append(Integer.toHexString(length)).append("\r\n").append(item).append("\r\n\r\n");
        }
        out.write(text.toString().getBytes(StandardCharsets.UTF_8));
    }

    static Reply raw(String text) {
        return out -> {
            out.write(text.getBytes(StandardCharsets.UTF_8));
            throw new IOException("the connection ends here");
        };
    }

    /** Begins an answer, and never ends it. */
    static Reply hanging(String beginning) {
        return out -> out.write(beginning.getBytes(StandardCharsets.UTF_8));
    }

    private interface Work {
        void run() throws IOException;
    }

    private static void start(Work work) {
        Thread thread = new Thread(
                () -> {
                    try {
                        work.run();
                    } catch (IOException e) {
                        // The connection has ended.
                    }
                },
                "fake-engine");
        thread.setDaemon(true);
        thread.start();
    }

    private void accept() throws IOException {
        while (true) {
            SocketChannel connection = listening.accept();
            connections.add(connection);
            // One that was taken while this was closed is in no list that was closed.
            if (!listening.isOpen()) {
                connection.close();
            }
            start(() -> serve(connection));
        }
    }

    private void serve(SocketChannel connection) throws IOException {
        try (connection) {
            BufferedReader in = new BufferedReader(
                    new InputStreamReader(Channels.newInputStream(connection), StandardCharsets.US_ASCII));
            OutputStream out = Channels.newOutputStream(connection);
            for (int answers = 0; answers < answersPerConnection; answers++) {
                String request = in.readLine();
                if (request == null) {
                    return;
                }
                String line = in.readLine();
                while (line != null && !line.isEmpty()) {
                    headers.add(line);
                    line = in.readLine();
                }
                answer(request, out);
            }
        } finally {
            connections.remove(connection);
        }
    }

    private void answer(String request, OutputStream out) throws IOException {
        String methodAndPath = request.substring(0, request.lastIndexOf(' '));
        requests.add(methodAndPath);
        String path = URLDecoder.decode(methodAndPath.replaceFirst("\\?.*", ""), StandardCharsets.UTF_8);
        for (Map.Entry<String, Reply> reply : replies.entrySet()) {
            if (path.endsWith(reply.getKey())) {
                reply.getValue().write(out);
                return;
            }
        }
        status("404 Not Found", "{\"message\":\"page not found\"}").write(out);
    }

    /** Ends all connections, as a restart does; new ones are taken. */
    void breakConnections() {
        try {
            for (SocketChannel connection : connections) {
                connection.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() throws IOException {
        listening.close();
        breakConnections();
    }
}

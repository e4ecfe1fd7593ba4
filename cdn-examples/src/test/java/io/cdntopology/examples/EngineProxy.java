package io.cdntopology.examples;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;

/** A way to a Docker engine on which it is seen whether anything is asked, and which can be cut, or has gates. */
final class EngineProxy implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Duration QUIET = Duration.ofSeconds(1);

    private final Path engine;
    private final ServerSocketChannel server;
    private final Supplier<Gate> gates;
    private final Set<SocketChannel> open = ConcurrentHashMap.newKeySet();
    private final AtomicLong requests = new AtomicLong();
    private volatile Way way = Way.OPEN;

    private enum Way {
        OPEN,
        CUT
    }

    /** What the bytes of one connection have to pass; it may hold them. */
    interface Gate {
        /** Called before these bytes of a request are passed on. */
        default void request(ByteBuffer bytes) {}

        /** Called when they were. */
        default void requestPassed() throws IOException {}

        /** Called before these bytes of an answer are passed on. */
        default void answer(ByteBuffer bytes) throws IOException {}
    }

    private EngineProxy(Path engine, ServerSocketChannel server, Supplier<Gate> gates) {
        this.engine = engine;
        this.server = server;
        this.gates = gates;
    }

    /** Listens on a socket, and passes on to that of an engine. */
    static EngineProxy listen(Path socket, Path engine) throws IOException {
        return listen(socket, engine, () -> new Gate() {});
    }

    /** As {@link #listen(Path, Path)}, with a gate for each connection. */
    static EngineProxy listen(Path socket, Path engine, Supplier<Gate> gates) throws IOException {
        ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        server.bind(UnixDomainSocketAddress.of(socket));
        EngineProxy proxy = new EngineProxy(engine, server, gates);
        start("accept", proxy::accept);
        return proxy;
    }

    /** How many requests came, each connection that was refused among them. */
    long requests() {
        return requests.get();
    }

    /** Waits until a network has just looked at its parts: for the next ten seconds it does nothing by itself. */
    void awaitSilence() {
        long before = requests();
        await().atMost(PATIENCE).until(() -> requests() > before);
        AtomicLong last = new AtomicLong(-1);
        await().atMost(PATIENCE).during(QUIET).until(() -> {
            long now = requests();
            return last.getAndSet(now) == now;
        });
    }

    /** Ends all connections, and refuses those that come. */
    void cut() {
        way = Way.CUT;
        open.forEach(EngineProxy::end);
    }

    /** Lets connections through again. */
    void mend() {
        way = Way.OPEN;
    }

    private void accept() throws IOException {
        while (server.isOpen()) {
            SocketChannel client = server.accept();
            if (way == Way.CUT) {
                requests.incrementAndGet();
                end(client);
                continue;
            }
            SocketChannel upstream = SocketChannel.open(UnixDomainSocketAddress.of(engine));
            open.add(client);
            open.add(upstream);
            Gate gate = gates.get();
            start("request", () -> pass(client, upstream, new RequestLines(gate), gate::requestPassed));
            start("answer", () -> pass(upstream, client, gate::answer, () -> {}));
            if (way == Way.CUT) {
                end(client);
                end(upstream);
            }
        }
    }

    /** Counts the ends of request lines, which may come in two pieces. */
    private final class RequestLines implements Passage {
        private static final String END = " HTTP/1.1\r\n";
        private final Gate gate;
        private int matched;

        RequestLines(Gate gate) {
            this.gate = gate;
        }

        @Override
        public void pass(ByteBuffer bytes) {
            gate.request(bytes.duplicate());
            while (bytes.hasRemaining()) {
                byte next = bytes.get();
                // The end begins with a character that it does not have again.
                matched = next == END.charAt(matched) ? matched + 1 : next == END.charAt(0) ? 1 : 0;
                if (matched == END.length()) {
                    matched = 0;
                    requests.incrementAndGet();
                }
            }
        }
    }

    private interface Passage {
        void pass(ByteBuffer bytes) throws IOException;
    }

    private void pass(SocketChannel from, SocketChannel to, Passage before, Work after) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(1 << 16);
        try {
            while (from.read(bytes) >= 0) {
                bytes.flip();
                before.pass(bytes.duplicate());
                while (bytes.hasRemaining()) {
                    to.write(bytes);
                }
                after.run();
                bytes.clear();
            }
            to.shutdownOutput();
        } catch (IOException e) {
            // One of both has gone, and takes the other along.
            end(from);
            end(to);
        }
    }

    private static void end(SocketChannel channel) {
        try {
            channel.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private interface Work {
        void run() throws IOException;
    }

    private static void start(String name, Work work) {
        Thread thread = new Thread(
                () -> {
                    try {
                        work.run();
                    } catch (IOException e) {
                        // The proxy, or what it connects, has ended.
                    }
                },
                "engine-proxy-" + name);
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() throws IOException {
        server.close();
        open.forEach(EngineProxy::end);
    }
}

package io.cdntopology.git;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.security.KeyPair;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.sshd.common.util.buffer.ByteArrayBuffer;

/** What listens at a Unix socket, and answers each request of a client with the next bytes of a script. */
final class ScriptedAgent implements AutoCloseable {
    private final Path socket;
    private final List<byte[]> script;
    private final boolean closing;
    private final ServerSocketChannel listening;
    private final AtomicInteger open = new AtomicInteger();

    /**
     * @param script  the answers, with their lengths
     * @param closing whether it closes a connection after them, or says nothing more
     */
    ScriptedAgent(Path socket, boolean closing, List<byte[]> script) throws IOException {
        this.socket = socket;
        this.script = script;
        this.closing = closing;
        this.listening = ServerSocketChannel.open(StandardProtocolFamily.UNIX).bind(UnixDomainSocketAddress.of(socket));
        Thread thread = new Thread(this::accept, "scripted-agent");
        thread.setDaemon(true);
        thread.start();
    }

    /** An answer that lists keys. */
    static byte[] keys(KeyPair... keys) {
        ByteArrayBuffer message = new ByteArrayBuffer();
        message.putByte((byte) 12);
        message.putUInt(keys.length);
        for (KeyPair key : keys) {
            message.putPublicKey(key.getPublic());
            message.putString("test");
        }
        return message(message.getCompactData());
    }

    static byte[] message(byte... content) {
        return ByteBuffer.allocate(Integer.BYTES + content.length)
                .putInt(content.length)
                .put(content)
                .array();
    }

    Path socket() {
        return socket;
    }

    /** How many clients have not ended their connections. */
    int open() {
        return open.get();
    }

    private void accept() {
        try {
            while (true) {
                try (SocketChannel client = listening.accept()) {
                    open.incrementAndGet();
                    answer(client);
                } finally {
                    open.decrementAndGet();
                }
            }
        } catch (IOException e) {
            // It was closed.
        }
    }

    private void answer(SocketChannel client) {
        try {
            ByteBuffer request = ByteBuffer.allocate(64 * 1024);
            for (byte[] bytes : script) {
                client.read(request.clear());
                client.write(ByteBuffer.wrap(bytes));
            }
            while (!closing && client.read(request.clear()) >= 0) {}
        } catch (IOException e) {
            // The client has ended it.
        }
    }

    @Override
    public void close() {
        try {
            listening.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

package io.cdntopology.git;

import java.io.EOFException;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import org.eclipse.jgit.transport.sshd.agent.AbstractConnector;

/**
 * A connection to a Unix socket at which an ssh-agent listens, as JGit has it, without native code. Used by one thread at a time.
 * Closing it, and interrupting that thread, ends what it waits for with a {@link java.nio.channels.ClosedChannelException}.
 */
final class AgentSocket extends AbstractConnector {
    private final Path path;
    private final SocketChannel channel;

    /** Not connected yet. */
    AgentSocket(Path path) throws IOException {
        this.path = path;
        this.channel = SocketChannel.open(StandardProtocolFamily.UNIX);
    }

    @Override
    public boolean connect() throws IOException {
        return channel.isConnected() || channel.connect(UnixDomainSocketAddress.of(path));
    }

    /** An answer has at most 256 KiB, as with OpenSSH. */
    @Override
    public byte[] rpc(byte command, byte[] message) throws IOException {
        prepareMessage(command, message);
        ByteBuffer out = ByteBuffer.wrap(message);
        while (out.hasRemaining()) {
            channel.write(out);
        }
        return read(toLength(command, read(Integer.BYTES)));
    }

    private byte[] read(int length) throws IOException {
        ByteBuffer in = ByteBuffer.allocate(length);
        while (in.hasRemaining()) {
            if (channel.read(in) < 0) {
                throw new EOFException("it closed the connection");
            }
        }
        return in.array();
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            // It is gone then.
        }
    }
}

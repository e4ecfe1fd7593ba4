package io.cdntopology.git;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.Collection;
import java.util.List;
import org.eclipse.jgit.errors.NotSupportedException;
import org.eclipse.jgit.errors.TransportException;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.transport.BasePackFetchConnection;
import org.eclipse.jgit.transport.FetchConnection;
import org.eclipse.jgit.transport.GitProtocolConstants;
import org.eclipse.jgit.transport.PackTransport;
import org.eclipse.jgit.transport.PushConnection;
import org.eclipse.jgit.transport.RefSpec;
import org.eclipse.jgit.transport.TcpTransport;
import org.eclipse.jgit.transport.URIish;

/** Fetches by git's own protocol, as JGit does, over a socket that somebody else may close. Used by one thread. */
final class DaemonTransport extends TcpTransport implements PackTransport {
    private static final int PORT = 9418;

    private final Deadline deadline;
    private final ReferenceLimit references;

    DaemonTransport(Repository here, URIish uri, Deadline deadline, ReferenceLimit references) {
        super(here, uri);
        this.deadline = deadline;
        this.references = references;
    }

    @Override
    public FetchConnection openFetch() throws TransportException {
        return new Connection(List.of());
    }

    @Override
    public FetchConnection openFetch(Collection<RefSpec> wanted, String... prefixes) throws TransportException {
        return new Connection(wanted, prefixes);
    }

    @Override
    public PushConnection openPush() throws NotSupportedException {
        throw new NotSupportedException("nothing is pushed");
    }

    @Override
    public void close() {
        // Each connection is closed by who opened it.
    }

    private final class Connection extends BasePackFetchConnection {
        private final Socket socket = new Socket();

        Connection(Collection<RefSpec> wanted, String... prefixes) throws TransportException {
            super(DaemonTransport.this);
            try {
                deadline.endBy(this::closeSocket);
                socket.connect(
                        new InetSocketAddress(uri.getHost(), uri.getPort() > 0 ? uri.getPort() : PORT),
                        getTimeout() * 1000);
                init(
                        references.limit(new BufferedInputStream(socket.getInputStream())),
                        new BufferedOutputStream(socket.getOutputStream()));
                pckOut.writeString(request());
                pckOut.flush();
            } catch (IOException e) {
                close();
                throw new TransportException(uri, "the connection broke off", e);
            }
            if (!readAdvertisedRefs()) {
                lsRefs(wanted, prefixes);
            }
        }

        private String request() {
            String port = uri.getPort() > 0 && uri.getPort() != PORT ? ":" + uri.getPort() : "";
            String version = local.getConfig().getInt("protocol", null, "version", 2) == 2
                    ? "\0" + GitProtocolConstants.VERSION_2_REQUEST + "\0"
                    : "";
            return "git-upload-pack " + uri.getPath() + "\0host=" + uri.getHost() + port + "\0" + version;
        }

        private void closeSocket() {
            try {
                socket.close();
            } catch (IOException e) {
                // It is gone then.
            }
        }

        @Override
        public void close() {
            super.close();
            closeSocket();
        }
    }
}

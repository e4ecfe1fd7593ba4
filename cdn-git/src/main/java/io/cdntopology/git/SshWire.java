package io.cdntopology.git;

import io.cdntopology.failure.CdnException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.apache.sshd.common.SshConstants;
import org.apache.sshd.common.SshException;
import org.eclipse.jgit.errors.NoRemoteRepositoryException;
import org.eclipse.jgit.errors.TransportException;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.transport.SshTransport;
import org.eclipse.jgit.transport.Transport;
import org.eclipse.jgit.transport.sshd.SshdSession;
import org.eclipse.jgit.util.FS;
import org.eclipse.jgit.util.io.InterruptTimer;
import org.jspecify.annotations.Nullable;

/**
 * Git over ssh. A connection that served an exchange to its end is kept for the next one, as making one costs several
 * round trips and signatures on both sides.
 *
 * <p>Key, passphrase and known hosts are read, and an ssh-agent is asked, at each new connection.
 */
final class SshWire implements Wire {
    static final String CONNECTING = "Connecting to a git server";

    private final GitLocation.Ssh server;
    private final SshOptions options;
    private final Duration timeout;
    private final Path home;
    private @Nullable SshConnection kept;
    private boolean closed;

    /**
     * @param home a directory of this library's own
     */
    SshWire(GitLocation.Ssh server, SshOptions options, Duration timeout, Path home) {
        this.server = server;
        this.options = options;
        this.timeout = timeout;
        this.home = home;
    }

    @Override
    public <T> T exchange(Repository here, Deadline deadline, ServerExchange<T> exchange) throws IOException {
        SshConnection earlier = take();
        if (earlier != null) {
            try {
                return on(earlier, here, deadline, exchange);
            } catch (ConnectionLost e) {
                // As servers do with those that are idle.
                if (deadline.isCancelled()) {
                    throw e;
                }
            }
        }
        return on(connect(deadline), here, deadline, exchange);
    }

    private <T> T on(SshConnection connection, Repository here, Deadline deadline, ServerExchange<T> exchange)
            throws IOException {
        boolean done = false;
        try (Transport transport = Transport.open(here, server.uri())) {
            deadline.endBy(connection::close);
            ReferenceLimit references = new ReferenceLimit();
            connection.limit(references);
            ((SshTransport) transport).setSshSessionFactory(connection);
            T result = exchange.run(transport, references);
            done = true;
            return result;
        } catch (TransportException e) {
            throw connection.isOpen() ? e : new ConnectionLost(e);
        } finally {
            deadline.endBy(null);
            if (done) {
                keep(connection);
            } else {
                connection.close();
            }
        }
    }

    /** Not what JGit makes of it: that there is no repository. */
    private static final class ConnectionLost extends IOException {
        private static final long serialVersionUID = 1L;

        ConnectionLost(TransportException told) {
            super("the server closed the connection", told instanceof NoRemoteRepositoryException ? null : told);
        }
    }

    private synchronized @Nullable SshConnection take() {
        SshConnection connection = kept;
        kept = null;
        if (connection != null && !connection.isFresh()) {
            connection.close();
            return null;
        }
        return connection;
    }

    private synchronized void keep(SshConnection connection) {
        if (closed || kept != null) {
            connection.close();
        } else {
            kept = connection;
        }
    }

    @Override
    public synchronized void close() {
        closed = true;
        if (kept != null) {
            kept.close();
            kept = null;
        }
    }

    private SshConnection connect(Deadline deadline) throws IOException {
        try (SshIdentity identity = SshIdentity.of(options)) {
            deadline.endBy(identity::close);
            KnownHosts hosts =
                    new KnownHosts(server, options.knownHosts().orElseThrow().get());
            return new SshConnection(session(identity, hosts));
        } finally {
            deadline.endBy(null);
        }
    }

    /**
     * Within the time of silence. MINA lets a server that takes connections, and says nothing then, do so for two minutes, and
     * an ssh-agent for ever.
     */
    private SshdSession session(SshIdentity identity, KnownHosts hosts) throws IOException {
        int millis = Math.toIntExact(timeout.toMillis());
        InterruptTimer timer = new InterruptTimer("cdn-git-ssh");
        timer.begin(millis);
        try {
            identity.open();
            return new SshSessions(home, identity, hosts).getSession(server.uri(), null, FS.DETECTED, millis);
        } catch (TransportException e) {
            throw failure(e, identity, hosts);
        } finally {
            timer.end();
            timer.terminate();
            // It may have rung late. Nobody else interrupts this thread.
            Thread.interrupted();
        }
    }

    private IOException failure(TransportException failure, SshIdentity identity, KnownHosts hosts) {
        Optional<CdnException> known = hosts.refusal(failure).or(identity::trouble);
        if (known.isEmpty() && isRefusal(failure)) {
            throw identity.refusedBy(server.text(), server.user());
        }
        known.ifPresent(refusal -> {
            refusal.addSuppressed(failure);
            throw refusal;
        });
        return failure;
    }

    /** OpenSSH says so by the code of another failure, when there were too many keys. */
    private static boolean isRefusal(TransportException failure) {
        return Causes.any(
                failure,
                e -> e instanceof SshException ssh
                        && (ssh.getDisconnectCode() == SshConstants.SSH2_DISCONNECT_NO_MORE_AUTH_METHODS_AVAILABLE
                                || String.valueOf(ssh.getMessage()).contains("Too many authentication failures")));
    }
}

package io.cdntopology.git;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.eclipse.jgit.transport.CredentialsProvider;
import org.eclipse.jgit.transport.RemoteSession;
import org.eclipse.jgit.transport.RemoteSession2;
import org.eclipse.jgit.transport.SshSessionFactory;
import org.eclipse.jgit.transport.URIish;
import org.eclipse.jgit.transport.sshd.SshdSession;
import org.eclipse.jgit.util.FS;

/** A connection that is made, as JGit's transport takes it: that neither makes nor ends it. */
final class SshConnection extends SshSessionFactory implements RemoteSession2, AutoCloseable {
    /** After this long a server, or a router on the way, may have forgotten it without a word. */
    private static final Duration IDLE = Duration.ofMinutes(1);

    private final SshdSession session;
    private ReferenceLimit references = new ReferenceLimit();
    private volatile boolean open = true;
    private volatile long usedNanos = System.nanoTime();

    SshConnection(SshdSession session) {
        this.session = session;
        session.addCloseListener(closed -> open = false);
    }

    /** Limits what the server says in the next exchange. */
    void limit(ReferenceLimit limit) {
        references = limit;
    }

    /** Whether it was not closed, as far as is known here. */
    boolean isOpen() {
        return open;
    }

    /** Whether it is likely to work. */
    boolean isFresh() {
        return open && System.nanoTime() - usedNanos < IDLE.toNanos();
    }

    @Override
    public RemoteSession getSession(URIish uri, CredentialsProvider credentials, FS files, int timeoutMillis) {
        return this;
    }

    @Override
    public void releaseSession(RemoteSession released) {
        usedNanos = System.nanoTime();
    }

    @Override
    public String getType() {
        return "cdn-git";
    }

    @Override
    public Process exec(String command, int timeoutSeconds) throws IOException {
        return new Command(session.exec(command, timeoutSeconds), references);
    }

    @Override
    public Process exec(String command, Map<String, String> environment, int timeoutSeconds) throws IOException {
        return new Command(session.exec(command, environment, timeoutSeconds), references);
    }

    @Override
    public void disconnect() {
        close();
    }

    /** By who is done with it, and at the deadline by somebody else; a session may be disconnected by one at a time only. */
    @Override
    public synchronized void close() {
        open = false;
        session.disconnect();
    }

    /** A command that runs at the server. JGit asks for its status as soon as its output ends, which is a bit too soon. */
    private static final class Command extends Process {
        private static final long STATUS_SECONDS = 5;

        private final Process command;
        private final InputStream said;

        Command(Process command, ReferenceLimit references) {
            this.command = command;
            this.said = references.limit(command.getInputStream());
        }

        @Override
        public OutputStream getOutputStream() {
            return command.getOutputStream();
        }

        @Override
        public InputStream getInputStream() {
            return said;
        }

        @Override
        public InputStream getErrorStream() {
            return command.getErrorStream();
        }

        @Override
        public int waitFor() throws InterruptedException {
            return command.waitFor();
        }

        @Override
        public boolean waitFor(long timeout, TimeUnit unit) throws InterruptedException {
            return command.waitFor(timeout, unit);
        }

        @Override
        public int exitValue() {
            try {
                return command.waitFor(STATUS_SECONDS, TimeUnit.SECONDS) ? command.exitValue() : -1;
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return -1;
            } catch (IllegalThreadStateException e) {
                // The connection broke off, so it has none.
                return -1;
            }
        }

        @Override
        public void destroy() {
            command.destroy();
        }
    }
}

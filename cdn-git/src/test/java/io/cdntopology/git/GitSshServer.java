package io.cdntopology.git;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.PublicKey;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.sshd.agent.local.LocalAgentFactory;
import org.apache.sshd.common.Service;
import org.apache.sshd.common.SshConstants;
import org.apache.sshd.common.config.keys.KeyUtils;
import org.apache.sshd.common.config.keys.OpenSshCertificate;
import org.apache.sshd.common.config.keys.PublicKeyEntry;
import org.apache.sshd.common.keyprovider.KeyPairProvider;
import org.apache.sshd.common.session.Session;
import org.apache.sshd.common.session.SessionDisconnectHandler;
import org.apache.sshd.common.session.SessionListener;
import org.apache.sshd.common.util.buffer.Buffer;
import org.apache.sshd.core.CoreModuleProperties;
import org.apache.sshd.server.Environment;
import org.apache.sshd.server.ExitCallback;
import org.apache.sshd.server.SshServer;
import org.apache.sshd.server.channel.ChannelSession;
import org.apache.sshd.server.command.Command;
import org.apache.sshd.server.forward.RejectAllForwardingFilter;
import org.apache.sshd.server.shell.InvertedShellWrapper;
import org.apache.sshd.server.shell.ProcessShell;

/** An ssh server of repositories: {@code git upload-pack} behind MINA, and several ways to misbehave. */
final class GitSshServer implements AutoCloseable {
    private final Path root;
    private final int port;
    private final List<KeyPair> hostKeys = new CopyOnWriteArrayList<>();
    private final List<PublicKey> authorized = new CopyOnWriteArrayList<>();
    private final List<String> commands = new CopyOnWriteArrayList<>();
    private final AtomicInteger connections = new AtomicInteger();
    private volatile OpenSshCertificate certificate;
    private volatile boolean stalling;
    private volatile boolean asksForForwarding;
    private volatile int maxTries = 20;
    private SshServer server;

    GitSshServer(Path root, KeyPair hostKey) {
        this.root = root;
        hostKeys.add(hostKey);
        this.server = start(0);
        this.port = server.getPort();
    }

    private SshServer start(int wantedPort) {
        SshServer started = SshServer.setUpDefaultServer();
        started.setHost(InetAddress.getLoopbackAddress().getHostAddress());
        started.setPort(wantedPort);
        started.setKeyPairProvider(KeyPairProvider.wrap(hostKeys));
        if (certificate != null) {
            started.setHostKeyCertificateProvider(session -> List.of(certificate));
        }
        started.setPublickeyAuthenticator((user, key, session) ->
                user.equals("git") && authorized.stream().anyMatch(each -> KeyUtils.compareKeys(each, key)));
        started.setCommandFactory((channel, command) -> command(command));
        CoreModuleProperties.MAX_AUTH_REQUESTS.set(started, maxTries);
        started.setSessionDisconnectHandler(new AsOpenSsh());
        started.setAgentFactory(new LocalAgentFactory());
        started.setForwardingFilter(new RejectAllForwardingFilter() {
            @Override
            public boolean canForwardAgent(Session session, String request) {
                asksForForwarding = true;
                return false;
            }
        });
        started.addSessionListener(new SessionListener() {
            @Override
            public void sessionCreated(Session session) {
                connections.incrementAndGet();
            }
        });
        try {
            started.start();
            return started;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Breaks off after too many keys with the code and the words of OpenSSH. */
    private static final class AsOpenSsh implements SessionDisconnectHandler {
        @Override
        public boolean handleAuthCountDisconnectReason(
                Session session,
                Service service,
                String serviceName,
                String method,
                String user,
                int tries,
                int maxTries)
                throws IOException {
            Buffer message = session.createBuffer(SshConstants.SSH_MSG_DISCONNECT);
            message.putUInt(SshConstants.SSH2_DISCONNECT_PROTOCOL_ERROR);
            message.putString("Too many authentication failures");
            message.putString("");
            session.writePacket(message);
            return true;
        }
    }

    private Command command(String command) throws IOException {
        commands.add(command);
        if (stalling) {
            return new Stalling();
        }
        return new InvertedShellWrapper(new ProcessShell("sh", "-c", "exec " + command));
    }

    /** The URL of a repository. */
    String url(String name) {
        return "ssh://git@127.0.0.1:" + port + root.resolve(name);
    }

    /** Lets in who has a key, and nobody else. */
    void authorize(KeyPair key) {
        authorized.clear();
        authorized.add(key.getPublic());
    }

    /** The line that trusts this server. */
    String knownHost() {
        return knownHost(hostKeys.get(0).getPublic());
    }

    String knownHost(PublicKey key) {
        return "[127.0.0.1]:" + port + " " + PublicKeyEntry.toString(key) + "\n";
    }

    /** Shows another key from now on. */
    void changeHostKey(KeyPair... keys) {
        hostKeys.clear();
        hostKeys.addAll(List.of(keys));
        cut();
        restore();
    }

    /** Shows a certificate of its key from now on. */
    void certify(OpenSshCertificate shown) {
        certificate = shown;
        cut();
        restore();
    }

    int port() {
        return port;
    }

    /** Breaks off after so many keys from now on. */
    void limitTries(int count) {
        maxTries = count;
        cut();
        restore();
    }

    /** Whether an ssh-agent was ever offered. */
    boolean isOfferedAnAgent() {
        return asksForForwarding;
    }

    /** Answers nothing to commands any more. */
    void stall() {
        stalling = true;
    }

    /** How many connections were made. */
    int connections() {
        return connections.get();
    }

    /** What was run. */
    List<String> commands() {
        return commands;
    }

    /** Whether nobody is connected. */
    boolean isLeft() {
        return server.getActiveSessions().isEmpty();
    }

    void cut() {
        try {
            server.stop(true);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void restore() {
        server = start(port);
    }

    /** A command that says nothing. */
    private static final class Stalling implements Command {
        @Override
        public void setExitCallback(ExitCallback callback) {}

        @Override
        public void setErrorStream(OutputStream err) {}

        @Override
        public void setInputStream(InputStream in) {}

        @Override
        public void setOutputStream(OutputStream out) {}

        @Override
        public void start(ChannelSession channel, Environment environment) {}

        @Override
        public void destroy(ChannelSession channel) {}
    }

    @Override
    public void close() {
        cut();
    }
}

package io.cdntopology.git;

import java.io.File;
import java.io.IOException;
import java.net.StandardSocketOptions;
import java.nio.file.Path;
import java.security.KeyPair;
import java.util.Iterator;
import java.util.List;
import org.apache.sshd.common.io.nio2.Nio2Session;
import org.apache.sshd.common.keyprovider.KeyIdentityProvider;
import org.apache.sshd.common.session.Session;
import org.apache.sshd.common.session.SessionContext;
import org.eclipse.jgit.transport.SshConfigStore;
import org.eclipse.jgit.transport.sshd.ServerKeyDatabase;
import org.eclipse.jgit.transport.sshd.SshdSessionFactory;
import org.eclipse.jgit.transport.sshd.agent.ConnectorFactory;
import org.jspecify.annotations.Nullable;

/**
 * Makes one session by what this library is told alone: nothing of the user's, no configuration, keys or hosts, and no agent that
 * was not named. None is forwarded.
 */
final class SshSessions extends SshdSessionFactory {
    private final SshIdentity identity;
    private final KnownHosts hosts;

    /**
     * @param home taken for the user's home directory, in which nothing is looked for
     */
    SshSessions(Path home, SshIdentity identity, KnownHosts hosts) {
        super(null, null);
        this.identity = identity;
        this.hosts = hosts;
        setHomeDirectory(home.toFile());
        setSshDirectory(home.toFile());
    }

    @Override
    protected @Nullable File getSshConfig(File directory) {
        return null;
    }

    @Override
    protected @Nullable SshConfigStore createSshConfigStore(File home, @Nullable File file, String user) {
        return null;
    }

    @Override
    protected ServerKeyDatabase getServerKeyDatabase(File home, File directory) {
        return hosts;
    }

    @Override
    protected Iterable<KeyPair> getDefaultKeys(File directory) {
        return new Keys(identity.keys());
    }

    /** The keys, and what is to be done as soon as there is a session, of which they are the first to hear. */
    private record Keys(List<KeyPair> keys) implements Iterable<KeyPair>, KeyIdentityProvider {
        @Override
        public Iterator<KeyPair> iterator() {
            return keys.iterator();
        }

        /** Small messages go one after the other: with Nagle's algorithm each exchange waits for 40 ms and more. */
        @Override
        public Iterable<KeyPair> loadKeys(SessionContext context) throws IOException {
            if (context instanceof Session session && session.getIoSession() instanceof Nio2Session connection) {
                connection.getSocket().setOption(StandardSocketOptions.TCP_NODELAY, true);
            }
            return keys;
        }
    }

    @Override
    protected @Nullable ConnectorFactory getConnectorFactory() {
        return identity.agent().orElse(null);
    }

    @Override
    protected String getDefaultPreferredAuthentications() {
        return "publickey";
    }
}

package io.cdntopology.git;

import java.io.File;
import java.nio.file.Path;
import java.security.KeyPair;
import org.eclipse.jgit.transport.SshConfigStore;
import org.eclipse.jgit.transport.sshd.ServerKeyDatabase;
import org.eclipse.jgit.transport.sshd.SshdSessionFactory;
import org.eclipse.jgit.transport.sshd.agent.ConnectorFactory;
import org.jspecify.annotations.Nullable;

/** Makes one session by what this library is told alone: nothing of the user's, no configuration, keys, agents or hosts. */
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
        return identity.keys();
    }

    @Override
    protected @Nullable ConnectorFactory getConnectorFactory() {
        return null;
    }

    @Override
    protected String getDefaultPreferredAuthentications() {
        return "publickey";
    }
}

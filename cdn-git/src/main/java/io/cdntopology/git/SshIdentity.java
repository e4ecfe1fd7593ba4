package io.cdntopology.git;

import io.cdntopology.failure.CdnException;
import io.cdntopology.failure.ErrorCode;
import io.cdntopology.failure.Problem;
import java.io.IOException;
import java.security.KeyPair;
import java.util.List;
import java.util.Optional;
import org.eclipse.jgit.transport.sshd.agent.ConnectorFactory;

/** Who asks an ssh server, while a connection is made. */
interface SshIdentity extends AutoCloseable {
    /**
     * Not open yet.
     *
     * @throws CdnException with {@code CREDENTIALS_REFUSED} if what the options say is of no use
     */
    static SshIdentity of(SshOptions options) throws IOException {
        JdkEd25519.install();
        return options.agent().isPresent()
                ? new AgentIdentity(options.agent().get().get(), options.agentKey())
                : KeyIdentity.read(options);
    }

    /**
     * Finds out who it is. May wait for somebody else, until the thread is interrupted or it is closed.
     *
     * @throws CdnException with {@code CREDENTIALS_REFUSED} or {@code SOURCE_TIMEOUT} if it cannot
     */
    void open();

    /** The keys that are here. */
    List<KeyPair> keys();

    /** How JGit reaches those that are in an ssh-agent. */
    Optional<ConnectorFactory> agent();

    /** What kept it from proving who it is, whatever came of that at the server. */
    Optional<CdnException> trouble();

    /** The failure to be told if the server takes none of the keys. */
    default CdnException refusedBy(String location, String user) {
        return CdnException.of(
                ErrorCode.CREDENTIALS_REFUSED,
                SshWire.CONNECTING,
                new Problem(
                        location,
                        "the server does not let in the user '" + user + "' with the " + shown(),
                        "let the public key in there, or " + otherwise()));
    }

    /** The keys that a server is shown, by their fingerprints. */
    String shown();

    /** What else to do where the server lets none of them in. */
    String otherwise();

    /** Ends what waits for somebody else. From any thread. */
    @Override
    void close();
}

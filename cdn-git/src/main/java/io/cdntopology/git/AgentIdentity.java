package io.cdntopology.git;

import io.cdntopology.failure.CdnException;
import io.cdntopology.failure.ErrorCode;
import io.cdntopology.failure.Problem;
import java.io.File;
import java.io.IOException;
import java.io.StreamCorruptedException;
import java.nio.channels.ClosedChannelException;
import java.nio.file.Path;
import java.security.KeyPair;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.apache.sshd.agent.SshAgentConstants;
import org.apache.sshd.common.util.buffer.Buffer;
import org.apache.sshd.common.util.buffer.BufferException;
import org.apache.sshd.common.util.buffer.ByteArrayBuffer;
import org.eclipse.jgit.transport.sshd.agent.Connector;
import org.eclipse.jgit.transport.sshd.agent.ConnectorFactory;
import org.jspecify.annotations.Nullable;

/**
 * Who has keys in an ssh-agent that runs. It is asked which ones, and to sign; public keys and signatures are all that ever
 * comes from there.
 */
final class AgentIdentity implements SshIdentity {
    private static final String VARIABLE = "SSH_AUTH_SOCK";

    /** What JGit wants to be free at the beginning of a message. */
    private static final int HEADER_BYTES = 5;

    private static final int MAX_TOLD = 6;

    private final Path path;
    private final Optional<String> only;
    private final AgentSocket socket;
    private volatile List<byte[]> keys = List.of();
    private volatile @Nullable CdnException trouble;

    /**
     * @param path where it listens
     * @param only the fingerprint of the key that is to be used
     */
    AgentIdentity(Path path, Optional<String> only) throws IOException {
        this.path = path;
        this.only = only;
        this.socket = new AgentSocket(path);
    }

    /**
     * Where the ssh-agent listens that a process with this environment is to use.
     *
     * @throws CdnException with {@code CREDENTIALS_REFUSED} if it does not say
     */
    static Path socket(Map<String, String> environment) {
        String named = environment.getOrDefault(VARIABLE, "");
        if (named.isEmpty()) {
            throw CdnException.of(
                    ErrorCode.CREDENTIALS_REFUSED,
                    SshWire.CONNECTING,
                    new Problem(
                            "sshAgent",
                            "the environment variable " + VARIABLE + " is not set",
                            "start this process where it is, as below `ssh-agent`, or give the socket: sshAgent(path)"));
        }
        return Path.of(named);
    }

    @Override
    public void open() {
        connect();
        List<byte[]> all = list();
        if (all.isEmpty()) {
            throw refused(
                    "the ssh-agent has no keys, apart from certificates, or is locked",
                    "add one with `ssh-add FILE`, or unlock it with `ssh-add -X`",
                    null);
        }
        keys = all.stream()
                .filter(key -> only.isEmpty() || only.get().equals(fingerprint(key)))
                .toList();
        if (keys.isEmpty()) {
            throw refused(
                    "the ssh-agent does not have the key " + only.orElseThrow() + ", but " + told(all),
                    "add it with `ssh-add FILE`, or correct sshAgentKey(…)",
                    null);
        }
    }

    private void connect() {
        try {
            socket.connect();
        } catch (ClosedChannelException e) {
            throw silent(e);
        } catch (IOException e) {
            throw refused(
                    "no ssh-agent is to be reached there (" + e.getMessage() + ")",
                    "start one, as with `ssh-agent -a " + path + "`, let this process use it, or correct the path",
                    e);
        }
    }

    private List<byte[]> list() {
        try {
            Buffer answer =
                    new ByteArrayBuffer(ask(SshAgentConstants.SSH2_AGENTC_REQUEST_IDENTITIES, new byte[HEADER_BYTES]));
            if (answer.getByte() != SshAgentConstants.SSH2_AGENT_IDENTITIES_ANSWER) {
                throw new StreamCorruptedException("it does not tell its keys");
            }
            List<byte[]> all = new ArrayList<>();
            for (int left = answer.getInt(); left != 0; left--) {
                byte[] key = answer.getBytes();
                if (!isCertificate(key)) {
                    all.add(key);
                }
                // What somebody called it.
                answer.getBytes();
            }
            return all;
        } catch (IOException | BufferException e) {
            throw failure(e);
        }
    }

    /** JGit takes the signature by the key of a certificate for that of another key. */
    private static boolean isCertificate(byte[] key) {
        return new ByteArrayBuffer(key).getString().endsWith("-cert-v01@openssh.com");
    }

    /** Asks it. As long as it has not answered, that is the trouble. */
    private byte[] ask(byte command, byte[] message) throws IOException {
        trouble = silent(null);
        try {
            byte[] answer = socket.rpc(command, message);
            trouble = null;
            return answer;
        } catch (IOException e) {
            trouble = failure(e);
            throw e;
        }
    }

    @Override
    public List<KeyPair> keys() {
        return List.of();
    }

    @Override
    public Optional<ConnectorFactory> agent() {
        return Optional.of(new Signers());
    }

    @Override
    public Optional<CdnException> trouble() {
        return Optional.ofNullable(trouble);
    }

    @Override
    public String shown() {
        return "ssh-agent's " + told(keys);
    }

    @Override
    public String otherwise() {
        return "add another one with `ssh-add FILE`; servers take a few tries only, so name the one of several with"
                + " sshAgentKey(\"SHA256:…\")";
    }

    private static String told(List<byte[]> keys) {
        String more = keys.size() > MAX_TOLD ? " and " + (keys.size() - MAX_TOLD) + " more" : "";
        return keys.stream().limit(MAX_TOLD).map(AgentIdentity::fingerprint).collect(Collectors.joining(", ")) + more;
    }

    /** As `ssh-add -l` has it. */
    private static String fingerprint(byte[] key) {
        return "SHA256:" + Base64.getEncoder().withoutPadding().encodeToString(ShortName.sha256(key));
    }

    private CdnException failure(Exception e) {
        return e instanceof ClosedChannelException
                ? silent(e)
                : refused(
                        "what listens there does not answer as an ssh-agent (" + e.getMessage() + ")",
                        "name the socket of an ssh-agent that runs",
                        e);
    }

    /** It is closed when nobody waits any more. */
    private CdnException silent(@Nullable Exception cause) {
        return CdnException.of(
                ErrorCode.SOURCE_TIMEOUT,
                SshWire.CONNECTING,
                new Problem(
                        path.toString(),
                        "the ssh-agent was silent for too long",
                        "it is tried again by itself; see what it waits for, as somebody who confirms, and allow more with"
                                + " timeout(…)"),
                cause);
    }

    private CdnException refused(String why, String fix, @Nullable Exception cause) {
        return CdnException.of(
                ErrorCode.CREDENTIALS_REFUSED, SshWire.CONNECTING, new Problem(path.toString(), why, fix), cause);
    }

    @Override
    public void close() {
        socket.close();
    }

    /** For JGit, which knows none by name. */
    private final class Signers implements ConnectorFactory {
        @Override
        public Connector create(@Nullable String name, File home) {
            return new Signer();
        }

        @Override
        public boolean isSupported() {
            return true;
        }

        @Override
        public String getName() {
            return "cdn-git";
        }

        @Override
        public Collection<ConnectorDescriptor> getSupportedConnectors() {
            return List.of();
        }

        @Override
        public @Nullable ConnectorDescriptor getDefaultConnector() {
            return null;
        }
    }

    /** What JGit asks: for the keys, which are known, and for signatures. */
    private final class Signer implements Connector {
        @Override
        public boolean connect() {
            return true;
        }

        @Override
        public byte[] rpc(byte command, byte[] message) throws IOException {
            return switch (command) {
                case SshAgentConstants.SSH2_AGENTC_REQUEST_IDENTITIES -> known();
                case SshAgentConstants.SSH2_AGENTC_SIGN_REQUEST -> sign(message);
                default -> throw new IOException("nothing else is asked of an ssh-agent");
            };
        }

        private byte[] known() {
            Buffer answer = new ByteArrayBuffer();
            answer.putByte(SshAgentConstants.SSH2_AGENT_IDENTITIES_ANSWER);
            answer.putUInt(keys.size());
            for (byte[] key : keys) {
                answer.putBytes(key);
                answer.putString("");
            }
            return answer.getCompactData();
        }

        private byte[] sign(byte[] message) throws IOException {
            byte[] answer = ask(SshAgentConstants.SSH2_AGENTC_SIGN_REQUEST, message);
            if (answer[0] != SshAgentConstants.SSH2_AGENT_SIGN_RESPONSE) {
                Buffer asked = new ByteArrayBuffer(message, HEADER_BYTES, message.length - HEADER_BYTES);
                trouble = refused(
                        "the ssh-agent refuses to sign with the key " + fingerprint(asked.getBytes()),
                        "confirm it where it asks; add the key anew, with `ssh-add FILE`, if it was for some time or for"
                                + " some servers only",
                        null);
            }
            return answer;
        }

        /** Whoever opened the identity closes it. */
        @Override
        public void close() {}
    }

    /** Where it is. */
    @Override
    public String toString() {
        return "AgentIdentity(" + path + ")";
    }
}

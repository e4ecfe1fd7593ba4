package io.cdntopology.git;

import io.cdntopology.failure.CdnException;
import io.cdntopology.failure.ErrorCode;
import io.cdntopology.failure.Problem;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import org.apache.sshd.common.NamedResource;
import org.apache.sshd.common.config.keys.FilePasswordProvider;
import org.apache.sshd.common.config.keys.KeyUtils;
import org.apache.sshd.common.util.security.SecurityUtils;
import org.eclipse.jgit.transport.sshd.agent.ConnectorFactory;

/**
 * Who has a private key.
 *
 * @param keys one, as a rule
 */
record KeyIdentity(List<KeyPair> keys) implements SshIdentity {
    private static final String KEY = "privateKey";

    /**
     * Reads it. What MINA says of a key that it cannot read is left out, as it may repeat some of it.
     *
     * @throws CdnException with {@code CREDENTIALS_REFUSED} if the key or its passphrase is of no use
     */
    static KeyIdentity read(SshOptions options) {
        Optional<String> passphrase = options.passphrase().map(supplier -> supplier.get());
        byte[] text = opened(options.privateKey().orElseThrow().get(), passphrase);
        AtomicBoolean asked = new AtomicBoolean();
        FilePasswordProvider provider = (session, resource, attempt) -> {
            asked.set(true);
            return passphrase.orElse(null);
        };
        List<KeyPair> keys = new ArrayList<>();
        try {
            Iterable<KeyPair> found = SecurityUtils.loadKeyPairIdentities(
                    null, NamedResource.ofName(KEY), new ByteArrayInputStream(text), provider);
            if (found != null) {
                found.forEach(keys::add);
            }
        } catch (IOException | GeneralSecurityException | RuntimeException e) {
            throw asked.get() ? closed(passphrase.isPresent()) : unreadable();
        }
        if (keys.isEmpty()) {
            throw unreadable();
        }
        return new KeyIdentity(List.copyOf(keys));
    }

    /** What MINA would not open. */
    private static byte[] opened(byte[] text, Optional<String> passphrase) {
        Optional<EncryptedKey> encrypted = EncryptedKey.in(text);
        if (encrypted.isEmpty()) {
            return text;
        }
        try {
            return encrypted.get().open(passphrase.orElseThrow(() -> closed(false)));
        } catch (NoSuchAlgorithmException | IOException | IllegalArgumentException e) {
            throw refused(
                    KEY,
                    "it is encrypted in a way that Java does not read",
                    "convert it with `ssh-keygen -p -f FILE`, which writes the format of OpenSSH");
        } catch (GeneralSecurityException e) {
            throw closed(true);
        }
    }

    private static CdnException closed(boolean withPassphrase) {
        return withPassphrase
                ? refused("passphrase", "it does not open the private key", "correct passphrase(…)")
                : refused(KEY, "it is encrypted, and there is no passphrase", "set passphrase(…)");
    }

    private static CdnException unreadable() {
        return refused(
                KEY,
                "it is no private key of Ed25519, ECDSA or RSA in the format of OpenSSH or in PEM",
                "give the file that ssh-keygen wrote, not the one with .pub");
    }

    /** It was read already. */
    @Override
    public void open() {}

    @Override
    public Optional<ConnectorFactory> agent() {
        return Optional.empty();
    }

    /** Nothing, as what signs is here. */
    @Override
    public Optional<CdnException> trouble() {
        return Optional.empty();
    }

    @Override
    public String shown() {
        return keys.stream()
                .map(key -> KeyUtils.getFingerPrint(key.getPublic()))
                .collect(Collectors.joining(", ", "key ", ""));
    }

    @Override
    public String otherwise() {
        return "give another one with privateKey(…)";
    }

    private static CdnException refused(String where, String why, String fix) {
        return CdnException.of(ErrorCode.CREDENTIALS_REFUSED, SshWire.CONNECTING, new Problem(where, why, fix));
    }

    /** Nothing is kept open. */
    @Override
    public void close() {}

    /** No keys. */
    @Override
    public String toString() {
        return "KeyIdentity(***)";
    }
}

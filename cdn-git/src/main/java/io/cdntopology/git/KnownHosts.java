package io.cdntopology.git;

import io.cdntopology.failure.CdnException;
import io.cdntopology.failure.ErrorCode;
import io.cdntopology.failure.Problem;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.apache.sshd.client.config.hosts.KnownHostEntry;
import org.apache.sshd.client.config.hosts.KnownHostHashValue;
import org.apache.sshd.common.config.keys.KeyUtils;
import org.apache.sshd.common.config.keys.OpenSshCertificate;
import org.apache.sshd.common.config.keys.PublicKeyEntry;
import org.apache.sshd.common.config.keys.PublicKeyEntryResolver;
import org.eclipse.jgit.transport.CredentialsProvider;
import org.eclipse.jgit.transport.sshd.ServerKeyDatabase;
import org.jspecify.annotations.Nullable;

/**
 * Which keys one server may show, by lines as OpenSSH writes them to {@code known_hosts}. Nothing is ever added. Lines of
 * certificate authorities, and those that cannot be read, count for nothing.
 */
final class KnownHosts implements ServerKeyDatabase {
    private static final String REVOKED = "revoked";

    private final GitLocation.Ssh server;
    private final List<PublicKey> trusted = new ArrayList<>();
    private final List<PublicKey> revoked = new ArrayList<>();
    private volatile @Nullable PublicKey refused;

    KnownHosts(GitLocation.Ssh server, byte[] lines) {
        this.server = server;
        new String(lines, StandardCharsets.UTF_8)
                .lines()
                .map(String::strip)
                .filter(line -> !line.isEmpty() && !line.startsWith("#"))
                .forEach(this::add);
    }

    private void add(String line) {
        try {
            KnownHostEntry entry = KnownHostEntry.parseKnownHostEntry(line);
            if (entry == null || !entry.isHostMatch(server.host(), server.port())) {
                return;
            }
            PublicKey key = entry.getKeyEntry().resolvePublicKey(null, PublicKeyEntryResolver.IGNORING);
            if (key != null && entry.getMarker() == null) {
                trusted.add(key);
            } else if (key != null && REVOKED.equals(entry.getMarker())) {
                revoked.add(key);
            }
        } catch (IOException | GeneralSecurityException | RuntimeException e) {
            // It counts for nothing.
        }
    }

    /** Those, which the server is then asked for first. */
    @Override
    public List<PublicKey> lookup(String connectAddress, InetSocketAddress remoteAddress, Configuration config) {
        return List.copyOf(trusted);
    }

    @Override
    public boolean accept(
            String connectAddress,
            InetSocketAddress remoteAddress,
            PublicKey shown,
            Configuration config,
            CredentialsProvider provider) {
        PublicKey key = shown instanceof OpenSshCertificate certificate ? certificate.getCertPubKey() : shown;
        boolean accepted = contains(trusted, key) && !contains(revoked, key);
        refused = accepted ? null : key;
        return accepted;
    }

    private static boolean contains(List<PublicKey> keys, PublicKey key) {
        return keys.stream().anyMatch(each -> KeyUtils.compareKeys(each, key));
    }

    /** The failure to be told if the server's key was refused. */
    Optional<CdnException> refusal() {
        PublicKey key = refused;
        return key == null
                ? Optional.empty()
                : Optional.of(CdnException.of(ErrorCode.SOURCE_NOT_TRUSTED, SshWire.CONNECTING, problem(key)));
    }

    private Problem problem(PublicKey key) {
        String shown = "it shows the host key " + named(key);
        String line = line(key);
        if (contains(revoked, key)) {
            return new Problem(
                    server.text(), shown + ", which knownHosts(…) says is revoked", "give the server another key");
        }
        if (trusted.isEmpty()) {
            return new Problem(
                    server.text(),
                    shown + ", and knownHosts(…) has none for it",
                    "compare that with what its operator says, then add this line: " + line);
        }
        String known = trusted.stream().map(KnownHosts::named).collect(Collectors.joining(", "));
        return new Problem(
                server.text(),
                shown + ", and knownHosts(…) has " + known + ": it was changed, or somebody else answers",
                "ask its operator; only if the key was changed there, replace its lines by this one: " + line);
    }

    private static String named(PublicKey key) {
        return KeyUtils.getKeyType(key) + " " + KeyUtils.getFingerPrint(key);
    }

    private String line(PublicKey key) {
        return KnownHostHashValue.createHostPattern(server.host(), server.port()) + " " + PublicKeyEntry.toString(key);
    }
}

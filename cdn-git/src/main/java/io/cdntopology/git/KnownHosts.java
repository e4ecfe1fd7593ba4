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
import org.apache.sshd.common.SshConstants;
import org.apache.sshd.common.SshException;
import org.apache.sshd.common.config.keys.KeyUtils;
import org.apache.sshd.common.config.keys.OpenSshCertificate;
import org.apache.sshd.common.config.keys.PublicKeyEntry;
import org.apache.sshd.common.config.keys.PublicKeyEntryResolver;
import org.eclipse.jgit.transport.CredentialsProvider;
import org.eclipse.jgit.transport.sshd.ServerKeyDatabase;
import org.jspecify.annotations.Nullable;

/**
 * Which keys one server may show, by lines as OpenSSH writes them to {@code known_hosts}. Nothing is ever added. Lines that cannot
 * be read count for nothing.
 *
 * <p>A certificate that the server shows has been looked at by MINA before: it is for a host, for this one by its name, for now,
 * without options that nobody knows, and signed by the authority that it names. Whether that one is trusted is said here.
 */
final class KnownHosts implements ServerKeyDatabase {
    private static final String REVOKED = "revoked";
    private static final String AUTHORITY = "cert-authority";
    private static final int PORT = 22;

    /** By SHA-1, which can be forged. */
    private static final String WEAK = "ssh-rsa";

    private final GitLocation.Ssh server;
    private final List<PublicKey> trusted = new ArrayList<>();
    private final List<PublicKey> authorities = new ArrayList<>();
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
            if (entry == null || !isFor(entry)) {
                return;
            }
            PublicKey key = entry.getKeyEntry().resolvePublicKey(null, PublicKeyEntryResolver.IGNORING);
            if (key != null) {
                keys(entry.getMarker()).ifPresent(keys -> keys.add(key));
            }
        } catch (IOException | GeneralSecurityException | RuntimeException e) {
            // It counts for nothing.
        }
    }

    /** With a marker whatever the port is, as certificates name none. */
    private boolean isFor(KnownHostEntry entry) {
        return entry.isHostMatch(server.host(), server.port())
                || (entry.getMarker() != null && entry.isHostMatch(server.host(), PORT));
    }

    private Optional<List<PublicKey>> keys(@Nullable String marker) {
        if (marker == null) {
            return Optional.of(trusted);
        }
        return switch (marker) {
            case AUTHORITY -> Optional.of(authorities);
            case REVOKED -> Optional.of(revoked);
            default -> Optional.empty();
        };
    }

    /** Those, which the server is then asked for first, before any certificate. */
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
        boolean accepted = (contains(trusted, key(shown)) || isCertified(shown)) && !isRevoked(shown);
        refused = accepted ? null : shown;
        return accepted;
    }

    private boolean isCertified(PublicKey shown) {
        return authority(shown).filter(key -> contains(authorities, key)).isPresent() && !isWeak(shown);
    }

    private boolean isRevoked(PublicKey shown) {
        return contains(revoked, key(shown))
                || authority(shown).filter(key -> contains(revoked, key)).isPresent();
    }

    private static PublicKey key(PublicKey shown) {
        return shown instanceof OpenSshCertificate certificate ? certificate.getCertPubKey() : shown;
    }

    private static Optional<PublicKey> authority(PublicKey shown) {
        return shown instanceof OpenSshCertificate certificate
                ? Optional.of(certificate.getCaPubKey())
                : Optional.empty();
    }

    private static boolean isWeak(PublicKey shown) {
        return shown instanceof OpenSshCertificate certificate && WEAK.equals(certificate.getSignatureAlgorithm());
    }

    private static boolean contains(List<PublicKey> keys, PublicKey key) {
        return keys.stream().anyMatch(each -> KeyUtils.compareKeys(each, key));
    }

    /** The failure to be told if the server's key was refused: here, or as its certificate is none. */
    Optional<CdnException> refusal(Throwable failure) {
        PublicKey shown = refused;
        Optional<Problem> problem = shown == null ? invalid(failure) : Optional.of(problem(shown));
        return problem.map(told -> CdnException.of(ErrorCode.SOURCE_NOT_TRUSTED, SshWire.CONNECTING, told));
    }

    /** MINA names a certificate by its id, of its authority's choice, in each failure of one, and nowhere else. */
    private Optional<Problem> invalid(Throwable failure) {
        return Causes.first(failure, KnownHosts::isOfCertificate)
                .map(e -> new Problem(
                        server.text(),
                        "it shows a certificate that is not valid: " + Masking.text(String.valueOf(e.getMessage())),
                        "have its authority sign another one, for a host of this name and for now; or trust the key itself,"
                                + " by the line that `ssh-keyscan` prints, once that was compared"));
    }

    private static boolean isOfCertificate(Throwable e) {
        return e instanceof SshException ssh
                && ssh.getDisconnectCode() == SshConstants.SSH2_DISCONNECT_KEY_EXCHANGE_FAILED
                && String.valueOf(e.getMessage()).contains("key ID=");
    }

    private Problem problem(PublicKey shown) {
        PublicKey key = key(shown);
        String text = "it shows the host key " + named(key);
        if (contains(revoked, key)) {
            return new Problem(
                    server.text(), text + ", which knownHosts(…) says is revoked", "give the server another key");
        }
        if (isRevoked(shown)) {
            return new Problem(
                    server.text(),
                    text + certificate(shown) + ", an authority that knownHosts(…) says is revoked",
                    "have another authority certify it");
        }
        String line = "compare that with what its operator says, then add this line: " + line(key);
        if (!trusted.isEmpty()) {
            return new Problem(
                    server.text(),
                    text + ", and knownHosts(…) has " + named(trusted) + ": it was changed, or somebody else answers",
                    "ask its operator; only if the key was changed there, replace its lines by this one: " + line(key));
        }
        if (isWeak(shown)) {
            return new Problem(
                    server.text(),
                    text + certificate(shown) + " with SHA-1, which can be forged",
                    "have it certified anew, as by `ssh-keygen -t rsa-sha2-512 -h -s …`");
        }
        if (!authorities.isEmpty()) {
            return new Problem(
                    server.text(),
                    text + certificate(shown) + ", and knownHosts(…) has only the authority " + named(authorities),
                    "have that one certify it; or " + line);
        }
        return new Problem(server.text(), text + certificate(shown) + ", and knownHosts(…) has none for it", line);
    }

    private static String certificate(PublicKey shown) {
        return authority(shown)
                .map(authority -> ", certified by " + named(authority))
                .orElse(" without a certificate");
    }

    private static String named(List<PublicKey> keys) {
        return keys.stream().map(KnownHosts::named).collect(Collectors.joining(", "));
    }

    private static String named(PublicKey key) {
        return KeyUtils.getKeyType(key) + " " + KeyUtils.getFingerPrint(key);
    }

    private String line(PublicKey key) {
        return KnownHostHashValue.createHostPattern(server.host(), server.port()) + " " + PublicKeyEntry.toString(key);
    }
}

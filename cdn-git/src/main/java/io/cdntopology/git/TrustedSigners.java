package io.cdntopology.git;

import io.cdntopology.failure.CdnException;
import io.cdntopology.failure.ErrorCode;
import io.cdntopology.failure.Problem;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Whose signatures {@link GitSource#signedBy} takes: by ssh keys, by OpenPGP keys (GnuPG), or by both.
 *
 * <p>Immutable. Files are read anew for each commit that is looked at, so that they can be replaced. A list with a mistake
 * trusts nobody.
 */
public final class TrustedSigners {
    private static final String DESCRIBING = "Describing trusted signers";

    private final Optional<Supplier<byte[]>> ssh;
    private final Optional<Supplier<byte[]>> openPgp;

    private TrustedSigners(Optional<Supplier<byte[]>> ssh, Optional<Supplier<byte[]>> openPgp) {
        this.ssh = ssh;
        this.openPgp = openPgp;
    }

    /**
     * Those with ssh keys.
     *
     * @param allowedSigners a file with lines as git's {@code gpg.ssh.allowedSignersFile} has them, at most 1 MiB:
     *     {@code ada@example.org ssh-ed25519 AAAA…}, with the options {@code namespaces}, {@code valid-after} and
     *     {@code valid-before} where they are needed. Times are compared with that of the commit or tag, and end with a
     *     {@code Z}. Lines of certificate authorities count for nothing. Whoever a line is for may sign what anybody made, as with git.
     */
    public static TrustedSigners ssh(Path allowedSigners) {
        return new TrustedSigners(Optional.of(new CredentialFile(allowedSigners)), Optional.empty());
    }

    /**
     * As {@link #ssh(Path)}, by the lines themselves.
     *
     * @throws CdnException with {@code INVALID_ARGUMENT} if one of them cannot be read
     */
    public static TrustedSigners ssh(String allowedSigners) {
        List<Problem> problems = AllowedSigners.parse(allowedSigners).problems();
        if (!problems.isEmpty()) {
            throw CdnException.of(ErrorCode.INVALID_ARGUMENT, DESCRIBING, problems);
        }
        return new TrustedSigners(Optional.of(CredentialFile.bytes(() -> allowedSigners)), Optional.empty());
    }

    /**
     * Those with OpenPGP keys. Needs the library {@code org.bouncycastle:bcpg-jdk18on}, which this one does not bring along.
     *
     * <p>A key has to have been valid when it signed. One that was revoked because somebody else may have it counts for nothing,
     * whenever it signed; a list of revocations is not looked for, so replace the file by one with the revocation.
     *
     * @param publicKeys a file with one or more keys as {@code gpg --export --armor} writes them, at most 1 MiB
     * @throws CdnException with {@code INVALID_ARGUMENT} if the library is missing
     */
    public static TrustedSigners openPgp(Path publicKeys) {
        requireBouncyCastle();
        return new TrustedSigners(Optional.empty(), Optional.of(new CredentialFile(publicKeys)));
    }

    /**
     * As {@link #openPgp(Path)}, by the keys themselves.
     *
     * @throws CdnException with {@code INVALID_ARGUMENT} also if they cannot be read
     */
    public static TrustedSigners openPgp(String publicKeys) {
        requireBouncyCastle();
        OpenPgpSigners.parse(publicKeys).problem().ifPresent(problem -> {
            throw CdnException.of(ErrorCode.INVALID_ARGUMENT, DESCRIBING, problem);
        });
        return new TrustedSigners(Optional.empty(), Optional.of(CredentialFile.bytes(() -> publicKeys)));
    }

    private static void requireBouncyCastle() {
        try {
            Class.forName(
                    "org.bouncycastle.openpgp.api.OpenPGPCertificate", false, TrustedSigners.class.getClassLoader());
        } catch (ClassNotFoundException e) {
            throw CdnException.of(
                    ErrorCode.INVALID_ARGUMENT,
                    DESCRIBING,
                    new Problem(
                            "openPgp",
                            "the library that reads OpenPGP is not there",
                            "add org.bouncycastle:bcpg-jdk18on, version 1.84 or newer, or sign with ssh keys"),
                    e);
        }
    }

    /** These and others. */
    public TrustedSigners and(TrustedSigners others) {
        return new TrustedSigners(both(ssh, others.ssh), both(openPgp, others.openPgp));
    }

    private static Optional<Supplier<byte[]>> both(Optional<Supplier<byte[]>> some, Optional<Supplier<byte[]>> others) {
        return some.isPresent() && others.isPresent()
                ? Optional.of(() -> joined(some.get().get(), others.get().get()))
                : some.or(() -> others);
    }

    private static byte[] joined(byte[] some, byte[] others) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        all.writeBytes(some);
        all.write('\n');
        all.writeBytes(others);
        return all.toByteArray();
    }

    /** The lines of those with ssh keys. */
    Optional<Supplier<byte[]>> ssh() {
        return ssh;
    }

    /** The keys of those with OpenPGP keys. */
    Optional<Supplier<byte[]>> openPgp() {
        return openPgp;
    }

    /** Makes sure that one of them signed it. */
    void verify(SignedObject object) throws SignatureRefusal {
        String signature = object.signature()
                .orElseThrow(() -> new SignatureRefusal(
                        "it is not signed", "sign it with a key that is trusted: git commit -S, or git tag -s"));
        List<SignatureVerifier> verifiers = verifiers();
        for (SignatureVerifier verifier : verifiers) {
            if (signature.startsWith(verifier.beginning())) {
                verifier.verify(object, signature);
                return;
            }
        }
        throw new SignatureRefusal(
                "its signature is of another kind than those that are trusted",
                "sign it with "
                        + String.join(
                                " or ",
                                verifiers.stream().map(SignatureVerifier::kind).toList()));
    }

    private List<SignatureVerifier> verifiers() {
        List<SignatureVerifier> verifiers = new ArrayList<>();
        ssh.ifPresent(lines -> verifiers.add(AllowedSigners.parse(text(lines))));
        openPgp.ifPresent(keys -> verifiers.add(OpenPgpSigners.parse(text(keys))));
        return verifiers;
    }

    private static String text(Supplier<byte[]> bytes) {
        return new String(bytes.get(), StandardCharsets.UTF_8);
    }

    /** Of which kinds they are. */
    @Override
    public String toString() {
        return "TrustedSigners[" + (ssh.isPresent() ? "ssh " : "") + (openPgp.isPresent() ? "openPgp" : "") + "]";
    }
}

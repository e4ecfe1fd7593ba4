package io.cdntopology.git;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.MessageDigest;
import java.security.Signature;
import java.util.Base64;
import org.apache.sshd.common.config.keys.KeyUtils;
import org.apache.sshd.common.config.keys.PublicKeyEntry;
import org.apache.sshd.common.util.buffer.ByteArrayBuffer;

/** Signs commits and tags as git does with an ssh key of type Ed25519, or nearly so. */
final class SshSigner {
    private static final Base64.Encoder LINES = Base64.getMimeEncoder(70, new byte[] {'\n'});

    private final KeyPair key = SshKeys.make("Ed25519", 255);

    /** What trusts it. */
    TrustedSigners trusted() {
        return TrustedSigners.ssh(line(""));
    }

    /** A line of allowed signers, with options. */
    String line(String options) {
        return "ada@example.org " + (options.isEmpty() ? "" : options + " ") + PublicKeyEntry.toString(key.getPublic());
    }

    String fingerprint() {
        return KeyUtils.getFingerPrint(key.getPublic());
    }

    byte[] commit(byte[] raw) {
        return withHeader(raw, armor(signature(raw, "git", "sha512", "SHA-512")));
    }

    byte[] tag(byte[] raw) {
        return bytes(text(raw) + armor(signature(raw, "git", "sha512", "SHA-512")));
    }

    /** A signature in the format of ssh, before it becomes text. */
    byte[] signature(byte[] payload, String namespace, String hash, String digest) {
        try {
            ByteArrayBuffer signed = new ByteArrayBuffer();
            signed.putRawBytes(bytes("SSHSIG"));
            signed.putString(namespace);
            signed.putString("");
            signed.putString(hash);
            signed.putBytes(MessageDigest.getInstance(digest).digest(payload));
            Signature signer = Signature.getInstance("Ed25519");
            signer.initSign(key.getPrivate());
            signer.update(signed.getCompactData());
            ByteArrayBuffer signature = new ByteArrayBuffer();
            signature.putString("ssh-ed25519");
            signature.putBytes(signer.sign());
            ByteArrayBuffer publicKey = new ByteArrayBuffer();
            publicKey.putRawPublicKey(key.getPublic());
            ByteArrayBuffer blob = new ByteArrayBuffer();
            blob.putRawBytes(bytes("SSHSIG"));
            blob.putUInt(1);
            blob.putBytes(publicKey.getCompactData());
            blob.putString(namespace);
            blob.putString("");
            blob.putString(hash);
            blob.putBytes(signature.getCompactData());
            return blob.getCompactData();
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    static String armor(byte[] signature) {
        return "-----BEGIN SSH SIGNATURE-----\n" + LINES.encodeToString(signature) + "\n-----END SSH SIGNATURE-----\n";
    }

    /** A commit with a signature as git puts it into one. */
    static byte[] withHeader(byte[] raw, String armored) {
        String header = "\ngpgsig " + armored.stripTrailing().replace("\n", "\n ");
        return bytes(text(raw).replaceFirst("\n\n", header + "\n\n"));
    }

    static String text(byte[] raw) {
        return new String(raw, StandardCharsets.ISO_8859_1);
    }

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }
}

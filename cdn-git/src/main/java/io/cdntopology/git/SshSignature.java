package io.cdntopology.git;

import io.cdntopology.release.EntryName;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;
import java.util.Map;
import java.util.Set;
import org.apache.sshd.common.signature.BuiltinSignatures;
import org.apache.sshd.common.signature.Signature;
import org.apache.sshd.common.util.buffer.ByteArrayBuffer;

/** A signature by an ssh key, in the format of OpenSSH's {@code PROTOCOL.sshsig}. */
final class SshSignature {
    static final String BEGINNING = "-----BEGIN SSH SIGNATURE-----\n";

    /** What git signs in: a signature that was made for something else counts for nothing. */
    static final String NAMESPACE = "git";

    /** The algorithms that a key of each type may sign by. */
    static final Map<String, Set<String>> ALGORITHMS = Map.of(
            "ssh-ed25519", Set.of("ssh-ed25519"),
            "ssh-rsa", Set.of("rsa-sha2-256", "rsa-sha2-512"),
            "ecdsa-sha2-nistp256", Set.of("ecdsa-sha2-nistp256"),
            "ecdsa-sha2-nistp384", Set.of("ecdsa-sha2-nistp384"),
            "ecdsa-sha2-nistp521", Set.of("ecdsa-sha2-nistp521"),
            "sk-ssh-ed25519@openssh.com", Set.of("sk-ssh-ed25519@openssh.com"),
            "sk-ecdsa-sha2-nistp256@openssh.com", Set.of("sk-ecdsa-sha2-nistp256@openssh.com"));

    private static final String END = "\n-----END SSH SIGNATURE-----";
    private static final byte[] MAGIC = "SSHSIG".getBytes(StandardCharsets.US_ASCII);
    private static final int VERSION = 1;
    private static final int MAX_KEY_BYTES = 4096;
    private static final Map<String, String> HASHES = Map.of("sha256", "SHA-256", "sha512", "SHA-512");
    private static final String AGAIN = "sign it anew, with git";

    private final byte[] key;
    private final String hash;
    private final byte[] signature;

    private SshSignature(byte[] key, String hash, byte[] signature) {
        this.key = key;
        this.hash = hash;
        this.signature = signature;
    }

    /** Reads one. */
    static SshSignature parse(String text) throws SignatureRefusal {
        if (text.length() < BEGINNING.length() + END.length() || !text.startsWith(BEGINNING) || !text.endsWith(END)) {
            throw malformed("it is cut off, or something follows it");
        }
        Reading blob = new Reading(decode(text.substring(BEGINNING.length(), text.length() - END.length())));
        if (!Arrays.equals(blob.bytes(MAGIC.length), MAGIC) || blob.number() != VERSION) {
            throw malformed("it is of another version");
        }
        byte[] key = blob.string();
        if (key.length > MAX_KEY_BYTES || !ALGORITHMS.containsKey(new Reading(key).text())) {
            throw malformed("it is by a certificate, or by a key of an unknown type");
        }
        String namespace = blob.text();
        if (!namespace.equals(NAMESPACE)) {
            throw new SignatureRefusal(
                    "its signature was made for '" + EntryName.printable(namespace) + "', not for git", AGAIN);
        }
        if (blob.string().length > 0) {
            throw malformed("it has a part of unknown meaning");
        }
        String hash = blob.text();
        if (!HASHES.containsKey(hash)) {
            throw malformed("its hash function '" + EntryName.printable(hash) + "' is neither sha256 nor sha512");
        }
        byte[] signature = blob.string();
        blob.requireEnd();
        return new SshSignature(key, hash, signature);
    }

    private static byte[] decode(String lines) throws SignatureRefusal {
        try {
            return Base64.getDecoder().decode(lines.replace("\n", ""));
        } catch (IllegalArgumentException e) {
            throw malformed("it is no base64");
        }
    }

    private static SignatureRefusal malformed(String why) {
        return new SignatureRefusal("its signature cannot be read: " + why, AGAIN);
    }

    /** The public key, as ssh encodes it, in base64. */
    String key() {
        return Base64.getEncoder().encodeToString(key);
    }

    /** What people compare keys by. */
    String fingerprint() {
        try {
            return "SHA256:"
                    + Base64.getEncoder()
                            .withoutPadding()
                            .encodeToString(MessageDigest.getInstance("SHA-256").digest(key));
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every Java has it", e);
        }
    }

    /** The type of the key, such as {@code ssh-ed25519}. */
    String keyType() throws SignatureRefusal {
        return new Reading(key).text();
    }

    /** Makes sure that the key signed this. */
    void verify(byte[] payload) throws SignatureRefusal {
        Reading encoded = new Reading(signature);
        String algorithm = encoded.text();
        if (!ALGORITHMS.getOrDefault(keyType(), Set.of()).contains(algorithm)) {
            throw malformed(
                    "a key of type '" + keyType() + "' does not sign by '" + EntryName.printable(algorithm) + "'");
        }
        if (!isCorrect(algorithm, payload)) {
            throw new SignatureRefusal(
                    "its signature is for something else: it was changed after it was signed", AGAIN);
        }
    }

    private boolean isCorrect(String algorithm, byte[] payload) {
        JdkEd25519.install();
        try {
            Signature verifier = BuiltinSignatures.fromFactoryName(algorithm).create();
            verifier.initVerifier(null, new ByteArrayBuffer(key).getRawPublicKey());
            verifier.update(null, signed(payload));
            return verifier.verify(null, signature);
        } catch (Exception e) {
            // MINA and Java tell by all kinds of exceptions that what they were given makes no sense.
            return false;
        }
    }

    private byte[] signed(byte[] payload) throws NoSuchAlgorithmException {
        ByteArrayBuffer signed = new ByteArrayBuffer();
        signed.putRawBytes(MAGIC);
        signed.putString(NAMESPACE);
        signed.putString("");
        signed.putString(hash);
        signed.putBytes(MessageDigest.getInstance(HASHES.get(hash)).digest(payload));
        return signed.getCompactData();
    }

    /** Reads what ssh encodes. */
    private static final class Reading {
        private final ByteBuffer blob;

        Reading(byte[] bytes) {
            this.blob = ByteBuffer.wrap(bytes);
        }

        int number() throws SignatureRefusal {
            require(Integer.BYTES);
            return blob.getInt();
        }

        byte[] bytes(int length) throws SignatureRefusal {
            require(length);
            byte[] bytes = new byte[length];
            blob.get(bytes);
            return bytes;
        }

        private void require(int length) throws SignatureRefusal {
            if (length < 0 || blob.remaining() < length) {
                throw malformed("it is cut off");
            }
        }

        byte[] string() throws SignatureRefusal {
            return bytes(number());
        }

        String text() throws SignatureRefusal {
            return new String(string(), StandardCharsets.ISO_8859_1);
        }

        void requireEnd() throws SignatureRefusal {
            if (blob.hasRemaining()) {
                throw malformed("something follows it");
            }
        }
    }
}

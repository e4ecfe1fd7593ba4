package io.cdntopology.git;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.crypto.Cipher;
import javax.crypto.EncryptedPrivateKeyInfo;
import javax.crypto.SecretKey;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;

/**
 * A private key that is encrypted in PKCS#8, as {@code openssl pkcs8} and {@code openssl genpkey} write it, which MINA does not
 * read.
 *
 * @param encoded what is between the lines of PEM
 */
record EncryptedKey(String encoded) {
    private static final Pattern PEM = Pattern.compile(
            "-----BEGIN ENCRYPTED PRIVATE KEY-----([A-Za-z0-9+/=\\s]*)-----END ENCRYPTED PRIVATE KEY-----");

    /** The one in a text; empty if it has none. */
    static Optional<EncryptedKey> in(byte[] text) {
        Matcher pem = PEM.matcher(new String(text, StandardCharsets.ISO_8859_1));
        return pem.find() ? Optional.of(new EncryptedKey(pem.group(1))) : Optional.empty();
    }

    /** The key in PEM, not encrypted any more. */
    byte[] open(String passphrase) throws GeneralSecurityException, IOException {
        EncryptedPrivateKeyInfo info =
                new EncryptedPrivateKeyInfo(Base64.getMimeDecoder().decode(encoded));
        AlgorithmParameters parameters = info.getAlgParameters();
        if (parameters == null) {
            throw new NoSuchAlgorithmException(info.getAlgName());
        }
        // Java 17 names all ways of PBES2 alike, and tells the very one here only.
        String algorithm = info.getAlgName().startsWith("PBE") ? parameters.toString() : info.getAlgName();
        SecretKey key =
                SecretKeyFactory.getInstance(algorithm).generateSecret(new PBEKeySpec(passphrase.toCharArray()));
        Cipher cipher = Cipher.getInstance(algorithm);
        cipher.init(Cipher.DECRYPT_MODE, key, parameters);
        byte[] opened = info.getKeySpec(cipher).getEncoded();
        String pem = "-----BEGIN PRIVATE KEY-----\n"
                + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(opened)
                + "\n-----END PRIVATE KEY-----\n";
        return pem.getBytes(StandardCharsets.US_ASCII);
    }

    /** No key. */
    @Override
    public String toString() {
        return "EncryptedKey(***)";
    }
}

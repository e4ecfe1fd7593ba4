package io.cdntopology.spi;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Private keys in PEM. No report quotes anything of one, nor has a cause that could. */
final class PrivateKeyText {
    private static final Pattern KEY = Pattern.compile(
            "-----BEGIN (RSA |EC )?PRIVATE KEY-----([A-Za-z0-9+/=\\s]+)-----END (?:RSA |EC )?PRIVATE KEY-----");
    private static final Map<String, String> SIGNATURES = Map.of("RSA", "SHA256withRSA", "EC", "SHA256withECDSA");
    private static final byte[] ANYTHING = {1, 2, 3};
    /** The longest length that is said in one byte. */
    private static final int SHORT = 0x7F;

    private static final byte SEQUENCE = 0x30;
    private static final byte OCTETS = 0x04;
    private static final byte[] VERSION = {0x02, 0x01, 0x00};

    private PrivateKeyText() {}

    /**
     * Reads one.
     *
     * @param owner the public key that it is expected to belong to
     */
    static PrivateKey parse(String pem, PublicKey owner) {
        if (!SIGNATURES.containsKey(owner.getAlgorithm())) {
            throw EdgeCertificate.keyRefused(
                    "its certificate has a key of the kind " + owner.getAlgorithm(), "let it have one of RSA or EC");
        }
        Matcher found = KEY.matcher(pem);
        if (!found.find()) {
            throw EdgeCertificate.keyRefused(
                    pem.contains("ENCRYPTED") ? "it is encrypted" : "there is none in PEM",
                    "give an unencrypted one with -----BEGIN PRIVATE KEY-----; openssl pkcs8 -topk8 -nocrypt makes it");
        }
        try {
            byte[] der = Base64.getMimeDecoder().decode(found.group(2));
            byte[] pkcs8 = found.group(1) == null ? der : wrapped(der, owner);
            return KeyFactory.getInstance(owner.getAlgorithm()).generatePrivate(new PKCS8EncodedKeySpec(pkcs8));
        } catch (GeneralSecurityException | RuntimeException e) {
            // Its text may quote the key.
            throw EdgeCertificate.keyRefused(
                    "it is damaged, or not of the kind of its certificate, " + owner.getAlgorithm(),
                    "give the key of the first certificate");
        }
    }

    /** Older forms leave out what kind of key it is. That of its certificate, curve included, is said there. */
    private static byte[] wrapped(byte[] key, PublicKey owner) {
        byte[] spki = owner.getEncoded();
        ByteBuffer elements = content(ByteBuffer.wrap(spki));
        int first = spki.length - elements.remaining();
        byte[] kind = Arrays.copyOfRange(spki, first, first + length(elements));
        return element(SEQUENCE, concatenated(VERSION, kind, element(OCTETS, key)));
    }

    /** What is in an element of DER that begins here, to the end. */
    private static ByteBuffer content(ByteBuffer der) {
        int size = der.get(der.position() + 1) & 0xFF;
        int header = 2 + (size > SHORT ? size & SHORT : 0);
        return der.duplicate().position(der.position() + header);
    }

    /** The length of an element that begins here, its header included. */
    private static int length(ByteBuffer der) {
        int from = der.position() + 1;
        int to = content(der).position();
        int length = der.get(from) & 0xFF;
        for (int i = from + 1; i < to; i++) {
            length = (i == from + 1 ? 0 : length << 8) | (der.get(i) & 0xFF);
        }
        return to - der.position() + length;
    }

    private static byte[] element(byte tag, byte[] content) {
        byte[] header = content.length <= SHORT
                ? new byte[] {tag, (byte) content.length}
                : new byte[] {tag, (byte) 0x82, (byte) (content.length >> 8), (byte) content.length};
        return concatenated(header, content);
    }

    private static byte[] concatenated(byte[]... parts) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            all.writeBytes(part);
        }
        return all.toByteArray();
    }

    /** Whether what the one signs the other takes. */
    static boolean belongs(PrivateKey key, PublicKey owner) {
        try {
            Signature signature =
                    Signature.getInstance(SIGNATURES.getOrDefault(owner.getAlgorithm(), owner.getAlgorithm()));
            signature.initSign(key);
            signature.update(ANYTHING);
            byte[] signed = signature.sign();
            signature.initVerify(owner);
            signature.update(ANYTHING);
            return signature.verify(signed);
        } catch (GeneralSecurityException e) {
            return false;
        }
    }
}

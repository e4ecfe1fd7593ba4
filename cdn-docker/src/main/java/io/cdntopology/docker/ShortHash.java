package io.cdntopology.docker;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

/** The beginning of a hash of several texts in their order. */
final class ShortHash {
    private static final int LENGTH = 12;

    private ShortHash() {}

    static String of(List<byte[]> texts) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            for (byte[] text : texts) {
                digest.update((text.length + ":").getBytes(StandardCharsets.US_ASCII));
                digest.update(text);
            }
            return HexFormat.of().formatHex(digest.digest()).substring(0, LENGTH);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}

package io.cdntopology.plan;

import io.cdntopology.observed.ObservedPart;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Collection;
import java.util.HexFormat;

/** A short text that is another one as soon as something in the world that matters to a plan is different. */
final class Fingerprint {
    private static final int LENGTH = 12;

    private Fingerprint() {}

    /** Of parts in their order. */
    static String of(Collection<ObservedPart> parts) {
        MessageDigest digest = sha256();
        for (ObservedPart part : parts) {
            add(digest, part.id().toString());
            part.settings().forEach((name, value) -> {
                add(digest, name);
                add(digest, value);
            });
            add(digest, part.fault().orElse(""));
            add(digest, part.maker().name());
        }
        return HexFormat.of().formatHex(digest.digest()).substring(0, LENGTH);
    }

    /** Each text with its length, so that no two lists of texts are the same bytes. */
    private static void add(MessageDigest digest, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        digest.update((bytes.length + ":").getBytes(StandardCharsets.US_ASCII));
        digest.update(bytes);
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}

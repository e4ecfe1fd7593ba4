package io.cdntopology.store;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** The hash that git names an object by: SHA-1 over its kind, its length and its bytes. */
public final class GitHash {
    private final MessageDigest sha1;

    private GitHash(MessageDigest sha1) {
        this.sha1 = sha1;
    }

    /** Begins one of an object of so many bytes; the kind is {@code blob} or {@code tree}. */
    public static GitHash of(String kind, long length) {
        MessageDigest sha1;
        try {
            sha1 = MessageDigest.getInstance("SHA-1");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-1", e);
        }
        sha1.update((kind + " " + length + "\0").getBytes(StandardCharsets.US_ASCII));
        return new GitHash(sha1);
    }

    /** Adds the next bytes, of those the first so many. */
    public GitHash update(byte[] bytes, int length) {
        sha1.update(bytes, 0, length);
        return this;
    }

    /** The hash; to be called once. */
    public byte[] digest() {
        return sha1.digest();
    }
}

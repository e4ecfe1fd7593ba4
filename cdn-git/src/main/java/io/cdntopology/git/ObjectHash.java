package io.cdntopology.git;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import org.eclipse.jgit.errors.CorruptObjectException;
import org.eclipse.jgit.lib.AnyObjectId;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.ObjectId;

/** Computes the id of an object that is read, which no index of a pack is believed. Used by one thread. */
final class ObjectHash {
    private final MessageDigest digest;

    ObjectHash(int type, long size) {
        try {
            this.digest = MessageDigest.getInstance("SHA-1");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("what every Java has", e);
        }
        digest.update((Constants.typeString(type) + " " + size + "\0").getBytes(StandardCharsets.US_ASCII));
    }

    void update(byte[] bytes, int offset, int length) {
        digest.update(bytes, offset, length);
    }

    /** Ends the object. */
    ObjectId id() {
        return ObjectId.fromRaw(digest.digest());
    }

    /**
     * Ends the object.
     *
     * @throws CorruptObjectException if its id is another one
     */
    void requireEqual(AnyObjectId id) throws CorruptObjectException {
        ObjectId computed = id();
        if (!computed.equals(id)) {
            throw new CorruptObjectException(id, "its content has the id " + computed.name());
        }
    }
}

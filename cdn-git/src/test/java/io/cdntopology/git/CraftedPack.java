package io.cdntopology.git;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.zip.DeflaterOutputStream;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectInserter;

/** The bytes of a pack that may lie about whatever it holds. */
final class CraftedPack {
    private static final int HEADER = 12;

    private final ByteArrayOutputStream entries = new ByteArrayOutputStream();
    private int count;

    static ObjectId id(int type, byte[] content) {
        return new ObjectInserter.Formatter().idFor(type, content);
    }

    static byte[] commit(ObjectId tree) {
        return ("tree " + tree.name() + "\nauthor A <a@b> 1 +0000\ncommitter A <a@b> 1 +0000\n\nHostile\n")
                .getBytes(StandardCharsets.US_ASCII);
    }

    /** Adds an object as git does. */
    ObjectId object(int type, byte[] content) {
        entry(type, content.length, new byte[0], deflated(content));
        return id(type, content);
    }

    /** Adds a site with one page, and the commit of it. */
    ObjectId site(ObjectId page) {
        byte[] tree = new RawTree().add(RawTree.FILE, "index.html", page).bytes();
        return object(Constants.OBJ_COMMIT, commit(object(Constants.OBJ_TREE, tree)));
    }

    /** Adds a difference to an object. */
    CraftedPack difference(ObjectId base, byte[] delta) {
        byte[] raw = new byte[Constants.OBJECT_ID_LENGTH];
        base.copyRawTo(raw, 0);
        return entry(Constants.OBJ_REF_DELTA, delta.length, raw, deflated(delta));
    }

    /**
     * Adds whatever it is.
     *
     * @param size     what it says that it has
     * @param base     what is between that and the content
     * @param deflated the content
     */
    CraftedPack entry(int type, long size, byte[] base, byte[] deflated) {
        long rest = size >> 4;
        entries.write((int) ((rest > 0 ? 0x80 : 0) | (type << 4) | (size & 0xf)));
        for (; rest > 0; rest >>= 7) {
            entries.write((int) ((rest >> 7 > 0 ? 0x80 : 0) | (rest & 0x7f)));
        }
        entries.writeBytes(base);
        entries.writeBytes(deflated);
        count++;
        return this;
    }

    /** How far the next one is from the first. */
    int size() {
        return entries.size();
    }

    byte[] bytes() {
        return bytes("PACK", 2, count);
    }

    byte[] bytesOf(int objects) {
        return bytes("PACK", 2, objects);
    }

    byte[] bytes(String signature, int version, int objects) {
        ByteBuffer pack = ByteBuffer.allocate(HEADER + entries.size() + Constants.OBJECT_ID_LENGTH);
        pack.put(signature.getBytes(StandardCharsets.US_ASCII)).putInt(version).putInt(objects);
        pack.put(entries.toByteArray());
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-1");
            digest.update(pack.array(), 0, pack.position());
            return pack.put(digest.digest()).array();
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }

    static byte[] deflated(byte[] content) {
        return deflated(new Pieces(1, piece -> content));
    }

    static byte[] deflated(Pieces content) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DeflaterOutputStream out = new DeflaterOutputStream(bytes)) {
            content.transferTo(out);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    /** The beginning of a difference: how large its base is, and what comes of it. */
    static ByteArrayOutputStream delta(long baseSize, long resultSize) {
        ByteArrayOutputStream delta = new ByteArrayOutputStream();
        for (long size : new long[] {baseSize, resultSize}) {
            long rest = size;
            for (; rest > 0x7f; rest >>= 7) {
                delta.write((int) (0x80 | (rest & 0x7f)));
            }
            delta.write((int) rest);
        }
        return delta;
    }
}

package io.cdntopology.git;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.ObjectId;

/** The bytes of a tree object, by whatever entries in whatever order. */
final class RawTree {
    static final String FILE = "100644";
    static final String LINK = "120000";
    static final String DIRECTORY = "40000";

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    RawTree add(String mode, String name, ObjectId id) {
        return add(mode, name.getBytes(StandardCharsets.UTF_8), id);
    }

    /**
     * Adds an entry.
     *
     * @param mode as it is written, octal digits or not
     */
    RawTree add(String mode, byte[] name, ObjectId id) {
        bytes.writeBytes((mode + " ").getBytes(StandardCharsets.US_ASCII));
        bytes.writeBytes(name);
        bytes.write(0);
        byte[] raw = new byte[Constants.OBJECT_ID_LENGTH];
        id.copyRawTo(raw, 0);
        bytes.writeBytes(raw);
        return this;
    }

    /** Adds what is no entry. */
    RawTree garbage(byte[] written) {
        bytes.writeBytes(written);
        return this;
    }

    byte[] bytes() {
        return bytes.toByteArray();
    }

    ObjectId in(FarSide far) {
        return far.insert(Constants.OBJ_TREE, bytes());
    }
}

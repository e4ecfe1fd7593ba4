package io.cdntopology.git;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.eclipse.jgit.lib.Constants;

/** An object of a repository, whatever it holds. */
final class RawObject {
    private final int type;
    private final byte[] bytes;

    /**
     * @param type that of {@link Constants}
     */
    RawObject(int type, byte[] bytes) {
        this.type = type;
        this.bytes = bytes.clone();
    }

    boolean is(int wanted) {
        return type == wanted;
    }

    /** Its entries; empty if it is no tree, or no list of them. */
    Optional<List<RawEntry>> entries() {
        return type == Constants.OBJ_TREE ? RawEntry.parse(bytes) : Optional.empty();
    }

    /** Its bytes, by ISO-8859-1. */
    String content() {
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }
}

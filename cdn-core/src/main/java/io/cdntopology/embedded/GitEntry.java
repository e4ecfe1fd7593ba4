package io.cdntopology.embedded;

import io.cdntopology.release.BlobId;
import io.cdntopology.release.TreeEntry;
import io.cdntopology.release.TreeId;
import java.nio.charset.StandardCharsets;

/**
 * An entry of a tree as git stores it.
 *
 * @param rawName its name, a character for each byte, so that any bytes fit and compare as git compares them
 * @param mode    its mode
 * @param id      the id of its object, hexadecimal
 */
record GitEntry(String rawName, int mode, String id) {
    static final int REGULAR = 0100644;
    static final int EXECUTABLE = 0100755;
    static final int LINK = 0120000;
    static final int DIRECTORY = 040000;

    private static final int TYPE_MASK = 0170000;
    private static final int TYPE_FILE = 0100000;
    private static final int EXECUTABLE_BITS = 0111;

    boolean isDirectory() {
        return (mode & TYPE_MASK) == DIRECTORY;
    }

    boolean isFileOrLink() {
        int type = mode & TYPE_MASK;
        return type == TYPE_FILE || type == LINK;
    }

    /** What git sorts by: a directory stands where its name with a slash would. */
    String sortKey() {
        return isDirectory() ? rawName + "/" : rawName;
    }

    byte[] nameBytes() {
        return rawName.getBytes(StandardCharsets.ISO_8859_1);
    }

    TreeEntry toTreeEntry() {
        String name = new String(nameBytes(), StandardCharsets.UTF_8);
        return switch (mode & TYPE_MASK) {
            case DIRECTORY -> new TreeEntry.Directory(name, new TreeId(id));
            case LINK -> new TreeEntry.Link(name, new BlobId(id));
            case TYPE_FILE -> new TreeEntry.File(name, new BlobId(id), permission());
            default -> new TreeEntry.Unsupported(name, mode);
        };
    }

    private TreeEntry.Permission permission() {
        return (mode & EXECUTABLE_BITS) == 0 ? TreeEntry.Permission.REGULAR : TreeEntry.Permission.EXECUTABLE;
    }
}

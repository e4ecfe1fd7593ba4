package io.cdntopology.store;

import io.cdntopology.release.TreeEntry;
import io.cdntopology.release.TreeEntry.Permission;
import io.cdntopology.release.TreeId;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;

/** How git writes a tree, and the id that follows from that. */
public final class TreeFormat {
    private static final int ID_DIGITS = 40;
    private static final String NO_ID = "0".repeat(ID_DIGITS);
    private static final HexFormat HEX = HexFormat.of();

    /** The order of entries: by bytes, a directory as if its name ended in a slash. */
    static final Comparator<TreeEntry> ORDER = Comparator.comparing(TreeFormat::sortKey, Arrays::compareUnsigned);

    private TreeFormat() {}

    /** Entries in the order that git has them in. */
    public static List<TreeEntry> sorted(List<TreeEntry> entries) {
        return entries.stream().sorted(ORDER).toList();
    }

    /** The id of a tree with these entries, which are sorted. What is not supported, such as a submodule, counts without its own id. */
    public static TreeId id(List<TreeEntry> entries) {
        return idOf(encoded(entries));
    }

    static TreeId idOf(byte[] encoded) {
        return new TreeId(HEX.formatHex(GitHash.of("tree", encoded.length)
                .update(encoded, encoded.length)
                .digest()));
    }

    static byte[] encoded(List<TreeEntry> entries) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(entries.size() * 48);
        for (TreeEntry entry : entries) {
            bytes.writeBytes((mode(entry) + " " + entry.name()).getBytes(StandardCharsets.UTF_8));
            bytes.write(0);
            bytes.writeBytes(HEX.parseHex(objectId(entry)));
        }
        return bytes.toByteArray();
    }

    private static String mode(TreeEntry entry) {
        if (entry instanceof TreeEntry.File file) {
            return file.permission() == Permission.EXECUTABLE ? "100755" : "100644";
        }
        if (entry instanceof TreeEntry.Link) {
            return "120000";
        }
        return entry instanceof TreeEntry.Unsupported other ? String.format(Locale.ROOT, "%o", other.mode()) : "40000";
    }

    private static String objectId(TreeEntry entry) {
        if (entry instanceof TreeEntry.File file) {
            return file.blob().value();
        }
        if (entry instanceof TreeEntry.Link link) {
            return link.target().value();
        }
        return entry instanceof TreeEntry.Directory directory ? directory.tree().value() : NO_ID;
    }

    private static byte[] sortKey(TreeEntry entry) {
        String key = entry instanceof TreeEntry.Directory ? entry.name() + "/" : entry.name();
        return key.getBytes(StandardCharsets.UTF_8);
    }
}

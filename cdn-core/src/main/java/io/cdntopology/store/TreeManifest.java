package io.cdntopology.store;

import io.cdntopology.release.BlobId;
import io.cdntopology.release.TreeEntry;
import io.cdntopology.release.TreeEntry.Permission;
import io.cdntopology.release.TreeId;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.zip.CRC32;

/**
 * The entries of a stored tree, as git would store them: the SHA-1 of that form is the tree's id, so a manifest proves
 * itself. Where the tree of the source has no links, the id is the very one that it has there. What is below is told in
 * a line before, with a checksum of its own.
 *
 * @param stat    what is below
 * @param entries files and directories in git's order
 */
record TreeManifest(TreeStat stat, List<TreeEntry> entries) {
    private static final int ID_BYTES = 20;
    private static final String VERSION = "1";
    private static final HexFormat HEX = HexFormat.of();
    private static final TreeId NO_TREE = new TreeId("0".repeat(2 * ID_BYTES));

    TreeManifest {
        entries = TreeFormat.sorted(entries);
    }

    TreeId id() {
        return TreeFormat.idOf(encoded());
    }

    /** The tree of a directory in this one. */
    Optional<TreeId> directory(String name) {
        int at = Collections.binarySearch(entries, new TreeEntry.Directory(name, NO_TREE), TreeFormat.ORDER);
        return at < 0 ? Optional.empty() : Optional.of(((TreeEntry.Directory) entries.get(at)).tree());
    }

    /**
     * Writes the manifest, and replaces one that is there at once: a tree inside a new one may be live inside another.
     * One that is new needs no such care: no tree that has a name leads to it yet.
     *
     * @param temporary a name that is free, on the same file system
     */
    void write(Path file, Path temporary) throws IOException {
        byte[] encoded = encoded();
        byte[] head = (head(stat) + "\n").getBytes(StandardCharsets.US_ASCII);
        byte[] all = Arrays.copyOf(head, head.length + encoded.length);
        System.arraycopy(encoded, 0, all, head.length, encoded.length);
        try {
            Files.write(file, all, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        } catch (FileAlreadyExistsException e) {
            Files.write(temporary, all, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
            Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
        }
    }

    /**
     * Reads the manifest of a tree.
     *
     * @throws IOException if it is missing, torn or not the one of this tree
     */
    static TreeManifest read(Path file, TreeId id) throws IOException {
        byte[] all = Files.readAllBytes(file);
        try {
            int end = indexOf(all, '\n', 0);
            String head = new String(all, 0, end, StandardCharsets.US_ASCII);
            byte[] encoded = Arrays.copyOfRange(all, end + 1, all.length);
            TreeStat stat = stat(head);
            if (head.equals(head(stat)) && TreeFormat.idOf(encoded).equals(id)) {
                return new TreeManifest(stat, decode(encoded));
            }
        } catch (RuntimeException e) {
            throw new IOException(file + " is damaged", e);
        }
        throw new IOException(file + " is not the manifest of tree " + id);
    }

    private static String head(TreeStat stat) {
        String text = String.join(
                " ",
                VERSION,
                Integer.toString(stat.height()),
                Long.toString(stat.files()),
                Long.toString(stat.directories()),
                Integer.toString(stat.pathBytes()));
        CRC32 checksum = new CRC32();
        checksum.update(text.getBytes(StandardCharsets.US_ASCII));
        return text + " " + Long.toHexString(checksum.getValue());
    }

    private static TreeStat stat(String head) {
        String[] fields = head.split(" ", -1);
        return new TreeStat(
                Integer.parseInt(fields[1]),
                Long.parseLong(fields[2]),
                Long.parseLong(fields[3]),
                Integer.parseInt(fields[4]));
    }

    private byte[] encoded() {
        return TreeFormat.encoded(entries);
    }

    private static List<TreeEntry> decode(byte[] encoded) {
        List<TreeEntry> entries = new ArrayList<>();
        int at = 0;
        while (at < encoded.length) {
            int space = indexOf(encoded, ' ', at);
            int zero = indexOf(encoded, 0, space);
            String mode = new String(encoded, at, space - at, StandardCharsets.US_ASCII);
            String name = new String(encoded, space + 1, zero - space - 1, StandardCharsets.UTF_8);
            entries.add(entry(mode, name, HEX.formatHex(encoded, zero + 1, zero + 1 + ID_BYTES)));
            at = zero + 1 + ID_BYTES;
        }
        return entries;
    }

    private static int indexOf(byte[] bytes, int wanted, int from) {
        for (int i = from; i < bytes.length; i++) {
            if (bytes[i] == wanted) {
                return i;
            }
        }
        throw new IllegalArgumentException("no byte " + wanted + " after " + from);
    }

    private static TreeEntry entry(String mode, String name, String id) {
        return switch (mode) {
            case "40000" -> new TreeEntry.Directory(name, new TreeId(id));
            case "100644" -> new TreeEntry.File(name, new BlobId(id), Permission.REGULAR);
            case "100755" -> new TreeEntry.File(name, new BlobId(id), Permission.EXECUTABLE);
            default -> throw new IllegalArgumentException("mode " + mode);
        };
    }
}

package io.cdntopology.git;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.FileMode;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectReader;
import org.eclipse.jgit.treewalk.CanonicalTreeParser;

/** The bytes of a tree that is made here. Names and modes are those that there were, however odd: others refuse them. */
final class TreeBytes {
    /** The mode of a directory. */
    static final int DIRECTORY = 0040000;

    private static final int MODE_LINK = 0120000;

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    /**
     * An entry of a tree.
     *
     * @param mode as it is written, not what git makes of it
     * @param name its bytes, by ISO-8859-1
     * @param id   what it names
     */
    record Entry(int mode, String name, ObjectId id) {
        boolean isDirectory() {
            return mode == DIRECTORY;
        }

        boolean isLink() {
            return mode == MODE_LINK;
        }

        boolean isSubmodule() {
            return FileMode.GITLINK.equals(mode);
        }

        boolean isFile() {
            return mode == 0100644 || mode == 0100664 || mode == 0100755;
        }

        /** The name as others see it. */
        String text() {
            return TreeBytes.text(name);
        }

        Entry withId(ObjectId other) {
            return new Entry(mode, name, other);
        }

        /** Git sorts directories as if their names ended with a slash. */
        private byte[] key() {
            return raw(isDirectory() ? name + "/" : name);
        }
    }

    /** A name as it is kept in an {@link Entry}. */
    static String name(String text) {
        return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
    }

    private static String text(String name) {
        return new String(raw(name), StandardCharsets.UTF_8);
    }

    private static byte[] raw(String name) {
        return name.getBytes(StandardCharsets.ISO_8859_1);
    }

    /** The entry at which a tree is. */
    static Entry entry(CanonicalTreeParser parser) {
        return new Entry(
                parser.getEntryRawMode(),
                new String(parser.getEntryPathBuffer(), 0, parser.getEntryPathLength(), StandardCharsets.ISO_8859_1),
                parser.getEntryObjectId());
    }

    /** All entries of a tree. */
    static List<Entry> entries(ObjectReader reader, ObjectId tree) throws IOException {
        List<Entry> entries = new ArrayList<>();
        for (CanonicalTreeParser parser = GitTree.entries(reader, tree); !parser.eof(); parser.next(1)) {
            entries.add(entry(parser));
        }
        return entries;
    }

    /** What is at a path, without following links. */
    static Optional<Entry> find(ObjectReader reader, ObjectId root, String path) throws IOException {
        ObjectId tree = root;
        Optional<Entry> found = Optional.empty();
        for (String text : path.split("/", -1)) {
            if (found.isPresent()) {
                if (!found.get().isDirectory()) {
                    return Optional.empty();
                }
                tree = found.get().id();
            }
            String name = name(text);
            found = entries(reader, tree).stream()
                    .filter(entry -> entry.name().equals(name))
                    .findFirst();
            if (found.isEmpty()) {
                return found;
            }
        }
        return found;
    }

    /** The bytes of a tree with these entries, in any order. */
    static byte[] of(List<Entry> entries) {
        TreeBytes tree = new TreeBytes();
        entries.stream()
                .sorted(Comparator.comparing(Entry::key, Arrays::compareUnsigned))
                .forEach(tree::add);
        return tree.get();
    }

    /** Adds an entry after those that come before it. */
    void add(Entry entry) {
        bytes.writeBytes((Integer.toOctalString(entry.mode()) + " ").getBytes(StandardCharsets.US_ASCII));
        bytes.writeBytes(raw(entry.name()));
        bytes.write(0);
        byte[] id = new byte[Constants.OBJECT_ID_LENGTH];
        entry.id().copyRawTo(id, 0);
        bytes.writeBytes(id);
    }

    boolean isEmpty() {
        return bytes.size() == 0;
    }

    byte[] get() {
        return bytes.toByteArray();
    }
}

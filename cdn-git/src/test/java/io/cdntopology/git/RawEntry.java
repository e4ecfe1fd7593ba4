package io.cdntopology.git;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An entry of a tree object, by git's format alone: a mode, a space, a name, a zero, the twenty bytes of an id.
 *
 * @param mode as it is written
 * @param name its bytes, by ISO-8859-1
 * @param id   in hexadecimal digits
 */
record RawEntry(String mode, String name, String id) {
    private static final Pattern FORMAT = Pattern.compile("([0-7]{1,6}) ([^\0]*)\0(.{20})", Pattern.DOTALL);
    private static final Pattern MODE = Pattern.compile("[0-7]{1,6}");
    private static final int KIND = 0170000;

    /** The entries of a tree; empty if its bytes are no list of them. */
    static Optional<List<RawEntry>> parse(byte[] tree) {
        List<RawEntry> entries = new ArrayList<>();
        Matcher entry = FORMAT.matcher(new String(tree, StandardCharsets.ISO_8859_1));
        int at = 0;
        for (; at < tree.length; at = entry.end()) {
            if (!entry.region(at, tree.length).lookingAt()) {
                return Optional.empty();
            }
            byte[] id = entry.group(3).getBytes(StandardCharsets.ISO_8859_1);
            entries.add(
                    new RawEntry(entry.group(1), entry.group(2), HexFormat.of().formatHex(id)));
        }
        return Optional.of(entries);
    }

    /** A name as others see it, with U+FFFD for what is not UTF-8. */
    static String text(String name) {
        return new String(name.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
    }

    /** Negative if it is none. */
    private int bits() {
        return MODE.matcher(mode).matches() ? Integer.parseInt(mode, 8) : -1;
    }

    boolean isFile() {
        return bits() == 0100644 || bits() == 0100664 || isExecutable();
    }

    boolean isExecutable() {
        return bits() == 0100755;
    }

    boolean isDirectory() {
        return bits() == 0040000;
    }

    boolean isLink() {
        return bits() == 0120000;
    }

    /** Whether what it names is a tree to git, with whatever permissions. */
    boolean namesTree() {
        return (bits() & KIND) == 0040000;
    }

    /** Whether what it names is in another repository to git, with whatever permissions. */
    boolean namesNothingHere() {
        return (bits() & KIND) == 0160000;
    }

    @Override
    public String toString() {
        return mode + " " + id + " " + HostileNames.visible(name);
    }
}

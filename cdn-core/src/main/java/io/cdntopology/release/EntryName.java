package io.cdntopology.release;

import io.cdntopology.failure.Problem;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;

/**
 * The rules that the name of a file or directory has to keep before it is written anywhere.
 *
 * <p>Git itself stores any bytes. What is refused here could leave the directory it is written to, be taken for git's
 * own metadata on some file system, or cannot be asked for by a URL.
 */
public final class EntryName {
    /** The most bytes that a name has in UTF-8: what Linux file systems allow. */
    public static final int MAX_BYTES = 255;

    private EntryName() {}

    /**
     * What is wrong with a name.
     *
     * @param path the path of the entry in the site, for the report
     * @param name its last segment
     * @return the problem, or empty if the name may be written
     */
    public static Optional<Problem> problem(String path, String name) {
        if (name.isEmpty() || name.equals(".") || name.equals("..")) {
            return refused(path, "the name '" + name + "' points outside its directory");
        }
        if (name.indexOf('/') >= 0 || name.indexOf('\\') >= 0) {
            return refused(path, "the name contains a path separator");
        }
        if (containsControl(name)) {
            return refused(path, "the name contains a control character");
        }
        if (name.indexOf('\uFFFD') >= 0) {
            return refused(path, "the name is not valid UTF-8");
        }
        int bytes = name.getBytes(StandardCharsets.UTF_8).length;
        if (bytes > MAX_BYTES) {
            return refused(path, "the name has " + bytes + " bytes, file systems take " + MAX_BYTES);
        }
        if (isGitMetadata(name)) {
            return refused(path, "the name is taken for git's own metadata by some file systems");
        }
        return Optional.empty();
    }

    private static Optional<Problem> refused(String path, String why) {
        return Optional.of(new Problem(printable(path), why, "rename it in the repository and push again"));
    }

    /** A loop, because every entry of every tree that is new comes by. */
    private static boolean containsControl(String name) {
        for (int i = 0; i < name.length(); i++) {
            if (Character.isISOControl(name.charAt(i))) {
                return true;
            }
        }
        return false;
    }

    /** {@code .git} as such, and as NTFS and HFS+ disguise it. */
    private static boolean isGitMetadata(String name) {
        return beginsLikeGitMetadata(name) && isDisguise(name);
    }

    /** Few names do, and only those are worth a closer look. */
    private static boolean beginsLikeGitMetadata(String name) {
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            if (!isIgnoredByHfs(c)) {
                return c == '.' || c == 'g' || c == 'G';
            }
        }
        return false;
    }

    private static boolean isDisguise(String name) {
        String visible = name.codePoints()
                .filter(c -> !isIgnoredByHfs(c))
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString()
                .toLowerCase(Locale.ROOT);
        int stream = visible.indexOf(':');
        String file = stream < 0 ? visible : visible.substring(0, stream);
        String base = file.replaceAll("[. ]+$", "");
        return base.equals(".git") || base.equals("git~1");
    }

    /** Code points that HFS+ leaves out when it compares names; the list is that of git's utf8.c. */
    private static boolean isIgnoredByHfs(int c) {
        return (c >= 0x200C && c <= 0x200F)
                || (c >= 0x202A && c <= 0x202E)
                || (c >= 0x206A && c <= 0x206F)
                || c == 0xFEFF;
    }

    private static boolean isInvisible(int c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.SURROGATE -> true;
            default -> false;
        };
    }

    /** The path with everything that could disturb a terminal or a log made visible, at most 200 characters of it. */
    public static String printable(String path) {
        StringBuilder text = new StringBuilder();
        path.codePoints().limit(200).forEach(c -> {
            if (isInvisible(c)) {
                text.append(String.format(Locale.ROOT, "\\u%04x", c));
            } else {
                text.appendCodePoint(c);
            }
        });
        return path.codePointCount(0, path.length()) > 200 ? text + "…" : text.toString();
    }
}

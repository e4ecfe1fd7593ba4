package io.cdntopology.git;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/** What a server finds at each path of a site, in a form that a test compares. */
final class ServedSite {
    static final String DIRECTORY = "directory";

    private ServedSite() {}

    /** A file. */
    static String file(boolean executable, String content) {
        return (executable ? "executable file: " : "file: ") + content;
    }

    static boolean isFile(String found) {
        return !found.equals(DIRECTORY);
    }

    /** All that is below a directory. */
    static SortedMap<String, String> below(Path root) {
        try {
            Path start = root.toRealPath();
            SortedMap<String, String> found = new TreeMap<>();
            try (Stream<Path> paths = Files.walk(start, FileVisitOption.FOLLOW_LINKS)) {
                for (Path path : paths.skip(1).toList()) {
                    found.put(start.relativize(path).toString(), of(path));
                }
            }
            return found;
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static String of(Path path) throws IOException {
        return Files.isRegularFile(path)
                ? file(
                        Files.getPosixFilePermissions(path).contains(PosixFilePermission.OTHERS_EXECUTE),
                        Files.readString(path, StandardCharsets.ISO_8859_1))
                : DIRECTORY;
    }
}

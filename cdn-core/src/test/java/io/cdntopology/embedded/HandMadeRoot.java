package io.cdntopology.embedded;

import io.cdntopology.release.CommitId;
import io.cdntopology.release.Release;
import io.cdntopology.release.TreeId;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.util.Map;
import java.util.TreeMap;

/** A content root in the layout of the release store, made without it. */
final class HandMadeRoot {
    /** The modification time of every file. */
    static final FileTime MODIFIED = FileTime.fromMillis(1_600_000_000_000L);

    private final Path root;
    private int ids;

    HandMadeRoot(Path root) throws IOException {
        this.root = root;
        Files.createDirectories(root.resolve(".cdn/trees"));
        Files.createDirectories(root.resolve(".cdn/releases"));
    }

    Path path() {
        return root;
    }

    /** Adds a release with these files, path to content, and makes it the live one. */
    Release live(Map<String, String> files) throws IOException {
        Release release = add(files);
        flip(release);
        return release;
    }

    /** Adds a release with these files. */
    Release add(Map<String, String> files) throws IOException {
        Map<String, byte[]> bytes = new TreeMap<>();
        files.forEach((path, content) -> bytes.put(path, content.getBytes(StandardCharsets.UTF_8)));
        Release release = new Release(new CommitId(nextId()), new TreeId(tree(bytes)));
        Path directory = Files.createDirectory(directory(release));
        Files.createSymbolicLink(directory.resolve("site"), Path.of("../../trees/" + release.tree()));
        Files.writeString(directory.resolve("release.json"), "{\"commit\":\"" + release.commit() + "\"}");
        return release;
    }

    /** Makes a release the live one, in one step. */
    void flip(Release release) throws IOException {
        Path next = root.resolve("next");
        Files.createSymbolicLink(next, root.relativize(directory(release)));
        Files.move(next, root.resolve("current"), StandardCopyOption.ATOMIC_MOVE);
    }

    /** Where the tree of a release is. */
    Path tree(Release release) {
        return root.resolve(".cdn/trees/" + release.tree());
    }

    private Path directory(Release release) {
        return root.resolve(".cdn/releases/" + release.commit() + "-" + release.tree());
    }

    /** Writes a tree, and those below it; returns its id. */
    private String tree(Map<String, byte[]> files) throws IOException {
        String id = nextId();
        Path directory = Files.createDirectory(root.resolve(".cdn/trees/" + id));
        Map<String, Map<String, byte[]>> directories = new TreeMap<>();
        for (Map.Entry<String, byte[]> file : files.entrySet()) {
            String path = file.getKey();
            int slash = path.indexOf('/');
            if (slash < 0) {
                Files.write(directory.resolve(path), file.getValue());
                Files.setLastModifiedTime(directory.resolve(path), MODIFIED);
            } else {
                directories
                        .computeIfAbsent(path.substring(0, slash), name -> new TreeMap<>())
                        .put(path.substring(slash + 1), file.getValue());
            }
        }
        for (Map.Entry<String, Map<String, byte[]>> below : directories.entrySet()) {
            Files.createSymbolicLink(directory.resolve(below.getKey()), Path.of("../" + tree(below.getValue())));
        }
        return id;
    }

    private String nextId() {
        return String.format("%040x", ++ids);
    }
}

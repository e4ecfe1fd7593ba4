package io.cdntopology.embedded;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * The edits of a commit, made in their order.
 *
 * <p>Text is UTF-8. Directories come with their first file and go with their last. Whatever is at a path, or in the way
 * of it, is replaced. Used by one thread at a time.
 */
public final class ContentEdits {
    private final List<WorkingTree.Edit> edits = new ArrayList<>();

    ContentEdits() {}

    /** Writes a regular file. */
    public ContentEdits file(String path, String text) {
        return file(path, text.getBytes(StandardCharsets.UTF_8));
    }

    /** Writes a regular file. */
    public ContentEdits file(String path, byte[] content) {
        return put(path, GitEntry.REGULAR, content);
    }

    /** Writes a file that can be executed. */
    public ContentEdits executable(String path, String text) {
        return executable(path, text.getBytes(StandardCharsets.UTF_8));
    }

    /** Writes a file that can be executed. */
    public ContentEdits executable(String path, byte[] content) {
        return put(path, GitEntry.EXECUTABLE, content);
    }

    /**
     * Writes a symbolic link.
     *
     * @param target any text, relative to the directory of the link; it is not checked
     */
    public ContentEdits link(String path, String target) {
        return put(path, GitEntry.LINK, target.getBytes(StandardCharsets.UTF_8));
    }

    /** Deletes a file, a link, or a directory with everything in it. The commit fails if there is none. */
    public ContentEdits delete(String path) {
        edits.add(new WorkingTree.Remove(path));
        return this;
    }

    /** As {@link #raw(String, byte[], int, byte[])}, with a name in UTF-8. */
    public ContentEdits raw(String directory, String name, int mode, byte[] content) {
        return raw(directory, name.getBytes(StandardCharsets.UTF_8), mode, content);
    }

    /**
     * Puts any entry at all, also one that git itself would not make: for tests of what has to be refused.
     *
     * @param directory the path of its directory; empty for the root; not checked
     * @param name      its name, for example {@code ..} or {@code .git}; not checked
     * @param mode      its mode, for example {@code 0160000} for a submodule; not checked
     * @param content   becomes a blob; the entry names the blob, whatever its mode
     */
    public ContentEdits raw(String directory, byte[] name, int mode, byte[] content) {
        edits.add(new WorkingTree.Put(
                EntryPath.unchecked(directory), EntryPath.rawName(name), mode, GitBlob.of(content)));
        return this;
    }

    private ContentEdits put(String path, int mode, byte[] content) {
        List<String> names = EntryPath.checked("Writing " + path, path);
        int last = names.size() - 1;
        edits.add(new WorkingTree.Put(List.copyOf(names.subList(0, last)), names.get(last), mode, GitBlob.of(content)));
        return this;
    }

    List<WorkingTree.Edit> all() {
        return List.copyOf(edits);
    }
}

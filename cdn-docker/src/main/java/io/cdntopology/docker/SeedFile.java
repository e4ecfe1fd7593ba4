package io.cdntopology.docker;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/** A file or a directory that is put into a container's volumes. What is in it may be secret. */
final class SeedFile {
    private static final int READABLE = 0644;
    private static final int LISTABLE = 0755;
    private static final int OF_GROUP = 0440;
    private static final int OF_USER = 0400;

    private final String path;
    private final Content content;
    private final int owner;
    private final int group;
    private final int mode;
    private final Instant modified;
    private final Optional<String> link;

    private SeedFile(
            String path, Content content, int owner, int group, int mode, Instant modified, Optional<String> link) {
        this.path = path;
        this.content = content;
        this.owner = owner;
        this.group = group;
        this.mode = mode;
        this.modified = modified;
        this.link = link;
    }

    /** What is in a file; it is the same each time. */
    interface Content {
        /** In bytes. */
        long size();

        InputStream open();
    }

    private static final class InMemory implements Content {
        private static final InMemory NOTHING = new InMemory(new byte[0]);

        private final byte[] bytes;

        InMemory(byte[] bytes) {
            this.bytes = bytes;
        }

        @Override
        public long size() {
            return bytes.length;
        }

        @Override
        public InputStream open() {
            return new ByteArrayInputStream(bytes);
        }
    }

    private static SeedFile written(String path, Content content, int owner, int group, int mode) {
        Instant now = Instant.now().truncatedTo(ChronoUnit.SECONDS);
        return new SeedFile(path, content, owner, group, mode, now, Optional.empty());
    }

    /** A file that everybody may read. */
    static SeedFile ofRoot(String path, byte[] bytes) {
        return ofRoot(path, new InMemory(bytes));
    }

    /** A file that everybody may read, and that is read when it is written. */
    static SeedFile ofRoot(String path, Content content) {
        return written(path, content, 0, 0, READABLE);
    }

    /** A file that one group may read. */
    static SeedFile ofGroup(String path, byte[] bytes, int group) {
        return written(path, new InMemory(bytes), 0, group, OF_GROUP);
    }

    /** A file that one user may read. */
    static SeedFile ofUser(String path, byte[] bytes, int owner) {
        return written(path, new InMemory(bytes), owner, owner, OF_USER);
    }

    /** A directory that one user may write, and everybody read. */
    static SeedFile directory(String path, int owner) {
        return written(path + "/", InMemory.NOTHING, owner, owner, LISTABLE);
    }

    /** A file as it was found in a container. */
    static SeedFile found(String path, byte[] bytes, int owner, int group, int mode, Instant modified) {
        return new SeedFile(path, new InMemory(bytes), owner, group, mode, modified, Optional.empty());
    }

    /** One more name for a file that was found, which is and stays the very same. */
    SeedFile linkedAs(String name) {
        return new SeedFile(name, InMemory.NOTHING, owner, group, mode, modified, Optional.of(path));
    }

    /** Without a slash before it; with one behind it for a directory. */
    String path() {
        return path;
    }

    Content content() {
        return content;
    }

    byte[] bytes() {
        try (InputStream in = content.open()) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The number of its user. */
    int owner() {
        return owner;
    }

    /** The number of its group. */
    int group() {
        return group;
    }

    int mode() {
        return mode;
    }

    /** When it was changed last. */
    Instant modified() {
        return modified;
    }

    /** The name of the file that this is one more name of; empty if it is a file of its own. */
    Optional<String> link() {
        return link;
    }

    @Override
    public String toString() {
        return path;
    }
}

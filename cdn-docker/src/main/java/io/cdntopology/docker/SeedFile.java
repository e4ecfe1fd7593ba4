package io.cdntopology.docker;

/** A file or a directory that is put into a container's volumes. What is in it may be secret. */
final class SeedFile {
    private static final int READABLE = 0644;
    private static final int LISTABLE = 0755;
    private static final int OF_GROUP = 0440;
    private static final int OF_USER = 0400;

    private final String path;
    private final byte[] bytes;
    private final int owner;
    private final int group;
    private final int mode;

    private SeedFile(String path, byte[] bytes, int owner, int group, int mode) {
        this.path = path;
        this.bytes = bytes;
        this.owner = owner;
        this.group = group;
        this.mode = mode;
    }

    /** A file that everybody may read. */
    static SeedFile ofRoot(String path, byte[] bytes) {
        return new SeedFile(path, bytes, 0, 0, READABLE);
    }

    /** A file that one group may read. */
    static SeedFile ofGroup(String path, byte[] bytes, int group) {
        return new SeedFile(path, bytes, 0, group, OF_GROUP);
    }

    /** A file that one user may read. */
    static SeedFile ofUser(String path, byte[] bytes, int owner) {
        return new SeedFile(path, bytes, owner, owner, OF_USER);
    }

    /** A directory that one user may write, and everybody read. */
    static SeedFile directory(String path, int owner) {
        return new SeedFile(path + "/", new byte[0], owner, owner, LISTABLE);
    }

    /** Without a slash before it; with one behind it for a directory. */
    String path() {
        return path;
    }

    byte[] bytes() {
        return bytes;
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

    boolean isDirectory() {
        return path.endsWith("/");
    }

    @Override
    public String toString() {
        return path;
    }
}

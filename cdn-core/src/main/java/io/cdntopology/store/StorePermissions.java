package io.cdntopology.store;

import io.cdntopology.release.TreeEntry.Permission;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/**
 * Creates files and directories that every user may read, as a server under another user has to, whatever the umask of
 * this process is.
 */
final class StorePermissions {
    private static final Set<PosixFilePermission> REGULAR = PosixFilePermissions.fromString("rw-r--r--");
    private static final Set<PosixFilePermission> ALL = PosixFilePermissions.fromString("rwxr-xr-x");
    private static final FileAttribute<Set<PosixFilePermission>> CREATE_REGULAR =
            PosixFilePermissions.asFileAttribute(REGULAR);
    private static final FileAttribute<Set<PosixFilePermission>> CREATE_ALL = PosixFilePermissions.asFileAttribute(ALL);
    private static final Set<OpenOption> NEW = Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);

    /** Whether the umask takes bits away, so that each creation needs a second call to give them back. */
    private enum Umask {
        HARMLESS,
        TAKES_BITS
    }

    private final Umask umask;

    private StorePermissions(Umask umask) {
        this.umask = umask;
    }

    /** Creates a directory, and finds out about the umask by what becomes of it. */
    static StorePermissions probe(Path directory) throws IOException {
        Files.createDirectory(directory, CREATE_ALL);
        boolean harmless = Files.getPosixFilePermissions(directory).equals(ALL);
        return new StorePermissions(harmless ? Umask.HARMLESS : Umask.TAKES_BITS);
    }

    /** Creates the directory and those above it that are missing; those that exist stay as they are. */
    static void createDirectories(Path directory) throws IOException {
        if (!Files.isDirectory(directory)) {
            Path parent = directory.getParent();
            if (parent != null) {
                createDirectories(parent);
            }
            Files.createDirectory(directory, CREATE_ALL);
            Files.setPosixFilePermissions(directory, ALL);
        }
    }

    /** Those of a directory. */
    static Set<PosixFilePermission> ofDirectory() {
        return ALL;
    }

    static Set<PosixFilePermission> of(Permission permission) {
        return permission == Permission.EXECUTABLE ? ALL : REGULAR;
    }

    void createDirectory(Path directory) throws IOException {
        Files.createDirectory(directory, CREATE_ALL);
        restore(directory, ALL);
    }

    FileChannel createFile(Path file, Permission permission) throws IOException {
        FileChannel channel =
                FileChannel.open(file, NEW, permission == Permission.EXECUTABLE ? CREATE_ALL : CREATE_REGULAR);
        restore(file, of(permission));
        return channel;
    }

    private void restore(Path path, Set<PosixFilePermission> permissions) throws IOException {
        if (umask == Umask.TAKES_BITS) {
            Files.setPosixFilePermissions(path, permissions);
        }
    }
}

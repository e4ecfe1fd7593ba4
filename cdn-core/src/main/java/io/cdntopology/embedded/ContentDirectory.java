package io.cdntopology.embedded;

import io.cdntopology.failure.CdnException;
import io.cdntopology.failure.ErrorCode;
import io.cdntopology.failure.Problem;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The directory of an open repository, which holds a lock file and nothing else: all content is in memory. */
final class ContentDirectory implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ContentDirectory.class);
    private static final String LOCK_FILE = "lock";

    private final Path path;
    private final FileChannel lockFile;

    private ContentDirectory(Path path, FileChannel lockFile) {
        this.path = path;
        this.lockFile = lockFile;
    }

    static ContentDirectory open(Path directory) {
        try {
            Path path = Files.createDirectories(directory).toRealPath();
            FileChannel lockFile =
                    FileChannel.open(path.resolve(LOCK_FILE), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            if (isLocked(lockFile)) {
                return new ContentDirectory(path, lockFile);
            }
            lockFile.close();
            throw failure(ErrorCode.STORE_LOCKED, directory, "another open repository uses it", null);
        } catch (IOException e) {
            throw failure(ErrorCode.STORE_UNUSABLE, directory, "it cannot be created or written", e);
        }
    }

    /** Takes the lock, which lasts until the file is closed; false if another process or repository has it. */
    private static boolean isLocked(FileChannel lockFile) throws IOException {
        try {
            return lockFile.tryLock() != null;
        } catch (OverlappingFileLockException e) {
            return false;
        }
    }

    private static CdnException failure(ErrorCode code, Path directory, String why, @Nullable Throwable cause) {
        return CdnException.of(
                code,
                "Opening a content repository",
                new Problem(directory.toString(), why, "give a directory that this process alone can write"),
                cause);
    }

    /** Where it is, without symbolic links: the same for the same directory. */
    Path path() {
        return path;
    }

    @Override
    public void close() {
        try {
            lockFile.close();
        } catch (IOException e) {
            LOG.warn("Could not close the lock file of {}", path, e);
        }
    }
}

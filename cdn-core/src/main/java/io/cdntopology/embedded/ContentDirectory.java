package io.cdntopology.embedded;

import io.cdntopology.failure.CdnException;
import io.cdntopology.failure.ErrorCode;
import io.cdntopology.failure.Problem;
import io.cdntopology.spi.DirectoryLock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The directory of an open repository, which holds a lock file and nothing else: all content is in memory. */
final class ContentDirectory implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ContentDirectory.class);
    private static final String ATTEMPTED = "Opening a content repository";

    private final Path path;
    private final DirectoryLock lock;

    private ContentDirectory(Path path, DirectoryLock lock) {
        this.path = path;
        this.lock = lock;
    }

    static ContentDirectory open(Path directory) {
        try {
            Path path = Files.createDirectories(directory).toRealPath();
            return new ContentDirectory(path, DirectoryLock.acquire(ATTEMPTED, path.resolve("lock")));
        } catch (IOException e) {
            throw CdnException.of(
                    ErrorCode.STORE_UNUSABLE,
                    ATTEMPTED,
                    new Problem(
                            directory.toString(),
                            "it cannot be created or written (" + e + ")",
                            "give a directory that this process alone can write"),
                    e);
        }
    }

    /** Where it is, without symbolic links: the same for the same directory. */
    Path path() {
        return path;
    }

    @Override
    public void close() {
        try {
            lock.close();
        } catch (IOException e) {
            LOG.warn("Could not close the lock file of {}", path, e);
        }
    }
}

package io.cdntopology.spi;

import io.cdntopology.failure.CdnException;
import io.cdntopology.failure.ErrorCode;
import io.cdntopology.failure.Problem;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The ownership of a directory: a lock of the operating system, which ends with the process, however it ends. Whatever
 * keeps files that only one process may write takes one: a release store, an open {@link ContentRepository}.
 *
 * <p>Thread-safe. Two locks of one file exclude each other in one process, too.
 */
public final class DirectoryLock implements AutoCloseable {
    /**
     * The lock files that this process owns. POSIX locks belong to processes: merely opening the file a second time
     * and closing it again would give the lock away, so that has to be known before.
     */
    private static final Set<Path> OWNED_BY_THIS_PROCESS = ConcurrentHashMap.newKeySet();

    private final Path file;
    private final FileChannel channel;

    private DirectoryLock(Path file, FileChannel channel) {
        this.file = file;
        this.channel = channel;
    }

    /**
     * Takes the lock.
     *
     * @param attempted what it is taken for, for reports: "Opening the release store"
     * @param name the lock file, which is created where it is missing; its directory exists
     * @throws CdnException with {@code STORE_LOCKED} if somebody has it, naming the process
     * @throws IOException if the file cannot be opened or written
     */
    public static DirectoryLock acquire(String attempted, Path name) throws IOException {
        Path directory = name.toAbsolutePath().getParent();
        Path file = (directory == null ? name : directory.toRealPath()).resolve(name.getFileName());
        if (!OWNED_BY_THIS_PROCESS.add(file)) {
            throw locked(attempted, file, "this process");
        }
        FileChannel channel = null;
        boolean acquired = false;
        try {
            channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            acquired = channel.tryLock() != null;
            if (!acquired) {
                throw locked(attempted, file, Files.readString(file).strip());
            }
            channel.truncate(0);
            String owner = "process " + ProcessHandle.current().pid() + "\n";
            channel.write(ByteBuffer.wrap(owner.getBytes(StandardCharsets.US_ASCII)));
            return new DirectoryLock(file, channel);
        } finally {
            if (!acquired) {
                release(file, channel);
            }
        }
    }

    private static void release(Path file, @Nullable FileChannel channel) throws IOException {
        try {
            if (channel != null) {
                channel.close();
            }
        } finally {
            OWNED_BY_THIS_PROCESS.remove(file);
        }
    }

    private static CdnException locked(String attempted, Path file, String owner) {
        return CdnException.of(
                ErrorCode.STORE_LOCKED,
                attempted,
                new Problem(
                        file.toString(),
                        "it is owned already, by " + owner,
                        "stop that one first, or use another directory"));
    }

    /** Gives the directory up. The lock file stays. */
    @Override
    public void close() throws IOException {
        release(file, channel);
    }
}

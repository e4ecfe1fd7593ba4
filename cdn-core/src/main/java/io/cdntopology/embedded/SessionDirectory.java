package io.cdntopology.embedded;

import io.cdntopology.failure.CdnException;
import io.cdntopology.failure.ErrorCode;
import io.cdntopology.failure.Problem;
import io.cdntopology.spi.DirectoryTree;
import io.cdntopology.topology.TopologyName;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Where a session of an embedded platform keeps its files. */
final class SessionDirectory implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(SessionDirectory.class);

    private final Path contentRoot;
    private final Path workDirectory;
    private final Runnable ending;

    private SessionDirectory(Path directory, Runnable ending) {
        this.contentRoot = create(directory.resolve("www"));
        this.workDirectory = create(directory.resolve("work"));
        this.ending = ending;
    }

    /**
     * A directory that stays.
     *
     * @throws CdnException with {@code STORE_UNUSABLE} if it cannot be created
     */
    static SessionDirectory kept(Path directory) {
        return new SessionDirectory(directory, () -> {});
    }

    /**
     * A new directory that is deleted, with everything in it, when it is closed.
     *
     * @throws CdnException with {@code STORE_UNUSABLE} if it cannot be created
     */
    static SessionDirectory temporary(TopologyName name) {
        try {
            Path directory = Files.createTempDirectory("cdn-" + name + "-");
            return new SessionDirectory(directory, () -> delete(directory));
        } catch (IOException e) {
            throw unusable(System.getProperty("java.io.tmpdir", "the temporary directory"), e);
        }
    }

    /** Where releases go. */
    Path contentRoot() {
        return contentRoot;
    }

    /** Where the application keeps what is its own. */
    Path workDirectory() {
        return workDirectory;
    }

    @Override
    public void close() {
        ending.run();
    }

    private static Path create(Path directory) {
        try {
            return Files.createDirectories(directory);
        } catch (IOException e) {
            throw unusable(directory.toString(), e);
        }
    }

    private static CdnException unusable(String where, IOException cause) {
        return CdnException.of(
                ErrorCode.STORE_UNUSABLE,
                "Opening the embedded platform",
                new Problem(
                        where,
                        "no directory can be created there (" + cause + ")",
                        "give a directory that this process may write to"),
                cause);
    }

    /** Never fails: what is left behind is in the temporary directory, and a session that closes has nobody to tell. */
    private static void delete(Path directory) {
        try {
            DirectoryTree.delete(directory);
        } catch (IOException e) {
            LOG.warn("Cannot delete the temporary directory {}", directory, e);
        }
    }
}

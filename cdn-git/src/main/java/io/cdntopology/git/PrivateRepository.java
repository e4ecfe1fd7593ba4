package io.cdntopology.git;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import org.eclipse.jgit.lib.ConfigConstants;
import org.eclipse.jgit.lib.ObjectReader;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.lib.StoredConfig;
import org.eclipse.jgit.storage.file.FileRepositoryBuilder;

/**
 * The bare repository that commits are brought into, and the record of those that are complete in it.
 *
 * <p>Thread-safe; {@link #complete()} is used by whoever has the turn.
 */
final class PrivateRepository implements AutoCloseable {
    private final Path directory;
    private final Repository repository;
    private final CompleteCommits complete;
    private final AtomicInteger readers = new AtomicInteger();
    private volatile boolean damaged;

    private PrivateRepository(Path directory, Repository repository) throws IOException {
        this.directory = directory;
        this.repository = repository;
        this.complete = CompleteCommits.read(repository);
    }

    /** Creates an empty one; the directory does not exist. */
    static void create(Path directory) throws IOException {
        try (Repository repository = new FileRepositoryBuilder()
                .setGitDir(directory.toFile())
                .setBare()
                .build()) {
            repository.create(true);
            StoredConfig config = repository.getConfig();
            config.setInt(ConfigConstants.CONFIG_GC_SECTION, null, ConfigConstants.CONFIG_KEY_AUTO, 0);
            config.save();
        }
    }

    /**
     * Opens one that exists.
     *
     * @throws IOException if it cannot be read
     */
    static PrivateRepository open(Path directory) throws IOException {
        if (!Files.isDirectory(directory.resolve("objects"))) {
            throw new IOException(directory + " is no git repository");
        }
        Repository repository = new FileRepositoryBuilder()
                .setGitDir(directory.toFile())
                .setBare()
                .setMustExist(true)
                .build();
        boolean opened = false;
        try {
            PrivateRepository result = new PrivateRepository(directory, repository);
            opened = true;
            return result;
        } finally {
            if (!opened) {
                repository.close();
            }
        }
    }

    Path directory() {
        return directory;
    }

    Path packs() {
        return directory.resolve("objects").resolve("pack");
    }

    /** JGit's own. Who uses it longer than a call takes {@link #reader}, or opens and closes it. */
    Repository jgit() {
        return repository;
    }

    CompleteCommits complete() {
        return complete;
    }

    /** A reader that may stay open for long; given back with {@link #release}. */
    ObjectReader reader() {
        readers.incrementAndGet();
        repository.incrementOpen();
        return repository.newObjectReader();
    }

    void release(ObjectReader reader) {
        reader.close();
        repository.close();
        readers.decrementAndGet();
    }

    /** Whether nobody reads, so that files may be removed. */
    boolean isIdle() {
        return readers.get() == 0;
    }

    /** Says that an object of a complete commit could not be read. */
    void reportDamage() {
        damaged = true;
    }

    boolean isDamaged() {
        return damaged;
    }

    @Override
    public void close() {
        repository.close();
    }
}

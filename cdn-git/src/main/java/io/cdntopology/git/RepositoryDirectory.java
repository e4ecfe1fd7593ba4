package io.cdntopology.git;

import io.cdntopology.failure.CdnException;
import io.cdntopology.spi.DirectoryLock;
import io.cdntopology.spi.DirectoryTree;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The directory of an open source: its lock, the private repository, and one that was set aside because of damage. */
final class RepositoryDirectory implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(RepositoryDirectory.class);

    private final Path directory;
    private final DirectoryLock lock;

    private RepositoryDirectory(Path directory, DirectoryLock lock) {
        this.directory = directory;
        this.lock = lock;
    }

    /**
     * Takes a directory, which is created where it is missing.
     *
     * @throws CdnException with {@code STORE_LOCKED} or {@code STORE_UNUSABLE}
     */
    static RepositoryDirectory open(Path directory) {
        try {
            Files.createDirectories(directory);
            return new RepositoryDirectory(
                    directory, DirectoryLock.acquire("Opening the private repository", directory.resolve("lock")));
        } catch (IOException e) {
            throw unusable(directory, e);
        }
    }

    /** Opens the private repository, an empty one if there is none yet or it cannot be read. */
    PrivateRepository repository() {
        try {
            PrivateJGit.prepare(directory);
            return PrivateJGit.run(this::openOrCreate);
        } catch (IOException e) {
            throw unusable(directory, e);
        }
    }

    private PrivateRepository openOrCreate() throws IOException {
        Path repository = path();
        if (Files.exists(repository)) {
            removeStaleFiles(repository);
            try {
                return PrivateRepository.open(repository);
            } catch (IOException | RuntimeException e) {
                LOG.warn("The private repository {} cannot be opened; everything is fetched again", repository, e);
                setAside();
            }
        }
        Path temporary = directory.resolve("repository.git.new");
        DirectoryTree.delete(temporary);
        PrivateRepository.create(temporary);
        Files.move(temporary, repository, StandardCopyOption.ATOMIC_MOVE);
        return PrivateRepository.open(repository);
    }

    /** Moves a private repository away that is of no use any more. The one that was set aside before is deleted. */
    void setAside() throws IOException {
        Path aside = directory.resolve("damaged.git");
        DirectoryTree.delete(aside);
        Files.move(path(), aside, StandardCopyOption.ATOMIC_MOVE);
    }

    private Path path() {
        return directory.resolve("repository.git");
    }

    /** What a process left that ended in the middle. Nobody else is at it: this process has the lock. */
    private static void removeStaleFiles(Path repository) throws IOException {
        removeFiles(repository, 1, name -> name.endsWith(".lock"));
        removeFiles(repository.resolve("refs"), Integer.MAX_VALUE, name -> name.endsWith(".lock"));
        removeFiles(
                repository.resolve("objects"),
                1,
                name -> Stream.of("noz", "incoming_", "insert_", "jgit_").anyMatch(name::startsWith));
        removeFiles(
                repository.resolve("objects").resolve("pack"),
                1,
                name -> name.startsWith(PackFiles.TEMPORARY) || name.endsWith(".keep"));
    }

    private static void removeFiles(Path directory, int depth, Predicate<String> stale) throws IOException {
        if (!Files.isDirectory(directory)) {
            return;
        }
        try (Stream<Path> files = Files.walk(directory, depth)) {
            List<Path> found = files.filter(Files::isRegularFile)
                    .filter(file -> stale.test(file.getFileName().toString()))
                    .toList();
            for (Path file : found) {
                Files.deleteIfExists(file);
            }
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    private static CdnException unusable(Path directory, IOException e) {
        return GitFailures.ofDirectory("Opening the private repository", directory.toString(), e);
    }

    @Override
    public void close() {
        try {
            lock.close();
        } catch (IOException e) {
            throw GitFailures.ofDirectory("Closing the private repository", directory.toString(), e);
        }
    }
}

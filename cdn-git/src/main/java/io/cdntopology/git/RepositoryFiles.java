package io.cdntopology.git;

import io.cdntopology.failure.CdnException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.Repository;

/**
 * What JGit opens of a repository in a directory, looked at before that: who opens a pipe that nobody writes to, or a device,
 * may never come back. Loose objects are not looked at, nor what is borrowed from another repository.
 */
final class RepositoryFiles {
    private static final String READING = "Reading the repository";

    private static final List<String> SHARED = List.of(
            Constants.CONFIG,
            Constants.PACKED_REFS,
            Constants.SHALLOW,
            "objects/info/alternates",
            "objects/info/commit-graph");

    private static final String PACKS = "objects/pack";
    private static final String REFERENCE_TABLES = "reftable";
    private static final String REFERENCES = "refs";
    private static final byte[] SYMBOLIC = "ref: ".getBytes(StandardCharsets.US_ASCII);

    /** As JGit does. */
    private static final int MAX_REFERENCE_BYTES = 4096;

    private static final int MAX_REFERENCES = 6;

    private final Path directory;
    private final Path common;

    /**
     * @param directory where its HEAD is
     * @param common    where all else is
     */
    RepositoryFiles(Path directory, Path common) {
        this.directory = directory;
        this.common = common;
    }

    static RepositoryFiles of(Repository repository) {
        return new RepositoryFiles(
                repository.getDirectory().toPath(),
                repository.getCommonDirectory().toPath());
    }

    /**
     * Makes sure of those that are opened for anything.
     *
     * @throws CdnException with {@code SOURCE_DAMAGED}
     */
    void require() throws IOException {
        require(directory.resolve(Constants.HEAD));
        for (String file : SHARED) {
            require(common.resolve(file));
        }
        requireAll(PACKS, 1, file -> require(common.resolve(file)));
        requireAll(REFERENCE_TABLES, 1, file -> require(common.resolve(file)));
    }

    /** Makes sure of all references, and of those that they name in place of a commit. */
    void requireReferences() throws IOException {
        requireReference(Constants.HEAD);
        requireAll(REFERENCES, Integer.MAX_VALUE, this::requireReference);
    }

    /** Makes sure of a reference, and of that which it names in place of a commit. */
    void requireReference(String fullName) throws IOException {
        Optional<String> name = Optional.of(fullName);
        for (int i = 0; i < MAX_REFERENCES && name.isPresent(); i++) {
            name = named(name.get());
        }
    }

    private Optional<String> named(String fullName) throws IOException {
        Path file;
        try {
            file = Path.of((fullName.equals(Constants.HEAD) ? directory : common).toString(), fullName);
        } catch (InvalidPathException e) {
            return Optional.empty();
        }
        require(file);
        if (!Files.isRegularFile(file)) {
            return Optional.empty();
        }
        try (InputStream in = Files.newInputStream(file)) {
            byte[] start = in.readNBytes(SYMBOLIC.length);
            return Arrays.equals(start, SYMBOLIC)
                    ? Optional.of(
                            new String(in.readNBytes(MAX_REFERENCE_BYTES), StandardCharsets.UTF_8).stripTrailing())
                    : Optional.empty();
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }

    private interface Look {
        /**
         * Makes sure of a file.
         *
         * @param file its path below the repository
         */
        void at(String file) throws IOException;
    }

    /** What vanishes meanwhile need not be looked at. Git makes no links below; one to a directory could lead to all there is. */
    private void requireAll(String below, int depth, Look look) throws IOException {
        Path start;
        try {
            start = common.resolve(below).toRealPath();
        } catch (FileSystemException e) {
            return;
        }
        Files.walkFileTree(start, Set.of(), depth, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                if (attributes.isSymbolicLink() && Files.isDirectory(file)) {
                    throw GitFailures.noFile(READING, file);
                }
                look.at(below + "/" + start.relativize(file));
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException failure) {
                return FileVisitResult.CONTINUE;
            }
        });
    }

    private static void require(Path file) throws IOException {
        try {
            if (Files.readAttributes(file, BasicFileAttributes.class).isOther()) {
                throw GitFailures.noFile(READING, file);
            }
        } catch (FileSystemException e) {
            // What is not there, or not to be seen, is what JGit does not open either.
        }
    }
}

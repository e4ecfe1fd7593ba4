package io.cdntopology.git;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.eclipse.jgit.lib.ObjectId;

/**
 * The signed tags by which commits were let in, so that one can be gone back to after its tag has moved on. Each is looked at anew.
 *
 * <p>Used by one thread at a time.
 */
final class KeptTags {
    /** How many are kept: a few hundred bytes each. */
    static final int KEPT = 200;

    private final Path directory;

    KeptTags(Path directory) {
        this.directory = directory;
    }

    /** The tag of a commit, as git has it. */
    Optional<byte[]> of(ObjectId commit) throws IOException {
        try {
            return Optional.of(Files.readAllBytes(directory.resolve(commit.name())));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }

    void keep(ObjectId commit, byte[] tag) throws IOException {
        Files.createDirectories(directory);
        Path temporary = directory.resolve("new");
        Files.write(temporary, tag);
        Files.move(temporary, directory.resolve(commit.name()), StandardCopyOption.ATOMIC_MOVE);
        forgetOld();
    }

    private void forgetOld() throws IOException {
        List<Path> all;
        try (Stream<Path> files = Files.list(directory)) {
            all = files.toList();
        }
        if (all.size() > KEPT) {
            Files.delete(all.stream()
                    .min(Comparator.comparing(file -> file.toFile().lastModified()))
                    .orElseThrow());
        }
    }
}

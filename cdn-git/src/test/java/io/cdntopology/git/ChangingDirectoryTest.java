package io.cdntopology.git;

import static io.cdntopology.git.Readings.commitOf;
import static io.cdntopology.git.Readings.texts;
import static org.assertj.core.api.Assertions.assertThat;

import io.cdntopology.release.CommitId;
import io.cdntopology.spi.ContentRepository;
import io.cdntopology.spi.DirectoryTree;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A repository in a directory, whose files are others at the next fetch. */
@Timeout(60)
class ChangingDirectoryTest {
    @TempDir
    Path temp;

    private FarSide far;
    private ContentRepository repository;

    @BeforeEach
    void fetchOnce() {
        far = FarSide.create(temp.resolve("far.git"));
        far.put("a", "1").put("b/c", "1").commit("First");
        far.git("gc", "--quiet");
        repository = Git.repository(far.path()).open(temp.resolve("near"));
        repository.latest();
    }

    @AfterEach
    void close() {
        repository.close();
        far.close();
    }

    @Test
    void packsAreReplacedByOthers() {
        for (int i = 0; i < 3; i++) {
            CommitId commit = far.put("a", "round " + i).commit("Round " + i);
            far.git("gc", "--quiet", "--prune=now");

            assertThat(commitOf(repository.latest())).isEqualTo(commit);
            assertThat(texts(repository, repository.at(commit))).isEqualTo(Map.of("a", "round " + i, "b/c", "1"));
        }
    }

    @Test
    void anotherRepositoryTakesItsPlace() throws IOException {
        far.close();
        DirectoryTree.delete(far.path());
        far = FarSide.create(far.path());
        CommitId other = far.put("other", "2").commit("Other");
        far.git("gc", "--quiet");

        assertThat(commitOf(repository.latest())).isEqualTo(other);
        assertThat(texts(repository, repository.at(other))).isEqualTo(Map.of("other", "2"));
    }

    @Test
    void objectsComeFromAnAlternateThatWasAdded() throws IOException {
        CommitId borrowed;
        try (FarSide lender = FarSide.create(temp.resolve("lender.git"))) {
            borrowed = lender.put("lent", "2").commit("Lent");
            Files.writeString(
                    far.path().resolve("objects/info/alternates"), lender.path().resolve("objects") + "\n");
        }

        assertThat(texts(repository, repository.at(borrowed))).isEqualTo(Map.of("lent", "2"));
    }
}

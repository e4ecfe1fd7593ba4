package io.cdntopology.agent;

import static org.assertj.core.api.Assertions.assertThat;

import io.cdntopology.release.CommitId;
import io.cdntopology.release.Release;
import io.cdntopology.release.TreeId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("What an agent remembers of its command")
class ExecMemoryTest {
    private static final Release RELEASE = new Release(new CommitId("1".repeat(40)), new TreeId("2".repeat(40)));

    @TempDir
    private Path directory;

    private ExecMemory reopen() throws IOException {
        return ExecMemory.open(directory.resolve("work"));
    }

    @Test
    @DisplayName("is nothing at first, and nothing of a run that did not succeed")
    void nothing() throws IOException {
        assertThat(reopen().done()).isEmpty();
        reopen().begin();
        assertThat(reopen().done()).isEmpty();
        assertThat(reopen().succeeded()).isEmpty();
    }

    @Test
    @DisplayName("is the release for which it succeeded")
    void success() throws IOException {
        ExecMemory memory = reopen();
        memory.begin();
        memory.succeed(RELEASE);
        assertThat(memory.done()).contains(RELEASE);
        assertThat(reopen().done()).contains(RELEASE);
        assertThat(reopen().succeeded()).contains(RELEASE);
    }

    @Test
    @DisplayName("is not that all is done while a run for another release may have done a part")
    void partlyDone() throws IOException {
        reopen().succeed(RELEASE);
        reopen().begin();
        assertThat(reopen().done()).isEmpty();
        assertThat(reopen().succeeded()).contains(RELEASE);
    }

    @Test
    @DisplayName("is nothing if the file is damaged")
    void damaged() throws IOException {
        reopen().succeed(RELEASE);
        for (String damage : new String[] {"", "settled", "settled 1 2\n", "\0\0\0"}) {
            Files.writeString(directory.resolve("work/exec"), damage);
            assertThat(reopen().done()).isEmpty();
        }
    }
}

package io.cdntopology.docker;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cdntopology.failure.CdnException;
import java.nio.file.Path;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("Tests that need an engine")
class NeedsEngineTest {
    @Test
    @DisplayName("fail where none answers, and say how to get one")
    void failWithoutOne(@TempDir Path directory) {
        DockerHost missing = DockerHost.unixSocket(directory.resolve("missing"));
        assertThatThrownBy(() -> RealEngine.requireAnswer(missing))
                .isInstanceOf(AssertionError.class)
                .hasMessageContainingAll(
                        "none that can be used answers at " + missing,
                        "Run ./verify, or eval \"$(scripts/engine start)\"")
                .hasCauseInstanceOf(CdnException.class);
    }
}

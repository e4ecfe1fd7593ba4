package io.cdntopology.docker;

import static io.cdntopology.docker.Failures.assertFails;

import io.cdntopology.failure.ErrorCode;
import java.nio.file.Path;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A Docker platform")
class DockerPlatformTest {
    private static final DockerPlatform PLATFORM =
            Docker.engine(DockerHost.unixSocket(Path.of("/nonexistent/docker.sock")));

    @Test
    @DisplayName("adopts one container, by its name")
    void adopt() {
        assertFails(
                ErrorCode.INVALID_ARGUMENT,
                () -> PLATFORM.adopt("/www-content"),
                "adopt: '/www-content'",
                "leave the slash out");
        assertFails(
                ErrorCode.OPTION_SET_TWICE,
                () -> PLATFORM.adopt("www-content").adopt("other"),
                "adopt: it is www-content already");
    }
}

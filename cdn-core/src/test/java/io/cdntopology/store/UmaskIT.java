package io.cdntopology.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("A publisher whose umask")
class UmaskIT {
    @TempDir
    Path directory;

    @ParameterizedTest(name = "is {0}")
    @ValueSource(strings = {"000", "022", "077"})
    @DisplayName("hides its files from others still publishes what every server can read, and only it can write")
    void readable(String umask) throws Exception {
        Path root = directory.resolve("made/by/the/store");
        List<String> prefix = List.of("sh", "-c", "umask " + umask + " && exec \"$@\"", "sh");
        try (ChildProcess child =
                ChildProcess.start(prefix, List.of(), OnePublication.class, root, directory.resolve("work"))) {
            assertThat(child.awaitEnd()).isZero();
        }
        Path file = root.resolve("current/site/docs/page.html");
        assertThat(Files.readString(file)).isEqualTo("page");
        assertPermissions(file, "rw-r--r--");
        assertPermissions(root.resolve("current/site/docs/run.cgi"), "rwxr-xr-x");
        assertPermissions(root.resolve("current/release.json"), "rw-r--r--");
        for (Path onTheWay = file.toRealPath().getParent();
                onTheWay.startsWith(directory.toRealPath().resolve("made"));
                onTheWay = onTheWay.getParent()) {
            assertPermissions(onTheWay, "rwxr-xr-x");
        }
        assertPermissions(root.resolve("current").toRealPath(), "rwxr-xr-x");
        assertPermissions(root.resolve(".cdn/releases"), "rwxr-xr-x");
    }

    private static void assertPermissions(Path path, String permissions) throws Exception {
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path)))
                .as(path.toString())
                .isEqualTo(permissions);
    }
}

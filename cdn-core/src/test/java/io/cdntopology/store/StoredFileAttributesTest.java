package io.cdntopology.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("The attributes of a served file")
class StoredFileAttributesTest {
    @TempDir
    Path directory;

    private Workshop workshop;

    @BeforeEach
    void open() {
        workshop = new Workshop(directory);
    }

    @AfterEach
    void close() {
        workshop.close();
    }

    private FileTime time(String path) throws IOException {
        return Files.getLastModifiedTime(workshop.served(path));
    }

    private String permissions(Path path) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    }

    @Test
    @DisplayName("let everyone read, and execute what git says can be executed")
    void permissionsOfFiles() throws Exception {
        workshop.publish(e -> e.file("a/page.html", "page").executable("a/run.cgi", "run"));
        assertThat(permissions(workshop.served("a/page.html"))).isEqualTo("rw-r--r--");
        assertThat(permissions(workshop.served("a/run.cgi"))).isEqualTo("rwxr-xr-x");
        assertThat(permissions(workshop.real("a"))).isEqualTo("rwxr-xr-x");
    }

    @Test
    @DisplayName("change with the permission alone, in a file of its own")
    void permissionChanged() throws Exception {
        workshop.publish(e -> e.file("run", "same bytes").file("other", "same bytes"));
        Path before = workshop.real("run");
        workshop.publish(e -> e.executable("run", "same bytes"));
        assertThat(permissions(workshop.served("run"))).isEqualTo("rwxr-xr-x");
        assertThat(permissions(workshop.served("other"))).isEqualTo("rw-r--r--");
        assertThat(permissions(before)).isEqualTo("rw-r--r--");
    }

    @Test
    @DisplayName("have a time in whole seconds, in the past, the same in every content root")
    void timeIsAFunctionOfTheContent() throws Exception {
        workshop.publish(e -> e.file("a.txt", "some text").file("b/c.txt", "some text"));
        assertThat(time("a.txt")).isEqualTo(time("b/c.txt"));
        assertThat(time("a.txt").toInstant())
                .isEqualTo(time("a.txt").toInstant().truncatedTo(ChronoUnit.SECONDS));
        assertThat(time("a.txt").toInstant()).isBetween(Instant.EPOCH, Instant.parse("2023-11-15T00:00:00Z"));

        try (Workshop other = new Workshop(directory.resolve("other"))) {
            other.publish(e -> e.file("elsewhere/d.txt", "some text"));
            assertThat(Files.getLastModifiedTime(other.served("elsewhere/d.txt")))
                    .isEqualTo(time("a.txt"));
        }
    }

    @Test
    @DisplayName(
            "have another time when the bytes change, also at the same size, and the old one when they change back")
    void timeChangesWithTheBytes() throws Exception {
        workshop.publish(e -> e.file("a.txt", "aaaa"));
        FileTime before = time("a.txt");
        workshop.publish(e -> e.file("a.txt", "bbbb"));
        assertThat(time("a.txt")).isNotEqualTo(before);
        workshop.publish(e -> e.file("a.txt", "aaaa").file("more.txt", "more"));
        assertThat(time("a.txt")).isEqualTo(before);
    }

    @Test
    @DisplayName("spread their times, so that two contents hardly ever have the same")
    void timesSpread() {
        assertThat(IntStream.range(0, 1_000)
                        .mapToObj(i -> ContentTime.of(BlobIds.of("text " + i)))
                        .distinct())
                .hasSizeGreaterThan(995);
    }
}

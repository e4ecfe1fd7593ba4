package io.cdntopology.store;

import static io.cdntopology.store.Refusal.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import io.cdntopology.failure.ErrorCode;
import io.cdntopology.release.Release;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("A pointer into Git LFS")
class LfsPointerTest {
    private static final String POINTER =
            "version https://git-lfs.github.com/spec/v1\noid sha256:" + "4d7a".repeat(16) + "\nsize 12345\n";

    @TempDir
    Path directory;

    private Workshop workshop;

    @BeforeEach
    void open() {
        workshop = new Workshop(directory);
        workshop.publish(e -> e.file("index.html", "live"));
    }

    @AfterEach
    void close() {
        workshop.close();
    }

    @Test
    @DisplayName("is refused instead of being served as content")
    void refused() throws Exception {
        Release pointer = workshop.commit(e -> e.file("video/intro.mp4", POINTER));
        assertRefused(ErrorCode.CONTENT_REFUSED, () -> workshop.store().materialize(pointer, workshop.repository()))
                .hasMessageContaining("video/intro.mp4")
                .hasMessageContaining("Git LFS");
        assertThat(workshop.text("index.html")).isEqualTo("live");
        assertThat(workshop.leftovers()).isEmpty();
    }

    @Test
    @DisplayName("is not what merely resembles one")
    void resembles() throws Exception {
        String article = POINTER + "So begins every pointer. ".repeat(50);
        workshop.publish(e -> e.file("a.txt", POINTER.substring(0, 30))
                .file("b.txt", " " + POINTER)
                .file("c.txt", article)
                .file("d.txt", ""));
        assertThat(workshop.text("c.txt")).isEqualTo(article);
        assertThat(workshop.text("b.txt")).isEqualTo(" " + POINTER);
    }
}

package io.cdntopology.store;

import static io.cdntopology.store.Refusal.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.cdntopology.failure.ErrorCode;
import io.cdntopology.release.CommitId;
import io.cdntopology.release.Release;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("What edges find by a configuration that is released with content")
class LanesTest {
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

    private static CommitId configuration(int number) {
        return new CommitId(String.valueOf(number).repeat(40));
    }

    private Release version(int version) {
        return workshop.publish(e -> e.file("index.html", "version " + version));
    }

    private String page(int configuration) throws IOException {
        Path lane = workshop.layout().lane(configuration(configuration));
        return Files.readString(lane.resolve("site/index.html"));
    }

    /** The order in which they were written is seen by these times. */
    private void awaitLaterThan(Path lane) throws IOException {
        FileTime written = Files.getLastModifiedTime(lane, LinkOption.NOFOLLOW_LINKS);
        Path probe = directory.resolve("probe");
        await().until(() -> {
            Files.writeString(probe, "now");
            return Files.getLastModifiedTime(probe).compareTo(written) > 0;
        });
    }

    @Test
    @DisplayName("is the release that was said last, whichever is live")
    void saidLast() throws IOException {
        Release first = version(1);
        workshop.store().serveBy(configuration(1), first);
        Release second = version(2);
        assertThat(page(1)).isEqualTo("version 1");
        workshop.store().serveBy(configuration(2), second);

        workshop.store().serveBy(configuration(1), second);

        assertThat(page(1)).isEqualTo("version 2");
        assertThat(workshop.store().servedBy(configuration(1))).contains(second);
        assertThat(workshop.store().servedBy(configuration(3))).isEmpty();
    }

    @Test
    @DisplayName("has to be in the store")
    void stored() {
        Release unknown = workshop.commit(e -> e.file("index.html", "not written"));

        assertRefused(ErrorCode.RELEASE_NOT_FOUND, () -> workshop.store().serveBy(configuration(1), unknown));
    }

    @Test
    @DisplayName("stays as long as edges may find it, however old it is")
    void stays() throws IOException {
        Release first = version(1);
        workshop.store().serveBy(configuration(1), first);
        for (int version = 2; version <= 5; version++) {
            version(version);
        }
        workshop.pass(Duration.ofHours(2));

        workshop.store().collect();

        assertThat(page(1)).isEqualTo("version 1");
        assertThat(workshop.store().releases()).contains(first).hasSize(3);
    }

    @Test
    @DisplayName("is found by the last four of the configurations")
    void forgotten() throws IOException {
        Release first = version(1);
        for (int number = 1; number <= 6; number++) {
            workshop.store().serveBy(configuration(number), first);
            awaitLaterThan(workshop.layout().lane(configuration(number)));
        }

        workshop.store().collect();

        assertThat(StoreFiles.list(workshop.layout().lanes()))
                .containsExactlyInAnyOrder(
                        workshop.layout().lane(configuration(3)),
                        workshop.layout().lane(configuration(4)),
                        workshop.layout().lane(configuration(5)),
                        workshop.layout().lane(configuration(6)));
    }

    @Test
    @DisplayName("is none that a restart of the machine has damaged")
    void damaged() throws IOException {
        Release first = version(1);
        workshop.store().serveBy(configuration(1), first);
        Path page = workshop.layout().lane(configuration(1)).resolve("site/index.html");
        Files.writeString(page.toRealPath(), "damaged");

        workshop.restartMachine();
        assertThat(workshop.store().servedBy(configuration(1))).isEmpty();

        workshop.publish(first);
        assertThat(page(1)).isEqualTo("version 1");
    }
}

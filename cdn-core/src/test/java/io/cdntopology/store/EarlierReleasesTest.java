package io.cdntopology.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.cdntopology.release.Release;
import io.cdntopology.topology.ContentLimits;
import io.cdntopology.topology.Retention;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("The live release leads to those before it (three releases stay)")
class EarlierReleasesTest {
    private static final StoreOptions OPTIONS = StoreOptions.of(
                    new Retention(3, Duration.ofHours(1)), ContentLimits.DEFAULT)
            .withBoot(new MachineBoot("first boot"));

    @TempDir
    Path directory;

    private Workshop workshop;

    @BeforeEach
    void open() {
        workshop = new Workshop(directory, OPTIONS);
    }

    @AfterEach
    void close() {
        workshop.close();
    }

    private Release version(int version) {
        return workshop.publish(e -> e.file("index.html", "version " + version));
    }

    private List<String> earlier() throws IOException {
        LiveRelease live = workshop.store().live().orElseThrow();
        List<String> pages = new ArrayList<>();
        for (int i = 1; Files.exists(live.earlierSite(i)); i++) {
            pages.add(Files.readString(live.earlierSite(i).resolve("index.html")));
        }
        return pages;
    }

    @Test
    @DisplayName("in the order in which they were live, newest first, as many as stay")
    void leadsToThoseBefore() throws IOException {
        version(1);
        assertThat(earlier()).isEmpty();
        version(2);
        assertThat(earlier()).containsExactly("version 1");
        version(3);
        assertThat(earlier()).containsExactly("version 2", "version 1");
        version(4);
        assertThat(earlier()).containsExactly("version 3", "version 2");
    }

    @Test
    @DisplayName("also when it was live before them")
    void leadsToThoseAfterItsFirstTime() throws IOException {
        Release first = version(1);
        version(2);
        version(3);

        workshop.store().activate(first);

        assertThat(earlier()).containsExactly("version 3", "version 2");
    }
}

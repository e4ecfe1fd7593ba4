package io.cdntopology.store;

import static io.cdntopology.store.Refusal.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import io.cdntopology.failure.ErrorCode;
import io.cdntopology.release.Release;
import io.cdntopology.topology.ContentLimits;
import io.cdntopology.topology.Retention;
import java.io.IOException;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("Collecting what need not be kept (two releases, and an hour)")
class CollectionTest {
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

    private Release version(int version) {
        return workshop.publish(e -> e.file("index.html", "version " + version)
                .file("v" + version + "/page.html", "page " + version)
                .file("shared/logo.svg", "logo"));
    }

    private void assertNothingButNeeded() throws IOException {
        StoreLayout layout = workshop.layout();
        Set<String> needed = new TreeSet<>();
        for (Path release : StoreFiles.list(layout.releases())) {
            try (Stream<Path> paths = Files.walk(release.resolve("site").toRealPath(), FileVisitOption.FOLLOW_LINKS)) {
                for (Path path : paths.filter(Files::isDirectory).toList()) {
                    needed.add(path.toRealPath().getFileName().toString());
                }
            }
        }
        assertThat(workshop.trees()).containsExactlyElementsOf(needed);
        assertThat(workshop.manifests()).containsExactlyElementsOf(needed);
        assertThat(workshop.leftovers()).isEmpty();
    }

    @Test
    @DisplayName("keeps the newest two, and removes the trees that only older ones have")
    void newestStay() throws Exception {
        version(1);
        version(2);
        Release third = version(3);
        Release fourth = version(4);
        workshop.pass(Duration.ofHours(2));
        assertThat(workshop.store().collect()).isEqualTo(2);
        assertThat(workshop.store().releases()).containsExactly(fourth, third);
        assertThat(workshop.text("shared/logo.svg")).isEqualTo("logo");
        assertThat(workshop.text("v4/page.html")).isEqualTo("page 4");
        assertNothingButNeeded();
        assertThat(workshop.store().collect()).isZero();
    }

    @Test
    @DisplayName("keeps any that was live within the hour, counted from when it was replaced")
    void graceSinceLastLive() {
        Release first = version(1);
        workshop.pass(Duration.ofHours(10));
        Release second = version(2);
        Release third = version(3);
        workshop.pass(Duration.ofMinutes(59));
        assertThat(workshop.store().collect()).isZero();
        assertThat(workshop.store().releases()).contains(first, second, third);
        workshop.pass(Duration.ofMinutes(2));
        assertThat(workshop.store().collect()).isEqualTo(1);
        assertThat(workshop.store().releases()).doesNotContain(first).contains(third);
    }

    @Test
    @DisplayName("keeps the live one however old it is")
    void liveStays() throws Exception {
        Release first = version(1);
        version(2);
        version(3);
        workshop.store().activate(first);
        workshop.pass(Duration.ofDays(30));
        for (int i = 4; i < 7; i++) {
            int version = i;
            workshop.materialize(e -> e.file("index.html", "not live " + version));
        }
        workshop.pass(Duration.ofDays(30));
        workshop.store().collect();
        assertThat(workshop.store().live().map(LiveRelease::release)).contains(first);
        assertThat(workshop.store().releases()).hasSize(2).startsWith(first);
        assertThat(workshop.text("index.html")).isEqualTo("version 1");
        assertNothingButNeeded();
    }

    @Test
    @DisplayName("never ends for an endless grace")
    void endlessGrace() {
        workshop.reopen(o -> new StoreOptions(
                new Retention(1, ChronoUnit.FOREVER.getDuration()),
                ContentLimits.DEFAULT,
                o.clock(),
                o.boot(),
                o.threads(),
                o.linker(),
                o.encoders()));
        version(1);
        version(2);
        workshop.pass(Duration.ofDays(10_000));
        assertThat(workshop.store().collect()).isZero();
    }

    @Test
    @DisplayName("goes on where a crash cut it short")
    void cutShort() throws Exception {
        Release first = version(1);
        version(2);
        version(3);
        workshop.pass(Duration.ofHours(2));
        Path bin = Files.createDirectory(workshop.layout().temporary().resolve("bin"));
        Path rootOfFirst = workshop.layout().release(first).resolve("site").toRealPath();
        Files.move(workshop.layout().release(first), bin.resolve("0"));
        Files.move(rootOfFirst, bin.resolve("1"));
        Files.writeString(workshop.layout().manifests().resolve("f".repeat(40)), "left over");

        workshop.reopen(options -> options);
        assertThat(workshop.leftovers()).isEmpty();
        workshop.store().collect();
        assertNothingButNeeded();
        assertThat(workshop.text("v3/page.html")).isEqualTo("page 3");
        workshop.restartMachine();
        assertThat(workshop.store().damagedTrees()).isZero();
        workshop.publish(first);
        assertThat(workshop.text("v1/page.html")).isEqualTo("page 1");
    }

    @Test
    @DisplayName("removes nothing that a live tree with a torn manifest may lead to")
    void tornManifest() throws Exception {
        version(1);
        version(2);
        version(3);
        workshop.pass(Duration.ofHours(2));
        List<String> before = workshop.trees();
        Path manifest = workshop.layout().manifests().resolve(workshop.real("").getFileName());
        Files.writeString(manifest, "torn");
        workshop.reopen(options -> options);
        assertRefused(ErrorCode.STORE_UNUSABLE, () -> workshop.store().collect())
                .hasMessageContaining("manifest");
        assertThat(workshop.trees()).isEqualTo(before);
        assertThat(workshop.text("shared/logo.svg")).isEqualTo("logo");
        assertThat(workshop.text("v3/page.html")).isEqualTo("page 3");
    }

    @Test
    @DisplayName("leaves alone what is not the store's own")
    void strangers() throws Exception {
        version(1);
        Path inTrees = Files.writeString(workshop.layout().trees().resolve("README"), "hello");
        Path inManifests = Files.writeString(workshop.layout().manifests().resolve("README"), "hello");
        workshop.restartMachine();
        version(2);
        version(3);
        workshop.pass(Duration.ofHours(2));
        assertThat(workshop.store().collect()).isEqualTo(1);
        assertThat(inTrees).exists();
        assertThat(inManifests).exists();
    }
}

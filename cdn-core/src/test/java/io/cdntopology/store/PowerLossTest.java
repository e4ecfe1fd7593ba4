package io.cdntopology.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.cdntopology.release.Release;
import io.cdntopology.spi.DirectoryTree;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@DisplayName("After a power loss, a store that is opened")
class PowerLossTest {
    private static final String DEEP = "deep/" + "d/".repeat(30) + "file.txt";

    @TempDir
    Path directory;

    private Workshop workshop;
    private Release old;
    private Release live;
    private Map<String, String> site = Map.of();

    @BeforeEach
    void publish() throws IOException {
        workshop = new Workshop(directory);
        old = workshop.publish(e -> e.file("index.html", "first")
                .file("old/only.txt", "only in the old one")
                .file("shared/file.txt", "in both")
                .file("shared/other.txt", "also in both")
                .executable("bin/run", "run")
                .file(DEEP, "far below"));
        live = workshop.publish(e -> e.delete("old")
                .file("index.html", "second")
                .file("shared/more.txt", "more")
                .file("new/page.txt", "page"));
        site = workshop.site();
    }

    @AfterEach
    void close() {
        workshop.close();
    }

    private void assertOutOfServiceThenRepaired() throws Exception {
        workshop.restartMachine();
        assertThat(workshop.root().resolve("current")).doesNotExist();
        assertThat(Files.isSymbolicLink(workshop.root().resolve("current"))).isFalse();
        assertThat(workshop.store().live()).isEmpty();
        assertThat(workshop.store().contains(live)).isFalse();
        assertRepaired();
    }

    private void assertRepaired() throws Exception {
        workshop.publish(live);
        assertThat(workshop.site()).isEqualTo(site);
        workshop.publish(old);
        assertThat(workshop.text("old/only.txt")).isEqualTo("only in the old one");
        assertThat(workshop.text(DEEP)).isEqualTo("far below");
        assertThat(workshop.text("shared/file.txt")).isEqualTo("in both");
        workshop.restartMachine();
        assertThat(workshop.store().damagedTrees()).isZero();
        assertThat(workshop.store().live().map(LiveRelease::release)).contains(old);
        assertThat(workshop.leftovers()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("takes the live release out of service if a file of it is damaged, and writes it anew")
    void damagedFile(Damage damage) throws Exception {
        damage.apply(workshop.served("new/page.txt"));
        assertOutOfServiceThenRepaired();
    }

    @ParameterizedTest
    @EnumSource(
            mode = EnumSource.Mode.EXCLUDE,
            names = {"DELETED", "A_DIRECTORY", "A_LINK"})
    @DisplayName("finds the damage in every release that shares the file")
    void damagedSharedFile(Damage damage) throws Exception {
        damage.apply(workshop.served("shared/file.txt"));
        workshop.restartMachine();
        assertThat(workshop.store().releases()).isEmpty();
        assertRepaired();
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("finds the damage in a directory that is not linked to")
    void damagedDeepFile(Damage damage) throws Exception {
        damage.apply(workshop.served(DEEP));
        assertOutOfServiceThenRepaired();
    }

    @Test
    @DisplayName("finds a file with other permissions, or with another time, which would be another ETag")
    void changedAttributes() throws Exception {
        Files.setPosixFilePermissions(workshop.served("new/page.txt"), PosixFilePermissions.fromString("rw-------"));
        assertOutOfServiceThenRepaired();

        workshop.publish(live);
        Files.setPosixFilePermissions(workshop.served("bin/run"), PosixFilePermissions.fromString("rw-r--r--"));
        assertOutOfServiceThenRepaired();

        workshop.publish(live);
        Files.setLastModifiedTime(workshop.served("new/page.txt"), FileTime.fromMillis(0));
        assertOutOfServiceThenRepaired();

        workshop.publish(live);
        Files.setPosixFilePermissions(workshop.real("new"), PosixFilePermissions.fromString("rwx------"));
        assertOutOfServiceThenRepaired();
    }

    @Test
    @DisplayName("finds a file that does not belong there")
    void strangerFile() throws Exception {
        Files.writeString(workshop.served("new/stranger.txt"), "stranger");
        assertOutOfServiceThenRepaired();
    }

    @ParameterizedTest
    @EnumSource(
            mode = EnumSource.Mode.EXCLUDE,
            names = {"LONGER", "A_LINK"})
    @DisplayName("writes anew what has a damaged manifest")
    void damagedManifest(Damage damage) throws Exception {
        Path manifest =
                workshop.layout().manifests().resolve(workshop.real("new").getFileName());
        damage.apply(manifest);
        if (damage == Damage.A_DIRECTORY) {
            Files.delete(manifest);
        }
        assertOutOfServiceThenRepaired();
    }

    @Test
    @DisplayName("writes anew what has a damaged manifest: that of the root, and every bit of its first line")
    void damagedRootManifest() throws Exception {
        Path manifest = workshop.layout().manifests().resolve(workshop.real("").getFileName());
        byte[] whole = Files.readAllBytes(manifest);
        for (int i = 0; whole[i] != '\n'; i++) {
            byte[] damaged = whole.clone();
            damaged[i] ^= 1;
            Files.write(manifest, damaged);
            workshop.restartMachine();
            assertThat(workshop.store().damagedTrees()).as("byte %d", i).isEqualTo(1);
            workshop.publish(live);
        }
        assertRepaired();
    }

    @Test
    @DisplayName("writes anew a directory that is gone, wherever it is")
    void deletedDirectories() throws Exception {
        for (String path : new String[] {"new", "shared", "", "deep/d/d/d", "deep/" + "d/".repeat(20)}) {
            workshop.publish(live);
            DirectoryTree.delete(workshop.real(path));
            assertOutOfServiceThenRepaired();
        }
    }

    @Test
    @DisplayName("writes anew a directory whose link is gone or leads elsewhere")
    void damagedLinks() throws Exception {
        Path link = workshop.real("").resolve("new");
        Files.delete(link);
        assertOutOfServiceThenRepaired();

        workshop.publish(live);
        link = workshop.real("").resolve("new");
        Files.delete(link);
        Files.createSymbolicLink(
                link, Path.of("..", workshop.real("shared").getFileName().toString()));
        assertOutOfServiceThenRepaired();
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("writes anew the release's own document")
    void damagedDocument(Damage damage) throws Exception {
        damage.apply(workshop.store().live().orElseThrow().description());
        assertOutOfServiceThenRepaired();
    }

    @Test
    @DisplayName("writes anew a release whose link to its site is gone or leads elsewhere")
    void damagedSiteLink() throws Exception {
        Path site = workshop.store().live().orElseThrow().site();
        Files.delete(site);
        assertOutOfServiceThenRepaired();

        for (String target :
                new String[] {"../../trees/" + "0".repeat(40), "/etc", "../../trees/x", "../" + "0".repeat(40)}) {
            workshop.publish(live);
            Path link = workshop.store().live().orElseThrow().site();
            Files.delete(link);
            Files.createSymbolicLink(link, Path.of(target));
            assertOutOfServiceThenRepaired();
        }
    }

    @Test
    @DisplayName("removes a pointer that leads nowhere, or is none")
    void damagedPointer() throws Exception {
        Path pointer = workshop.root().resolve("current");
        for (String target : new String[] {".cdn/releases/gone", "nowhere", "/etc", ".cdn/trees"}) {
            Files.delete(pointer);
            Files.createSymbolicLink(pointer, Path.of(target));
            workshop.restartMachine();
            assertThat(Files.isSymbolicLink(pointer)).as(target).isFalse();
            workshop.publish(live);
        }
        Files.delete(pointer);
        Files.writeString(pointer, "");
        workshop.restartMachine();
        assertThat(pointer).doesNotExist();
        workshop.publish(live);
        assertThat(workshop.site()).isEqualTo(site);
    }

    @Test
    @DisplayName("leaves the live release in service if only an old one is damaged")
    void damagedOldRelease() throws Exception {
        Path oldFile = workshop.layout().release(old).resolve("site/old/only.txt");
        Damage.TRUNCATED.apply(oldFile);
        workshop.restartMachine();
        assertThat(workshop.store().damagedTrees()).isEqualTo(2);
        assertThat(workshop.store().releases()).containsExactly(live);
        assertThat(workshop.store().live().map(LiveRelease::release)).contains(live);
        assertThat(workshop.site()).isEqualTo(site);
        assertRepaired();
    }

    @Test
    @DisplayName("leaves everything in service if nothing is damaged")
    void nothingDamaged() throws Exception {
        workshop.restartMachine();
        assertThat(workshop.store().damagedTrees()).isZero();
        assertThat(workshop.store().releases()).containsExactly(live, old);
        assertThat(workshop.site()).isEqualTo(site);
    }

    @Test
    @DisplayName("in the same boot of the machine verifies nothing, which costs nothing")
    void sameBoot() throws Exception {
        Damage.ONE_BIT_FLIPPED.apply(workshop.served("new/page.txt"));
        workshop.reopen(options -> options);
        assertThat(workshop.store().damagedTrees()).isZero();
        assertThat(workshop.store().live().map(LiveRelease::release)).contains(live);
        assertOutOfServiceThenRepaired();
    }

    @Test
    @DisplayName("verifies again if the note of the last verification is torn")
    void tornNote() throws Exception {
        Damage.ONE_BIT_FLIPPED.apply(workshop.served("new/page.txt"));
        Files.writeString(workshop.layout().verified(), "");
        workshop.reopen(options -> options);
        assertThat(workshop.store().live()).isEmpty();
        assertRepaired();
    }
}

package io.cdntopology.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("A file that is in more places than the file system has links for")
class LinkCountTest {
    @TempDir
    Path directory;

    /** A file system that lets a file have so many names and no more. */
    private record FewLinks(int limit) implements SharedEntries.Linker {
        @Override
        public void link(Path link, Path existing) throws IOException {
            if ((int) Files.getAttribute(existing, "unix:nlink") >= limit) {
                throw new FileSystemException(link.toString(), existing.toString(), "Too many links");
            }
            Files.createLink(link, existing);
        }
    }

    private static Map<Object, Integer> filesByInode(Workshop workshop, int files) throws IOException {
        Map<Object, Integer> inodes = new HashMap<>();
        for (int i = 0; i < files; i++) {
            inodes.merge(Workshop.inode(workshop.served("same/" + i)), 1, Integer::sum);
        }
        return inodes;
    }

    @Test
    @DisplayName("is written again each time the limit is reached")
    void limitReached() throws Exception {
        try (Workshop workshop = new Workshop(directory, Workshop.OPTIONS.withLinker(new FewLinks(10)))) {
            MaterializedRelease release = workshop.materialize(e -> {
                for (int i = 0; i < 95; i++) {
                    e.file("same/" + i, "the same");
                }
            });
            workshop.store().activate(release.release());
            assertThat(release.files()).isEqualTo(10);
            assertThat(filesByInode(workshop, 95))
                    .hasSize(10)
                    .allSatisfy((inode, count) -> assertThat(count).isLessThanOrEqualTo(10));
            assertThat(new HashSet<>(workshop.site().values())).isEqualTo(Set.of("the same"));
        }
    }

    @Test
    @DisplayName("is written again for the next releases, whose other files are still shared")
    void nextReleases() throws Exception {
        try (Workshop workshop = new Workshop(directory, Workshop.OPTIONS.withLinker(new FewLinks(10)))) {
            workshop.publish(e -> {
                e.file("same/other", "another");
                for (int i = 0; i < 20; i++) {
                    e.file("same/" + i, "the same");
                }
            });
            Object other = Workshop.inode(workshop.served("same/other"));
            for (int i = 0; i < 8; i++) {
                int version = i;
                workshop.publish(e -> e.file("same/changing", "version " + version));
            }
            assertThat(Workshop.inode(workshop.served("same/other"))).isEqualTo(other);
            assertThat(workshop.site())
                    .hasSize(22)
                    .containsEntry("same/19", "the same")
                    .containsEntry("same/changing", "version 7");
            workshop.restartMachine();
            assertThat(workshop.store().damagedTrees()).isZero();
        }
    }

    @Test
    @DisplayName("is right where no file can have a second name")
    void noLinksAtAll() throws Exception {
        try (Workshop workshop = new Workshop(directory, Workshop.OPTIONS.withLinker(new FewLinks(1)))) {
            workshop.publish(e -> e.file("a/1", "same").file("a/2", "same").file("a/3", "other"));
            workshop.publish(e -> e.file("a/4", "same"));
            assertThat(workshop.site()).isEqualTo(Map.of("a/1", "same", "a/2", "same", "a/3", "other", "a/4", "same"));
        }
    }

    @Test
    @DisplayName("is right in 70,000 places of the real file system")
    void seventyThousand() throws Exception {
        try (Workshop workshop = new Workshop(directory)) {
            workshop.publish(e -> {
                for (int i = 0; i < 70_000; i++) {
                    e.file("same/" + i, "the same");
                }
            });
            MaterializedRelease next = workshop.materialize(e -> e.file("same/other", "another"));
            workshop.store().activate(next.release());
            assertThat(next.files()).isLessThanOrEqualTo(4);
            assertThat(new TreeVerifier(workshop.layout())
                            .isIntact(ReleaseDirectory.site(workshop.layout().release(next.release()))))
                    .isTrue();
            assertThat(workshop.text("same/69999")).isEqualTo("the same");
        }
    }
}

package io.cdntopology.store;

import static io.cdntopology.store.Refusal.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import io.cdntopology.failure.ErrorCode;
import io.cdntopology.release.Release;
import io.cdntopology.release.TreeEntry;
import io.cdntopology.release.TreeId;
import io.cdntopology.topology.ContentLimits;
import java.nio.file.Path;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("A site that is larger than the limits")
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class SiteLimitsTest {
    @TempDir
    Path directory;

    private Workshop workshop;

    @BeforeEach
    void open() {
        workshop = new Workshop(directory);
        workshop.publish(e -> e.file("index.html", "live"));
    }

    @AfterEach
    void close() throws Exception {
        assertThat(workshop.text("index.html")).isEqualTo("live");
        assertThat(workshop.leftovers()).isEmpty();
        workshop.close();
    }

    private void limit(UnaryOperator<ContentLimits> change) {
        workshop.reopen(o -> new StoreOptions(
                o.retention(), change.apply(o.limits()), o.clock(), o.boot(), o.threads(), o.linker(), o.encoders()));
    }

    private AbstractThrowableAssert<?, ? extends Throwable> assertTooLarge(Release release) {
        return assertRefused(
                ErrorCode.CONTENT_TOO_LARGE, () -> workshop.store().materialize(release, workshop.repository()));
    }

    @Test
    @DisplayName("is refused for a file, by name, and is served again when it is small enough")
    void fileBytes() {
        limit(limits -> limits.withMaxFileBytes(100));
        workshop.materialize(e -> e.file("docs/exact.bin", "x".repeat(100)));
        assertTooLarge(workshop.commit(e -> e.file("docs/large.bin", "x".repeat(101))))
                .hasMessageContaining("docs/large.bin")
                .hasMessageContaining("limits.maxFileBytes");
        workshop.materialize(e -> e.file("docs/large.bin", "x"));
    }

    @Test
    @DisplayName("is refused for the bytes that it adds")
    void bytes() {
        limit(limits -> limits.withMaxBytes(250));
        workshop.materialize(e -> e.file("a.bin", "a".repeat(200)));
        assertTooLarge(workshop.commit(e -> e.file("b/1.bin", "b".repeat(100))
                        .file("b/2.bin", "c".repeat(100))
                        .file("b/3.bin", "d".repeat(100))))
                .hasMessageContaining("limits.maxBytes");
    }

    @Test
    @DisplayName("is refused for the number of its files and directories")
    void files() {
        limit(limits -> limits.withMaxFiles(5));
        workshop.materialize(e -> e.file("a/1", "1").file("a/2", "2").file("a/3", "3"));
        assertTooLarge(workshop.commit(e -> e.file("a/4", "4")))
                .hasMessageContaining("more than 5 files and directories")
                .hasMessageContaining("limits.maxFiles");
    }

    @Test
    @DisplayName("is refused for its depth")
    void depth() {
        limit(limits -> limits.withMaxDepth(4));
        workshop.materialize(e -> e.file("a/b/c/file", "three below the root"));
        assertTooLarge(workshop.commit(e -> e.file("a/b/c/d/file", "four below the root")))
                .hasMessageContaining("a/b/c/d")
                .hasMessageContaining("limits.maxDepth");
    }

    @Test
    @DisplayName("is refused for a depth that known directories add up to")
    void depthOfKnownDirectories() {
        limit(limits -> limits.withMaxDepth(4));
        workshop.materialize(e -> e.file("a/b/c/file", "three below the root"));
        assertTooLarge(workshop.commit(e -> e.delete("a").file("below/a/b/c/file", "three below the root")))
                .hasMessageContaining("nested 5 deep");
    }

    @Test
    @DisplayName("is refused if it is a thousand directories deep")
    void thousandLevels() {
        assertTooLarge(workshop.commit(e -> e.file("d/".repeat(1_000) + "file", "deep")))
                .hasMessageContaining("limits.maxDepth");
    }

    @Test
    @DisplayName("is refused for paths that no server can look up")
    void longPaths() {
        String name = "x".repeat(250);
        assertTooLarge(workshop.commit(e -> e.file((name + "/").repeat(20) + "file", "far away")))
                .hasMessageContaining("5024 bytes");
    }

    @Test
    @DisplayName("is refused, soon, if links multiply a few files to more than there is room for")
    void billionLaughs() {
        Release laughs = workshop.commit(e -> {
            e.file("d0/file", "ha");
            for (int i = 1; i < 12; i++) {
                for (int j = 0; j < 10; j++) {
                    e.link("d" + i + "/l" + j, "../d" + (i - 1));
                }
            }
        });
        assertTooLarge(laughs).hasMessageContaining("limits.maxFiles");
    }

    @Test
    @DisplayName("is refused, soon, if links multiply a directory that is too deep to be shared")
    void deepLaughs() {
        Release laughs = workshop.commit(e -> {
            e.file("d0/" + "d/".repeat(30) + "file", "ha");
            for (int i = 1; i < 8; i++) {
                for (int j = 0; j < 10; j++) {
                    e.link("d" + i + "/l" + j, "../d" + (i - 1));
                }
            }
        });
        assertTooLarge(laughs).hasMessageContaining("limits.maxFiles");
    }

    @Test
    @DisplayName("is refused, soon, if git's own trees multiply a file, and each is read once")
    void gitBomb() {
        FixedReader reader = new FixedReader();
        TreeId bomb = reader.add(new TreeEntry.File("ha", BlobIds.of("ha"), TreeEntry.Permission.REGULAR));
        for (int i = 0; i < 12; i++) {
            bomb = reader.add(tenTimes(bomb));
        }
        TreeId root = bomb;
        assertRefused(ErrorCode.CONTENT_TOO_LARGE, () -> resolve(reader, root));
        assertThat(reader.treesRead()).isEqualTo(13);
    }

    @Test
    @DisplayName("is refused, soon, if git's own trees multiply a link, which may be another in every place")
    void gitBombOfLinks() {
        FixedReader reader = new FixedReader();
        TreeId bomb = new TreeId("1".repeat(40));
        reader.add(bomb, new TreeEntry.Link("ha", BlobIds.of("nowhere")));
        for (int i = 0; i < 12; i++) {
            TreeId above = new TreeId(Integer.toHexString(i).repeat(20) + "f".repeat(20));
            reader.add(above, tenTimes(bomb));
            bomb = above;
        }
        TreeId root = bomb;
        assertRefused(ErrorCode.CONTENT_TOO_LARGE, () -> resolve(reader, root));
    }

    private static TreeEntry[] tenTimes(TreeId tree) {
        return IntStream.range(0, 10)
                .mapToObj(i -> new TreeEntry.Directory("d" + i, tree))
                .toArray(TreeEntry[]::new);
    }

    private static TreeId resolve(FixedReader reader, TreeId root) throws Exception {
        return new TreeResolver(reader, new NothingKnown(), ContentLimits.DEFAULT.withMaxFiles(200_000), tree -> {})
                .resolve(root);
    }
}

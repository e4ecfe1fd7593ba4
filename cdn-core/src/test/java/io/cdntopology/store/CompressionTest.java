package io.cdntopology.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cdntopology.failure.CdnException;
import io.cdntopology.failure.ErrorCode;
import io.cdntopology.release.Release;
import io.cdntopology.spi.Variants;
import io.cdntopology.topology.Encoding;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.GZIPInputStream;
import java.util.zip.InflaterInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("Compressing the files of the live release")
class CompressionTest {
    private static final String GZIP = Variants.directory(Encoding.GZIP);
    private static final String TEXT = "The quick brown fox jumps over the lazy dog. ".repeat(40);
    private static final String DEEP = "deep/" + "d/".repeat(30) + "file.txt";

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

    private int compress() {
        return workshop.store().compress(() -> true);
    }

    private Path variant(String file) {
        return workshop.served(Variants.path(Encoding.GZIP, file).orElseThrow());
    }

    private String unpacked(String file) throws IOException {
        try (InputStream in = new GZIPInputStream(Files.newInputStream(variant(file)))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    /** The variants that are served, by the names of their files. */
    private Map<String, String> variants() throws IOException {
        Path site = workshop.real("");
        Map<String, String> variants = new TreeMap<>();
        try (Stream<Path> paths = Files.walk(site, FileVisitOption.FOLLOW_LINKS)) {
            for (Path path : paths.filter(Files::isRegularFile).toList()) {
                String file = site.relativize(path).toString();
                if (file.contains(GZIP)) {
                    String name = file.replace(GZIP + "/", "");
                    variants.put(name, unpacked(name));
                }
            }
        }
        return variants;
    }

    private static byte[] random(int bytes) {
        byte[] random = new byte[bytes];
        new Random(1).nextBytes(random);
        return random;
    }

    @Test
    @DisplayName("makes a variant of each that is of a type that compresses, long enough, and smaller then")
    void whatIsWorthIt() throws Exception {
        workshop.publish(e -> e.file("index.html", TEXT)
                .file("docs/a/Page.HTML", "a" + TEXT)
                .file(DEEP, "deep" + TEXT)
                .file("short.html", "short")
                .file("image.png", TEXT)
                .file("random.wasm", random(5_000))
                .file("index.html.gz", TEXT)
                .file("noextension", TEXT));
        assertThat(compress()).isEqualTo(3);
        assertThat(variants())
                .isEqualTo(Map.of("index.html", TEXT, "docs/a/Page.HTML", "a" + TEXT, DEEP, "deep" + TEXT));
        assertThat(workshop.leftovers()).isEmpty();
    }

    /** Stands for an encoder of brotli. */
    private record Deflating() implements VariantEncoder {
        @Override
        public Encoding encoding() {
            return Encoding.BROTLI;
        }

        @Override
        public OutputStream encode(OutputStream target, long fileBytes) {
            return new DeflaterOutputStream(target);
        }
    }

    @Test
    @DisplayName("makes those of each encoding, of another time, also where those of one are there")
    void severalEncodings() throws Exception {
        workshop.publish(e -> e.file("docs/index.html", TEXT).file("image.png", TEXT));
        assertThat(compress()).isEqualTo(1);
        workshop.reopen(options -> options.withEncoders(List.of(VariantEncoder.gzip(), new Deflating())));
        assertThat(compress()).isEqualTo(1);
        Path other = workshop.served(
                Variants.path(Encoding.BROTLI, "docs/index.html").orElseThrow());
        try (InputStream in = new InflaterInputStream(Files.newInputStream(other))) {
            assertThat(in).hasContent(TEXT);
        }
        assertThat(Files.getLastModifiedTime(other)).isLessThan(Files.getLastModifiedTime(variant("docs/index.html")));
        assertThat(unpacked("docs/index.html")).isEqualTo(TEXT);
        workshop.publish(e -> e.file("docs/more.html", "more" + TEXT));
        assertThat(compress()).isEqualTo(2);
        workshop.restartMachine();
        assertThat(workshop.store().damagedTrees()).isZero();
        assertThat(other).doesNotExist();
        assertThat(compress()).isEqualTo(4);
    }

    @Test
    @DisplayName("makes none where it has no encoder")
    void noEncoder() throws Exception {
        workshop.reopen(options -> options.withEncoders(List.of()));
        workshop.publish(e -> e.file("index.html", TEXT));
        assertThat(compress()).isZero();
        assertThat(variants()).isEmpty();
    }

    @Test
    @DisplayName("does nothing before the first release is live")
    void nothingLive() throws Exception {
        assertThat(compress()).isZero();
        workshop.materialize(e -> e.file("index.html", TEXT));
        assertThat(compress()).isZero();
        assertThat(workshop.leftovers()).isEmpty();
    }

    @Test
    @DisplayName("makes the same bytes of the same content, at the same time, wherever it is, that everyone may read")
    void deterministic() throws Exception {
        workshop.publish(e -> e.file("index.html", TEXT).file("a/other.txt", TEXT));
        compress();
        assertThat(variant("index.html")).hasSameBinaryContentAs(variant("a/other.txt"));
        assertThat(Files.readAllBytes(variant("index.html"))).startsWith(0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 0xff);
        assertThat(Files.getLastModifiedTime(variant("index.html")))
                .isEqualTo(Files.getLastModifiedTime(workshop.served("index.html")));
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(variant("index.html"))))
                .isEqualTo("rw-r--r--");
        Path container = workshop.served(GZIP);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(container)))
                .isEqualTo("rwxr-xr-x");
        try (Workshop other = new Workshop(directory.resolve("other"))) {
            other.publish(e -> e.file("index.html", TEXT));
            other.store().compress(() -> true);
            assertThat(other.served(GZIP + "/index.html")).hasSameBinaryContentAs(variant("index.html"));
        }
    }

    @Test
    @DisplayName("costs what changed: others share the variant from before, or are known not to be worth one")
    void costsTheChange() throws Exception {
        workshop.publish(e -> {
            e.file("random.wasm", random(5_000)).file("elsewhere/page.html", "elsewhere" + TEXT);
            for (int i = 0; i < 10; i++) {
                e.file("docs/" + i + ".html", i + TEXT);
            }
        });
        assertThat(compress()).isEqualTo(11);
        Object before = Workshop.inode(variant("docs/7.html"));
        workshop.publish(e -> e.file("docs/3.html", "changed" + TEXT).file("docs/moved.html", 5 + TEXT));
        assertThat(workshop.served("docs/" + GZIP)).doesNotExist();
        assertThat(unpacked("elsewhere/page.html")).startsWith("elsewhere");
        assertThat(compress()).isEqualTo(1);
        assertThat(unpacked("docs/3.html")).startsWith("changed");
        assertThat(unpacked("docs/moved.html")).startsWith("5The");
        assertThat(Workshop.inode(variant("docs/7.html"))).isEqualTo(before);
        assertThat(compress()).isZero();
    }

    @Test
    @DisplayName("finds what another process has made, and makes the rest")
    void reopened() throws Exception {
        workshop.publish(e -> e.file("index.html", TEXT).file("docs/page.html", "docs" + TEXT));
        compress();
        workshop.reopen(options -> options);
        assertThat(compress()).isZero();
        workshop.publish(e -> e.file("more/page.html", "more" + TEXT));
        assertThat(compress()).isEqualTo(1);
        assertThat(variants()).hasSize(3);
    }

    @Test
    @DisplayName("leaves whole directories only, wherever it ends, and goes on from there")
    void endedAnywhere() throws Exception {
        workshop.publish(
                e -> e.file("a/1.html", "1" + TEXT).file("a/2.html", "2" + TEXT).file("b/3.html", "3" + TEXT));
        int steps = 0;
        int made = 0;
        for (int allowed = 0; variants().size() < 3; allowed++) {
            int[] left = {allowed};
            made += workshop.store().compress(() -> left[0]-- > 0);
            assertThat(variants().size()).isIn(0, 2, 3);
            assertThat(workshop.leftovers()).isEmpty();
            steps++;
        }
        assertThat(steps).isGreaterThan(5);
        assertThat(made).isGreaterThanOrEqualTo(3);
    }

    @Test
    @DisplayName("of a process that was killed is not to be seen")
    void killed() throws Exception {
        workshop.publish(e -> e.file("index.html", TEXT));
        Path unfinished = Files.createDirectories(workshop.layout().temporary().resolve("7/variants"));
        Files.writeString(unfinished.resolve("index.html"), "half of it");
        workshop.reopen(options -> options);
        assertThat(variants()).isEmpty();
        assertThat(workshop.leftovers()).isEmpty();
        assertThat(compress()).isEqualTo(1);
    }

    @Test
    @DisplayName("ends when another release goes live")
    void anotherGoesLive() throws Exception {
        workshop.publish(e -> e.file("a/page.html", "old" + TEXT).file("b/page.html", "old" + TEXT));
        Release next = workshop.commit(e -> e.file("c/page.html", "new" + TEXT));
        workshop.store().compress(() -> {
            workshop.publish(next);
            return true;
        });
        assertThat(variants()).isEmpty();
        compress();
        assertThat(variants()).containsOnlyKeys("a/page.html", "b/page.html", "c/page.html");
    }

    @Test
    @DisplayName("is undone by a restart of the machine, which may have torn any of it, and then done again")
    void machineRestarted() throws Exception {
        workshop.publish(e -> e.file("index.html", TEXT).file(DEEP, "deep" + TEXT));
        compress();
        Files.writeString(variant("index.html"), "torn");
        workshop.restartMachine();
        assertThat(workshop.store().damagedTrees()).isZero();
        assertThat(variants()).isEmpty();
        assertThat(compress()).isEqualTo(2);
        assertThat(unpacked(DEEP)).startsWith("deep");
    }

    @Test
    @DisplayName("leaves nothing of what is collected, and does it again if that comes back")
    void collected() throws Exception {
        Release first = workshop.publish(e -> e.file("v1/page.html", "1" + TEXT).file("same/page.html", TEXT));
        compress();
        for (int i = 2; i < 5; i++) {
            int version = i;
            workshop.publish(e -> e.delete("v" + (version - 1)).file("v" + version + "/page.html", version + TEXT));
            compress();
        }
        workshop.pass(Duration.ofHours(2));
        assertThat(workshop.store().collect()).isEqualTo(2);
        assertThat(workshop.everyName()).filteredOn(name -> name.endsWith(GZIP)).hasSize(3);
        workshop.publish(first);
        assertThat(variants()).containsOnlyKeys("same/page.html");
        assertThat(compress()).isEqualTo(1);
        assertThat(variants()).containsOnlyKeys("same/page.html", "v1/page.html");
    }

    @Test
    @DisplayName("writes again what the file system takes no more links to")
    void noLinks() throws Exception {
        workshop.reopen(options -> options.withLinker((link, existing) -> {
            throw new FileSystemException(link.toString(), existing.toString(), "Too many links");
        }));
        workshop.publish(e -> e.file("docs/1.html", TEXT).file("docs/2.html", TEXT));
        assertThat(compress()).isEqualTo(2);
        workshop.publish(e -> e.file("docs/3.html", "3" + TEXT));
        assertThat(compress()).isEqualTo(3);
        assertThat(variants()).hasSize(3);
    }

    @Test
    @DisplayName("fails as a whole where a file cannot be read, and leaves the release live")
    void unreadable() throws Exception {
        workshop.publish(e -> e.file("a/page.html", TEXT).file("b/page.html", "b" + TEXT));
        Files.delete(workshop.served("b/page.html"));
        assertThatThrownBy(this::compress)
                .isInstanceOfSatisfying(
                        CdnException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.STORE_UNUSABLE));
        assertThat(variants()).containsOnlyKeys("a/page.html");
        assertThat(workshop.leftovers()).isEmpty();
        assertThat(workshop.text("a/page.html")).isEqualTo(TEXT);
    }

    @Test
    @DisplayName("ends when its thread is interrupted")
    void interrupted() throws Exception {
        workshop.publish(e -> e.file("index.html", TEXT));
        Thread.currentThread().interrupt();
        assertThatThrownBy(this::compress)
                .isInstanceOfSatisfying(
                        CdnException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.INTERRUPTED));
        assertThat(Thread.interrupted()).isTrue();
        assertThat(variants()).isEmpty();
        assertThat(workshop.leftovers()).isEmpty();
    }
}

package io.cdntopology.store;

import static io.cdntopology.store.Refusal.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import io.cdntopology.embedded.ContentEdits;
import io.cdntopology.failure.CdnException;
import io.cdntopology.failure.ErrorCode;
import io.cdntopology.release.Release;
import io.cdntopology.release.TreeEntry;
import io.cdntopology.release.TreeId;
import io.cdntopology.topology.ContentLimits;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

@DisplayName("Content that could not have been made with git's own commands")
class HostileNamesTest {
    private static final int FILE = 0100644;
    private static final byte[] BYTES = "hostile".getBytes(StandardCharsets.UTF_8);

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

    static Stream<Arguments> names() {
        return Stream.of(
                Arguments.of("..", "docs/..", "points outside"),
                Arguments.of(".", "docs/.", "points outside"),
                Arguments.of("", "docs/", "points outside"),
                Arguments.of("a/b", "docs/a/b", "path separator"),
                Arguments.of("../../evil", "docs/../../evil", "path separator"),
                Arguments.of("/etc/passwd", "docs//etc/passwd", "path separator"),
                Arguments.of("a\\b", "docs/a\\b", "path separator"),
                Arguments.of("a\0b", "docs/a\\u0000b", "control character"),
                Arguments.of("a\u001b[2Jb", "docs/a\\u001b[2Jb", "control character"),
                Arguments.of("a\nb", "docs/a\\u000ab", "control character"),
                Arguments.of("a\u0085b", "docs/a\\u0085b", "control character"),
                Arguments.of("x".repeat(256), "docs/xxx", "256 bytes"),
                Arguments.of("\u00e4".repeat(128), "docs/\u00e4", "256 bytes"),
                Arguments.of("x".repeat(4_096), "docs/xxx", "4096 bytes"),
                Arguments.of(".git", "docs/.git", "git's own metadata"),
                Arguments.of(".GIT", "docs/.GIT", "git's own metadata"),
                Arguments.of("git~1", "docs/git~1", "git's own metadata"),
                Arguments.of("GIT~1", "docs/GIT~1", "git's own metadata"),
                Arguments.of(".g\u200cit", "docs/.g\\u200cit", "git's own metadata"),
                Arguments.of("\ufeff.git", "docs/\\ufeff.git", "git's own metadata"),
                Arguments.of(".git. .", "docs/.git. .", "git's own metadata"),
                Arguments.of(".git::$INDEX_ALLOCATION", "docs/.git::$INDEX_ALLOCATION", "git's own metadata"));
    }

    @ParameterizedTest
    @MethodSource("names")
    @DisplayName("is refused for a name that is not one, which is reported so that it can be printed")
    void names(String name, String reported, String why) throws Exception {
        assertNothingWritten(e -> e.raw("docs", name, FILE, BYTES), reported, why);
    }

    @Test
    @DisplayName("is refused for such a name of a directory or a link as well")
    void directoriesAndLinks() throws Exception {
        assertNothingWritten(e -> e.raw("docs/..", "passwd", FILE, BYTES), "docs/..", "points outside");
        assertNothingWritten(e -> e.raw(".git", "config", FILE, BYTES), ".git", "git's own metadata");
        assertNothingWritten(e -> e.raw("docs", ".git", 0120000, BYTES), "docs/.git", "git's own metadata");
    }

    @Test
    @DisplayName("is refused for a name that is not UTF-8")
    void invalidUtf8() throws Exception {
        byte[] name = {'a', (byte) 0xff, (byte) 0xfe, 'b'};
        assertNothingWritten(e -> e.raw("docs", name, FILE, BYTES), "docs/a\ufffd\ufffdb", "not valid UTF-8");
        byte[] overlongSlash = {'a', (byte) 0xc0, (byte) 0xaf, 'b'};
        assertNothingWritten(e -> e.raw("docs", overlongSlash, FILE, BYTES), "docs/a", "not valid UTF-8");
    }

    @ParameterizedTest(name = "mode {0}")
    @CsvSource({"160000, submodule", "020000, mode 20000", "060000, mode 60000", "010000, mode 10000", "0, mode 0"})
    @DisplayName("is refused for what is neither file nor directory nor link")
    void modes(String mode, String why) throws Exception {
        assertNothingWritten(e -> e.raw("docs", "odd", Integer.parseInt(mode, 8), BYTES), "docs/odd", why);
    }

    @Test
    @DisplayName("is refused for two entries of one name")
    void duplicates() {
        FixedReader reader = new FixedReader();
        TreeId root = reader.add(
                new TreeEntry.File("twice", BlobIds.of("one"), TreeEntry.Permission.REGULAR),
                new TreeEntry.File("twice", BlobIds.of("two"), TreeEntry.Permission.REGULAR));
        TreeResolver resolver = new TreeResolver(reader, new NothingKnown(), ContentLimits.DEFAULT, tree -> {});
        assertRefused(ErrorCode.CONTENT_REFUSED, () -> resolver.resolve(root))
                .hasMessageContaining("twice: the directory has two entries of this name");
    }

    @Test
    @DisplayName("is served with the plain permissions where its mode has odd ones")
    void oddPermissions() throws Exception {
        workshop.publish(e -> e.raw("", "old.txt", 0100664, BYTES).raw("", "setuid", 0104755, BYTES));
        assertThat(Files.getPosixFilePermissions(workshop.served("old.txt")))
                .isEqualTo(Files.getPosixFilePermissions(workshop.served("index.html")));
        assertThat((int) Files.getAttribute(workshop.served("setuid"), "unix:mode"))
                .isEqualTo(0100755);
        assertThat(new TreeVerifier(workshop.layout()).isIntact(root())).isTrue();
    }

    private TreeId root() throws IOException {
        return ReleaseDirectory.site(workshop.store().live().orElseThrow().directory());
    }

    @Test
    @DisplayName("is refused with all its problems at once, at most twenty")
    void manyProblems() throws Exception {
        Release three = workshop.commit(e -> e.raw("docs", "..", FILE, BYTES)
                .raw("docs", "a\\b", FILE, BYTES)
                .raw("img", ".git", FILE, BYTES));
        assertRefused(ErrorCode.CONTENT_REFUSED, () -> workshop.store().materialize(three, workshop.repository()))
                .hasMessageContaining("3 problems")
                .hasMessageContaining("docs/..")
                .hasMessageContaining("docs/a\\b")
                .hasMessageContaining("img/.git");

        Release many = workshop.commit(e -> {
            for (int i = 0; i < 100; i++) {
                e.raw("docs", "a\\" + i, FILE, BYTES);
            }
        });
        assertRefused(ErrorCode.CONTENT_REFUSED, () -> workshop.store().materialize(many, workshop.repository()))
                .hasMessageContaining("20 problems");
    }

    @Test
    @DisplayName("is none if its names are merely unusual")
    void unusualNames() throws Exception {
        List<String> names = List.of(
                " ",
                "...",
                "..a",
                "-rf",
                "a b",
                "%2e%2e",
                "~",
                "CON",
                ".gitignore",
                ".well-known",
                "git~2",
                "\u00e4\u00f6\u00fc",
                "\ud83d\ude00",
                "*?<>|\"",
                "x".repeat(255));
        workshop.publish(e -> names.forEach(name -> e.file("docs/" + name, "text of " + name)));
        for (String name : names) {
            assertThat(workshop.text("docs/" + name)).isEqualTo("text of " + name);
        }
    }

    private void assertNothingWritten(Consumer<ContentEdits> edits, String reported, String why) throws IOException {
        List<String> before = everyNameHere();
        Release hostile = workshop.commit(edits);
        assertRefused(ErrorCode.CONTENT_REFUSED, () -> workshop.store().materialize(hostile, workshop.repository()))
                .hasMessageContaining(why)
                .isInstanceOfSatisfying(
                        CdnException.class,
                        e -> assertThat(e.problems())
                                .anySatisfy(
                                        problem -> assertThat(problem.where()).startsWith(reported)))
                .satisfies(e ->
                        assertThat(e.getMessage().replace("\n", "").chars()).noneMatch(Character::isISOControl));
        assertThat(everyNameHere()).isEqualTo(before);
        assertThat(workshop.text("index.html")).isEqualTo("live");
        workshop.content().reset(workshop.store().live().orElseThrow().release().commit());
    }

    private List<String> everyNameHere() throws IOException {
        try (Stream<Path> paths = Files.walk(directory)) {
            return paths.map(Path::toString).sorted().toList();
        }
    }
}

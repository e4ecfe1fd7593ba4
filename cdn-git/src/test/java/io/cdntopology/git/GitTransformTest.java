package io.cdntopology.git;

import static io.cdntopology.git.Readings.assertFails;
import static io.cdntopology.git.Readings.texts;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.cdntopology.failure.CdnException;
import io.cdntopology.failure.ErrorCode;
import io.cdntopology.release.TreeEntry;
import io.cdntopology.spi.ContentReader;
import io.cdntopology.spi.ContentRepository;
import io.cdntopology.spi.Revision;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Sites that are made of what is in a commit. */
@Timeout(60)
class GitTransformTest {
    private static final List<String> REFUSED = List.of(
            "",
            "/",
            "/a",
            "../a",
            "x/../y",
            "x//y",
            "x/",
            ".git/config",
            "x/.GIT/y",
            "a\\b",
            "a\0b",
            "a\nb",
            "file/x/y",
            "directory",
            "link",
            "link/x",
            "module",
            "module/x");

    @TempDir
    Path temp;

    private final AtomicInteger calls = new AtomicInteger();
    private FarSide far;

    @BeforeEach
    void createFarSide() {
        far = FarSide.create(temp.resolve("far.git"));
    }

    @AfterEach
    void close() {
        far.close();
    }

    private interface Change {
        void apply(SiteFiles files) throws Exception;
    }

    private SiteTransform transform(String id, Change change) {
        return new SiteTransform() {
            @Override
            public String id() {
                return id;
            }

            @Override
            public void apply(SiteFiles files) throws Exception {
                calls.incrementAndGet();
                change.apply(files);
            }
        };
    }

    private GitSource source(Change change) {
        return Git.repository(far.path()).transform(transform("test-1", change));
    }

    private ContentRepository open(GitSource source) {
        return source.open(temp.resolve("near"));
    }

    private Map<String, String> made(Change change) {
        try (ContentRepository repository = open(source(change))) {
            return texts(repository, repository.latest());
        }
    }

    @Test
    void pagesAreMadeOfTexts() {
        far.put("index.md", "Home")
                .put("docs/a.md", "A")
                .put("docs/logo", "logo")
                .commit("First");

        assertThat(made(files -> {
                    for (String path : files.paths("**/*.md")) {
                        files.rewrite(
                                path,
                                path.replace(".md", ".html"),
                                "",
                                text -> ("<p>" + string(text)).getBytes(StandardCharsets.UTF_8));
                    }
                }))
                .containsExactly(
                        Map.entry("docs/a.html", "<p>A"),
                        Map.entry("docs/logo", "logo"),
                        Map.entry("index.html", "<p>Home"));
    }

    private static String string(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }

    @Test
    void namesGetFingerprintsAndReferencesFollow() {
        far.put("index.html", "<link href=/app.css>").put("app.css", "red").commit("First");

        Map<String, String> site = made(files -> {
            for (String style : files.paths("*.css")) {
                String name = "app." + files.contentId(style).substring(0, 8) + ".css";
                files.move(style, name);
                for (String page : files.paths("**/*.html")) {
                    files.write(page, files.text(page).replace(style, name));
                }
            }
        });
        assertThat(site)
                .hasSize(2)
                .containsEntry("app.46f29e8e.css", "red")
                .containsEntry("index.html", "<link href=/app.46f29e8e.css>");
    }

    @Test
    void whatWasChangedIsSeenAsItHasBecome() {
        far.put("a", "1").put("b/c", "2").commit("First");

        assertThat(made(files -> {
                    assertThat(files.paths()).containsExactly("a", "b/c");
                    files.write("d", new ByteArrayInputStream("new".getBytes(StandardCharsets.UTF_8)));
                    assertThat(files.text("d")).isEqualTo("new");
                    assertThat(files.size("d")).isEqualTo(3);
                    files.remove("a");
                    assertThat(files.exists("a")).isFalse();
                    files.write("a/x", "below what was a file");
                    files.remove("b/c");
                    files.write("b", "where a directory was");
                    files.write("e", new byte[0]);
                    files.write("f", InputStream.nullInputStream());
                    assertThat(files.paths()).containsExactly("a/x", "b", "d", "e", "f");
                }))
                .containsOnlyKeys("a/x", "b", "d", "e", "f")
                .containsEntry("b", "where a directory was")
                .containsEntry("f", "");
    }

    @Test
    void manyFilesAreReadWhileTheyAreWritten() throws IOException {
        for (int i = 0; i < 300; i++) {
            far.put("d" + i % 7 + "/f" + i, "text " + i);
        }
        far.commit("First");

        assertThat(made(files -> {
                    for (String path : files.paths()) {
                        files.write(path, files.text(path).toUpperCase(Locale.ROOT));
                        files.write(path, files.text(path) + "!");
                    }
                }))
                .hasSize(300)
                .containsEntry("d2/f100", "TEXT 100!");
        FarSide.run(temp.resolve("near/repository.git"), "fsck", "--connectivity-only");
    }

    @Test
    void largeFilesAreReadAndWrittenPieceByPiece() {
        byte[] large = new byte[3 << 20];
        Arrays.fill(large, (byte) 'x');
        far.put("large", 0100644, large).commit("First");

        assertThat(made(files -> {
                            try (InputStream in = files.open("large")) {
                                files.write("copy", in);
                            }
                            files.remove("large");
                        })
                        .get("copy"))
                .hasSize(large.length);
    }

    @Test
    void modesStayAndLinksAreNotSeen() {
        far.put("run", 0100755, "1".getBytes(StandardCharsets.UTF_8))
                .put("link", 0120000, "run".getBytes(StandardCharsets.UTF_8))
                .commit("First");

        try (ContentRepository repository = open(source(files -> {
                    assertThat(files.paths()).containsExactly("run");
                    files.write("run", "2");
                }));
                ContentReader reader = repository.reader()) {
            assertThat(reader.tree(repository.latest().release().tree()))
                    .hasSize(2)
                    .anyMatch(TreeEntry.Link.class::isInstance)
                    .anyMatch(entry -> entry instanceof TreeEntry.File file
                            && file.permission() == TreeEntry.Permission.EXECUTABLE);
        }
    }

    @Test
    void theSameFilesAreTransformedOnceAlsoAfterARestart() {
        far.put("site/a", "1").put("other", "1").commit("First");
        GitSource source = source(files -> files.write("b", "made")).directory("site");
        Revision first;
        try (ContentRepository repository = open(source)) {
            first = repository.latest();
            repository.latest();
            far.put("other", "2").commit("Elsewhere");
            assertThat(repository.latest().release().tree())
                    .isEqualTo(first.release().tree());
        }
        try (ContentRepository repository = open(source)) {
            far.put("other", "3").commit("Elsewhere again");
            assertThat(texts(repository, repository.latest())).containsOnlyKeys("a", "b");
            assertThat(calls).hasValue(1);
            far.put("site/a", "2").commit("Here");
            repository.latest();
            assertThat(calls).hasValue(2);
        }
    }

    @Test
    void anotherIdTransformsAnew() {
        far.put("a", "1").commit("First");
        GitSource source = Git.repository(far.path());
        for (String version : new String[] {"v1", "v2", "v1"}) {
            try (ContentRepository repository =
                    open(source.transform(transform(version, files -> files.write("version", version))))) {
                assertThat(texts(repository, repository.latest())).containsEntry("version", version);
            }
        }
        assertThat(calls).hasValue(2);
    }

    @Test
    void whatWasRewrittenIsNotRewrittenAgain() {
        for (int i = 0; i < 20; i++) {
            far.put("p" + i + ".md", "text " + i);
        }
        far.put("template", "1").commit("First");
        AtomicInteger rewritten = new AtomicInteger();
        GitSource source = source(files -> {
            for (String path : files.paths("*.md")) {
                files.rewrite(path, path + ".html", files.contentId("template"), text -> {
                    rewritten.incrementAndGet();
                    return (files.text("template") + string(text)).getBytes(StandardCharsets.UTF_8);
                });
            }
        });
        try (ContentRepository repository = open(source)) {
            repository.latest();
            far.put("p7.md", "changed").commit("Second");
            assertThat(texts(repository, repository.latest()))
                    .hasSize(21)
                    .containsEntry("p7.md.html", "1changed")
                    .containsEntry("p8.md.html", "1text 8");
            assertThat(rewritten).hasValue(21);
        }
        try (ContentRepository repository = open(source)) {
            far.put("p8.md", "changed too").commit("After a restart");
            repository.latest();
            assertThat(rewritten).hasValue(22);
            far.put("template", "2").commit("All of them");
            assertThat(texts(repository, repository.latest())).containsEntry("p0.md.html", "2text 0");
            assertThat(rewritten).hasValue(42);
        }
    }

    @Test
    void everybodyMakesTheSameTree() {
        GitSource source = source(files -> {
            for (String path : files.paths("**/*.md")) {
                files.rewrite(path, path + ".html", "", text -> text);
            }
        });
        try (ContentRepository step = open(source)) {
            for (int i = 0; i < 4; i++) {
                far.put("a/f" + i + ".md", "text").put("b", "text " + i).commit("Commit " + i);
                Revision made = step.latest();
                try (ContentRepository fresh = source.open(temp.resolve("fresh" + i))) {
                    assertThat(fresh.at(made.release().commit())).isEqualTo(made);
                }
            }
        }
    }

    @Test
    void aFailureIsNamedAndNothingIsPublishedAndItIsNotTriedAgainAtOnce() {
        far.put("good.md", "1").commit("First");
        AtomicBoolean mended = new AtomicBoolean();
        try (ContentRepository repository = open(source(files -> {
            for (String path : files.paths("*.md")) {
                if (files.text(path).equals("bad") && !mended.get()) {
                    throw new IllegalArgumentException("no heading");
                }
            }
        }))) {
            Revision first = repository.latest();
            far.put("bad.md", "bad").commit("Second");
            for (int i = 0; i < 3; i++) {
                assertThat(assertFails(ErrorCode.CONTENT_REFUSED, repository::latest))
                        .hasMessageContaining("'test-1'")
                        .hasMessageContaining("bad.md")
                        .hasMessageContaining("no heading");
            }
            assertThat(calls).as("one for each commit").hasValue(2);
            assertThat(texts(repository, first)).containsOnlyKeys("good.md");
            far.put("bad.md", "good").commit("Third");
            assertThat(texts(repository, repository.latest())).hasSize(2);
        }
    }

    @Test
    void errorsOfAllKindsAreFailures() {
        far.put("a", "1").commit("First");

        for (Change change : new Change[] {
            files -> {
                throw new IOException("io");
            },
            files -> {
                throw new NoClassDefFoundError("org/example/Missing");
            },
            files -> {
                throw new AssertionError();
            },
            files -> deeper(0),
            files -> files.remove("a"),
            files -> files.text("missing"),
            files -> files.rewrite("a", "b", "", bytes -> {
                throw new Exception("checked");
            })
        }) {
            assertFails(ErrorCode.CONTENT_REFUSED, () -> made(change));
        }
    }

    private static int deeper(int depth) {
        return depth < 0 ? depth : deeper(depth + 1) + 1;
    }

    @Test
    void pathsThatASiteCannotHaveAreRefused() {
        far.put("file", "1")
                .put("other", "1")
                .put("directory/x", "1")
                .put("link", 0120000, "file".getBytes(StandardCharsets.UTF_8))
                .putSubmodule("module", "0123456789abcdef0123456789abcdef01234567")
                .commit("First");
        assertFails(ErrorCode.CONTENT_REFUSED, () -> made(files -> files.write("../x", "2")));

        try (ContentRepository repository = open(source(files -> {
            for (String path : REFUSED) {
                assertFails(ErrorCode.CONTENT_REFUSED, () -> files.write(path, "2"));
                assertFails(ErrorCode.CONTENT_REFUSED, () -> files.move("other", path));
                assertFails(ErrorCode.CONTENT_REFUSED, () -> files.rewrite("other", path, "", bytes -> bytes));
            }
        }))) {
            assertThat(texts(repository, repository.latest())).containsOnlyKeys("directory/x", "file", "other");
        }
    }

    @Test
    void theDeadlineAndClosingInterruptIt() throws Exception {
        far.put("a", "1").commit("First");
        AtomicBoolean interrupted = new AtomicBoolean();
        CountDownLatch never = new CountDownLatch(1);
        Change endless = files -> {
            try {
                never.await();
            } catch (InterruptedException e) {
                interrupted.set(true);
                throw e;
            }
        };
        try (ContentRepository repository = open(source(endless).deadline(Duration.ofSeconds(1)))) {
            assertFails(ErrorCode.SOURCE_TIMEOUT, repository::latest);
            Awaitility.await().untilTrue(interrupted);
        }
        interrupted.set(false);
        ContentRepository repository = open(source(endless));
        CompletableFuture<CdnException> call =
                CompletableFuture.supplyAsync(() -> catchThrowableOfType(CdnException.class, repository::latest));
        Awaitility.await().until(() -> calls.get() == 2);
        repository.close();
        assertThat(call.get().code()).isEqualTo(ErrorCode.CLOSED);
        Awaitility.await().untilTrue(interrupted);
    }

    @Test
    void idsAreChecked() {
        GitSource source = Git.repository(far.path());
        for (String id : new String[] {"", " ", "a\nb", "x".repeat(301)}) {
            assertFails(ErrorCode.INVALID_ARGUMENT, () -> source.transform(transform(id, files -> {})));
        }
        assertThat(assertFails(
                        ErrorCode.OPTION_SET_TWICE,
                        () -> source.transform(transform("a", files -> {})).transform(transform("b", files -> {}))))
                .hasMessageContaining("transform(a)");
    }

    @Test
    void anAgentCannotHaveWhatOnlyThisProcessHas() {
        assertThat(assertFails(
                        ErrorCode.INVALID_TOPOLOGY, () -> source(files -> {}).forAgent()))
                .hasMessageContaining("SiteTransform.fromJar(…)");
    }

    @Test
    void aTransformationFromAJarIsToldToAnAgent() throws IOException {
        Path jar = TransformJar.write(temp.resolve("pages.jar"), "1");
        SiteTransform transform = SiteTransform.fromJar(jar, TransformJar.CLASS);
        far.put("index.md", "Home").commit("First");
        GitSource source = Git.repository(far.path()).transform(transform);
        byte[] bytes = Files.readAllBytes(jar);
        Files.delete(jar);

        assertThat(transform.id()).startsWith("pages-1 sha256:");
        try (ContentRepository repository = open(source)) {
            assertThat(texts(repository, repository.latest()))
                    .containsExactly(Map.entry("index.html", "<title>resource</title>Home"));
        }
        assertThat(source.forAgent().options())
                .containsEntry("git.transform.class", TransformJar.CLASS)
                .containsKey("git.transform.sha256");
        assertThat(source.forAgent().files().get("git.transform.jar").get()).isEqualTo(bytes);
        assertThat(SiteTransform.fromJar(TransformJar.write(jar, "2"), TransformJar.CLASS)
                        .id())
                .isNotEqualTo(transform.id());
    }

    @Test
    void aJarThatIsNoneOrHasNoSuchClassIsRefused() throws IOException {
        Path jar = TransformJar.write(temp.resolve("pages.jar"), "1");
        Path text = Files.writeString(temp.resolve("text"), "no jar");

        assertFails(ErrorCode.INVALID_ARGUMENT, () -> SiteTransform.fromJar(temp.resolve("missing"), "X"));
        assertFails(ErrorCode.INVALID_ARGUMENT, () -> SiteTransform.fromJar(text, TransformJar.CLASS));
        assertFails(ErrorCode.INVALID_ARGUMENT, () -> SiteTransform.fromJar(jar, "org.example.Missing"));
        assertThat(assertFails(
                        ErrorCode.INVALID_ARGUMENT, () -> SiteTransform.fromJar(jar, TransformJar.CLASS + "$Page")))
                .hasMessageContaining("public constructor");
    }
}

package io.cdntopology.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.cdntopology.embedded.ContentEdits;
import io.cdntopology.release.Release;
import io.cdntopology.release.ReleaseDiff;
import io.cdntopology.release.TreeEntry;
import io.cdntopology.topology.ContentLimits;
import java.io.IOException;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("What edges answer otherwise with one release than with another")
class SiteDiffTest {
    private static final String REDIRECT = "redirect";

    private final SiteCheck check = new SiteCheck(ContentLimits.DEFAULT);

    @TempDir
    Path directory;

    private final Set<String> written = new HashSet<>();
    private Workshop workshop;

    @BeforeEach
    void open() {
        workshop = new Workshop(directory);
    }

    @AfterEach
    void close() {
        workshop.close();
    }

    private ReleaseDiff diff(Consumer<ContentEdits> before, Consumer<ContentEdits> after) {
        Release previous = workshop.commit(before);
        return check.diff(previous, workshop.commit(after), workshop.repository());
    }

    @Test
    @DisplayName("is what was added, changed and removed, each for itself")
    void kinds() {
        ReleaseDiff diff = diff(
                e -> e.file("kept.css", "kept").file("a/b/changed.js", "1").file("a/removed.txt", "1"),
                e -> e.file("a/b/changed.js", "2").file("a/added.txt", "1").delete("a/removed.txt"));
        assertThat(diff.added()).containsExactly("/a/added.txt");
        assertThat(diff.changed()).containsExactly("/a/b/changed.js");
        assertThat(diff.removed()).containsExactly("/a/removed.txt");
        assertThat(diff.urls()).containsExactly("/a/added.txt", "/a/b/changed.js", "/a/removed.txt");
    }

    @Test
    @DisplayName("is nothing for the same release, and for a file that may only be executed now")
    void nothing() {
        Release release = workshop.commit(e -> e.file("index.html", "home").file("run", "script"));
        Release executable = workshop.commit(e -> e.executable("run", "script"));
        assertThat(check.diff(release, release, workshop.repository()).urls()).isEmpty();
        assertThat(check.diff(release, executable, workshop.repository()).urls())
                .isEmpty();
    }

    @Test
    @DisplayName("names a directory by its own URL where its index differs")
    void index() {
        ReleaseDiff diff = diff(
                e -> e.file("index.html", "1").file("docs/index.html", "1").file("plain/file", "1"),
                e -> e.file("index.html", "2").delete("docs/index.html").file("docs/other", "1"));
        assertThat(diff.changed()).containsExactly("/", "/index.html");
        assertThat(diff.removed()).containsExactly("/docs/", "/docs/index.html");
        assertThat(diff.added()).containsExactly("/docs/other");
    }

    @Test
    @DisplayName("knows that a directory that comes or goes leads to itself, and that a file can take its place")
    void directories() {
        ReleaseDiff diff = diff(
                e -> e.file("a", "file").file("b/c", "file").file("kept", "file"),
                e -> e.delete("a").file("a/index.html", "page").delete("b/c"));
        assertThat(diff.changed()).containsExactly("/a");
        assertThat(diff.added()).containsExactly("/a/", "/a/index.html");
        assertThat(diff.removed()).containsExactly("/b", "/b/c");
    }

    @Test
    @DisplayName("follows links: what is named differs wherever it is named")
    void links() {
        ReleaseDiff diff = diff(
                e -> e.file("v1/app.js", "1")
                        .file("v1/same.js", "1")
                        .link("latest", "v1")
                        .link("app.js", "latest/app.js"),
                e -> e.file("v1/app.js", "2"));
        assertThat(diff.urls()).containsExactly("/app.js", "/latest/app.js", "/v1/app.js");

        ReleaseDiff moved = diff(
                e -> e.file("v2/app.js", "2").file("v2/more.js", "1"),
                e -> e.delete("latest").link("latest", "v2"));
        assertThat(moved.added()).containsExactly("/latest/more.js");
        assertThat(moved.removed()).containsExactly("/latest/same.js");
        assertThat(moved.changed()).isEmpty();
    }

    @Test
    @DisplayName("leaves out what is never served")
    void hidden() {
        ReleaseDiff diff = diff(
                e -> e.file(".env", "1").file("a/.git-keep", "1").file("kept", "1"),
                e -> e.file(".env", "2")
                        .delete("a/.git-keep")
                        .file("a/kept", "1")
                        .file(".well-known/security.txt", "1")
                        .file(".well-known/.hidden", "1"));
        assertThat(diff.urls()).containsExactly("/.well-known", "/.well-known/security.txt", "/a/kept");
    }

    @Test
    @DisplayName("escapes names as browsers do")
    void escapes() {
        ReleaseDiff diff = diff(
                e -> e.file("kept", "1"),
                e -> e.file("é/a b+c;d=1,2 100%.html", "1").file("x#y?z", "1"));
        assertThat(diff.added()).containsExactly("/%C3%A9", "/%C3%A9/a%20b+c;d=1,2%20100%25.html", "/x%23y%3Fz");
    }

    @Test
    @DisplayName("is found without reading what did not change")
    void costFollowsChange() {
        Release before = workshop.commit(e -> e.file("a/same", "1").file("b/c/changed", "1"));
        check.check(before, workshop.repository());
        TreeEntry same = workshop.content().entry(before.commit(), "a").orElseThrow();
        workshop.content().faults().remove(((TreeEntry.Directory) same).tree());
        Release after = workshop.commit(e -> e.file("b/c/changed", "2"));
        assertThat(check.diff(before, after, workshop.repository()).urls()).containsExactly("/b/c/changed");
    }

    @Test
    @DisplayName("is what a walk over both as they are on disk finds, links and all")
    void asOnDisk() throws IOException {
        Random random = new Random(20_261_128);
        int differences = 0;
        for (int round = 0; round < 150; round++) {
            Release previous = workshop.publish(e -> scramble(e, random));
            Map<String, String> before = answers();
            Release release = workshop.publish(e -> scramble(e, random));
            Map<String, String> after = answers();

            ReleaseDiff diff = check.diff(previous, release, workshop.repository());

            assertThat(diff.added())
                    .isEqualTo(after.keySet().stream()
                            .filter(url -> !before.containsKey(url))
                            .toList());
            assertThat(diff.removed())
                    .isEqualTo(before.keySet().stream()
                            .filter(url -> !after.containsKey(url))
                            .toList());
            assertThat(diff.changed())
                    .isEqualTo(before.keySet().stream()
                            .filter(url ->
                                    after.containsKey(url) && !after.get(url).equals(before.get(url)))
                            .toList());
            differences += diff.urls().size();
        }
        assertThat(differences).isGreaterThan(500);
    }

    /** Changes a few of a few paths; a link names only what comes later in the alphabet, so none goes round in circles. */
    private void scramble(ContentEdits edits, Random random) {
        edits.file("index.html", "home");
        List<String> directories = List.of("a", "b", "c/d", "e");
        for (int change = 0; change < 3; change++) {
            String at = directories.get(random.nextInt(directories.size()));
            if (written.remove(at)) {
                edits.delete(at);
            }
            int kind = random.nextInt(4);
            if (kind == 1) {
                edits.link(at, at.contains("/") ? "../e" : "z");
            } else if (kind == 2) {
                edits.file(at + "/index.html", text(random)).file(at + "/page", text(random));
            } else if (kind == 3) {
                edits.file(at, text(random));
            }
            if (kind > 0) {
                written.add(at);
            }
        }
        edits.file("z/index.html", text(random)).file("z/y/x", text(random)).link("z/w", "y/x");
    }

    private static String text(Random random) {
        return "text " + random.nextInt(3);
    }

    /** What an edge answers, by URL, found on disk. */
    private Map<String, String> answers() throws IOException {
        Map<String, String> answers = new TreeMap<>();
        Path site = workshop.served("").toRealPath();
        try (Stream<Path> paths = Files.walk(site, FileVisitOption.FOLLOW_LINKS)) {
            for (Path path : paths.filter(path -> !path.equals(site)).toList()) {
                String url = "/" + site.relativize(path);
                answers.put(url, Files.isDirectory(path) ? REDIRECT : Files.readString(path));
                if (Files.isRegularFile(path) && path.endsWith("index.html")) {
                    answers.put(url.substring(0, url.length() - "index.html".length()), Files.readString(path));
                }
            }
        }
        return answers;
    }
}

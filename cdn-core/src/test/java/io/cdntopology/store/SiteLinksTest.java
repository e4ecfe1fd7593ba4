package io.cdntopology.store;

import static io.cdntopology.store.Refusal.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import io.cdntopology.embedded.ContentEdits;
import io.cdntopology.failure.ErrorCode;
import io.cdntopology.release.Release;
import io.cdntopology.release.TreeEntry;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("A symbolic link in the repository")
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class SiteLinksTest {
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

    private void assertLinkRefused(Consumer<ContentEdits> edits, String why) throws Exception {
        Release live = workshop.publish(e -> e.file("index.html", "live"));
        Release next = workshop.commit(edits);
        assertRefused(ErrorCode.CONTENT_REFUSED, () -> workshop.store().materialize(next, workshop.repository()))
                .hasMessageContaining(why);
        assertThat(workshop.store().live().map(LiveRelease::release)).contains(live);
        assertThat(workshop.text("index.html")).isEqualTo("live");
    }

    @ParameterizedTest(name = "{0} -> {1}")
    @CsvSource({
        "link,             target.txt",
        "link,             ./a/../target.txt",
        "a/link,           ../target.txt",
        "a/b/link,         ../../target.txt",
        "a/b/link,         ../..//./target.txt",
        "a/b/link,         ../../a/b/../../target.txt"
    })
    @DisplayName("to a file is served as that file")
    void toFile(String link, String target) throws Exception {
        workshop.publish(e ->
                e.file("target.txt", "target").file("a/b/other.txt", "other").link(link, target));
        assertThat(workshop.text(link)).isEqualTo("target");
    }

    @Test
    @DisplayName("to a file that can be executed keeps that permission")
    void toExecutable() throws Exception {
        workshop.publish(e -> e.executable("run", "run").link("link", "run"));
        assertThat(Files.isExecutable(workshop.served("link"))).isTrue();
    }

    @Test
    @DisplayName("to a directory is served as that directory, and costs none of its own")
    void toDirectory() throws Exception {
        MaterializedRelease release = workshop.materialize(
                e -> e.file("v2/index.html", "two").file("v2/a/b.txt", "b").link("latest", "v2"));
        workshop.store().activate(release.release());
        assertThat(workshop.site())
                .isEqualTo(Map.of(
                        "v2/index.html", "two", "v2/a/b.txt", "b", "latest/index.html", "two", "latest/a/b.txt", "b"));
        assertThat(release.trees()).isEqualTo(3);
    }

    @Test
    @DisplayName("to another link, and through other links, is served as what is at the end")
    void chains() throws Exception {
        workshop.publish(e -> e.file("v2/docs/index.html", "two")
                .link("latest", "current-version")
                .link("current-version", "v2")
                .link("home", "latest/docs/index.html")
                .link("v2/self", "../latest/docs/index.html"));
        assertThat(workshop.text("latest/docs/index.html")).isEqualTo("two");
        assertThat(workshop.text("home")).isEqualTo("two");
        assertThat(workshop.text("v2/self")).isEqualTo("two");
        assertThat(workshop.text("latest/self")).isEqualTo("two");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "nowhere",
                "a/nowhere/x",
                "file.txt/x",
                "file.txt/..",
                "nowhere/../../etc",
                "file.txt/",
                "file.txt/.",
                "a/b.txt//"
            })
    @DisplayName("that names nothing is served as nothing")
    void dangling(String target) throws Exception {
        workshop.publish(e -> e.file("file.txt", "file").file("a/b.txt", "b").link("link", target));
        assertThat(Files.exists(workshop.served("link"))).isFalse();
        assertThat(workshop.site()).isEqualTo(Map.of("file.txt", "file", "a/b.txt", "b"));
    }

    @Test
    @DisplayName("that named nothing is served as soon as there is what it names")
    void danglingNoMore() throws Exception {
        workshop.publish(e -> e.file("a/b.txt", "b").link("a/link", "../later/c.txt"));
        workshop.publish(e -> e.file("later/c.txt", "c"));
        assertThat(workshop.text("a/link")).isEqualTo("c");
        workshop.publish(e -> e.delete("later"));
        assertThat(Files.exists(workshop.served("a/link"))).isFalse();
    }

    @Test
    @DisplayName("follows its target although the directory of the link is the same in git")
    void targetChanges() throws Exception {
        Release before = workshop.publish(e ->
                e.file("shared/banner.txt", "old").file("a/b/page.txt", "page").link("a/b/banner", "../../shared"));
        Release after = workshop.publish(e -> e.file("shared/banner.txt", "new"));
        assertThat(directoryId(before, "a")).isEqualTo(directoryId(after, "a"));
        assertThat(workshop.text("a/b/banner/banner.txt")).isEqualTo("new");
    }

    @Test
    @DisplayName("to a file follows its target although the directory of the link is the same in git")
    void targetFileChanges() throws Exception {
        Release before = workshop.publish(e -> e.file("shared.txt", "old").link("a/link", "../shared.txt"));
        workshop.reopen(options -> options);
        Release after = workshop.publish(e -> e.file("shared.txt", "new"));
        assertThat(directoryId(before, "a")).isEqualTo(directoryId(after, "a"));
        assertThat(workshop.text("a/link")).isEqualTo("new");
    }

    @Test
    @DisplayName("names what is around it in each place where its directory is")
    void sameDirectoryInTwoPlaces() throws Exception {
        workshop.publish(e -> e.file("de/name.txt", "deutsch")
                .link("de/pages/name", "../name.txt")
                .file("en/name.txt", "english")
                .link("en/pages/name", "../name.txt"));
        assertThat(workshop.text("de/pages/name")).isEqualTo("deutsch");
        assertThat(workshop.text("en/pages/name")).isEqualTo("english");
    }

    private TreeEntry directoryId(Release release, String path) {
        return workshop.content().entry(release.commit(), path).orElseThrow();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/etc/passwd", "/", "../secret", "a/../../secret", "..", "a/b/../../../x"})
    @DisplayName("that leaves the site is refused")
    void escaping(String target) throws Exception {
        assertLinkRefused(e -> e.file("a/b/c.txt", "c").link("leak", target), "leak: the link names '" + target + "'");
    }

    @Test
    @DisplayName("that leaves the site over another link is refused")
    void escapingInSteps() throws Exception {
        assertLinkRefused(
                e -> e.file("a/b/c.txt", "c").link("a/up", "..").link("leak", "a/up/../secret"), "outside of the site");
    }

    @Test
    @DisplayName("is reported with nothing in it that could disturb a terminal")
    void printable() throws Exception {
        assertLinkRefused(e -> e.link("leak", "/\u001b[2J\u202e\n"), "'/\\u001b[2J\\u202e\\u000a'");
    }

    @ParameterizedTest(name = "{0} -> {1}, {2} -> {3}")
    @CsvSource({"a, b, b, a", "a, a, b, a", "a, b/x, b, a/y", "a, d/l, d/l, ../a"})
    @DisplayName("that goes round in circles is refused")
    void loops(String link, String target, String otherLink, String otherTarget) throws Exception {
        assertLinkRefused(e -> e.link(link, target).link(otherLink, otherTarget), "round in circles");
    }

    @ParameterizedTest(name = "{0} -> {1}")
    @CsvSource({"self, .", "a/up, ..", "a/b/top, ../..", "a/again, ../a", "a/b/c/up, ../../b"})
    @DisplayName("to a directory that it is in itself is refused")
    void selfContaining(String link, String target) throws Exception {
        assertLinkRefused(
                e -> e.file("a/b/c/file.txt", "file").link(link, target), "names a directory that it is in itself");
    }

    @Test
    @DisplayName("to a directory whose link leads back is refused")
    void containingEachOther() throws Exception {
        assertLinkRefused(
                e -> e.file("a/x", "x").file("b/y", "y").link("a/b", "../b").link("b/a", "../a"),
                "names a directory that it is in itself");
    }

    @Test
    @DisplayName("over so many others that nobody can follow them is refused, soon")
    void multipliedHops() throws Exception {
        assertLinkRefused(
                e -> {
                    e.file("d/file.txt", "file").link("l0", "d/..");
                    for (int i = 1; i < 30; i++) {
                        e.link("l" + i, ("l" + (i - 1) + "/").repeat(500) + ".");
                    }
                },
                "round in circles, or over more than 40 others");
    }

    @Test
    @DisplayName("that is longer than any path is refused")
    void tooLong() throws Exception {
        assertLinkRefused(e -> e.link("long", "x/".repeat(3_000)), "longer than 4096 bytes");
    }

    @Test
    @DisplayName("may be one of very many in a large directory")
    void manyLinks() throws Exception {
        workshop.publish(e -> {
            for (int i = 0; i < 4_000; i++) {
                e.file("files/" + i, "file " + i % 10).link("links/" + i, "../files/" + i);
            }
        });
        assertThat(workshop.text("links/3999")).isEqualTo("file 9");
    }
}

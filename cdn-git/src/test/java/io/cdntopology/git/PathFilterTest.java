package io.cdntopology.git;

import static io.cdntopology.git.Readings.assertFails;
import static org.assertj.core.api.Assertions.assertThat;

import io.cdntopology.failure.ErrorCode;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a pattern names, and which are none. */
@Timeout(30)
class PathFilterTest {
    private static boolean isTaken(String pattern, String path) {
        PathFilter.Fate fate = new PathFilter(List.of(pattern), List.of()).root();
        String[] names = path.split("/", -1);
        for (int i = 0; i < names.length && fate instanceof PathFilter.Place place; i++) {
            fate = place.fate(names[i], i < names.length - 1);
        }
        return fate instanceof PathFilter.Taken;
    }

    @ParameterizedTest
    @CsvSource({
        "docs, docs",
        "docs, docs/a/b",
        "docs/, docs/a",
        "docs/**, docs/a",
        "docs/**, docs/a/b",
        "*.html, index.html",
        "*.html, .html",
        "**, a/b",
        "**/*.html, index.html",
        "**/*.html, a/b/index.html",
        "a/**/z, a/z",
        "a/**/z, a/b/c/z",
        "a/**/**/z, a/z",
        "a*b*c, aXbXc",
        "a*b*c, abbbcc",
        "?.txt, ä.txt",
        "?.txt, 😀.txt",
        "*/assets, en/assets/a.css",
        "a.b, a.b",
    })
    void aPatternNamesAPath(String pattern, String path) {
        assertThat(isTaken(pattern, path)).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "docs, doc",
        "docs, a/docs",
        "docs, Docs",
        "docs/, docs",
        "docs/**, docs",
        "*.html, a/index.html",
        "**/*.html, index.htm",
        "a/**/z, a/b",
        "a/**/z, z",
        "a*b*c, aXbX",
        "?.txt, .txt",
        "?.txt, ab.txt",
        "*/assets, assets",
        "a.b, aXb",
    })
    void aPatternNamesNoOtherPath(String pattern, String path) {
        assertThat(isTaken(pattern, path)).isFalse();
    }

    @Test
    void whatIsExceptedIsNeverTaken() {
        PathFilter.Place root = new PathFilter(List.of("docs", "a/*.css"), List.of("docs/private", "**/*.map")).root();

        assertThat(root.fate("other", true)).isInstanceOf(PathFilter.Dropped.class);
        assertThat(root.fateOf("docs/private/x")).isInstanceOf(PathFilter.Dropped.class);
        assertThat(root.fateOf("docs/public/x.map")).isInstanceOf(PathFilter.Dropped.class);
        assertThat(root.fateOf("docs/public")).isInstanceOf(PathFilter.Place.class);
        assertThat(root.fateOf("a/x/y.css")).isInstanceOf(PathFilter.Dropped.class);
    }

    @Test
    void directoriesInWhichNothingCanBeLeftOutAreNotGoneThrough() {
        assertThat(new PathFilter(List.of("docs"), List.of("assets/*.map"))
                        .root()
                        .fateOf("docs"))
                .isInstanceOf(PathFilter.Taken.class);
    }

    @Test
    void hostileNamesTakeNoLongerThanOthers() {
        String pattern = "*a".repeat(124) + "b";

        assertThat(isTaken(pattern, "a".repeat(100_000))).isFalse();
        assertThat(isTaken("**/**/**/**/**/**/b", "a/".repeat(2000) + "c")).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "", "/docs", "/", "..", "../a", "a/../b", "a//b", "./a", "a\\b", "a\0b", "a\nb", "!a", "[a-z]", "{a,b}",
                "a,b", "a**", "**b/c"
            })
    void whatIsNoPatternIsRefused(String pattern) {
        GitSource source = Git.repository("/srv/site.git");

        assertThat(assertFails(ErrorCode.INVALID_ARGUMENT, () -> source.only("docs", pattern)))
                .hasMessageContaining("only(\"");
        assertThat(assertFails(ErrorCode.INVALID_ARGUMENT, () -> source.except(pattern)))
                .hasMessageContaining("except(\"");
    }

    @Test
    void thereIsAtLeastOnePatternAndNotTooMuchOfThem() {
        GitSource source = Git.repository("/srv/site.git");

        assertFails(ErrorCode.INVALID_ARGUMENT, source::only);
        assertFails(
                ErrorCode.INVALID_ARGUMENT,
                () -> source.except(Collections.nCopies(101, "a").toArray(String[]::new)));
        assertFails(ErrorCode.INVALID_ARGUMENT, () -> source.only("a".repeat(251)));
        assertFails(ErrorCode.INVALID_ARGUMENT, () -> source.only("a/".repeat(61) + "b"));
        assertThat(assertFails(
                        ErrorCode.OPTION_SET_TWICE, () -> source.only("a").only("b")))
                .hasMessageContaining("only(\"a\"");
        assertFails(
                ErrorCode.OPTION_SET_TWICE, () -> source.except("a").only("b").except("c"));
    }

    @Test
    void anAgentIsToldThem() {
        assertThat(Git.repository("https://git.example/site.git")
                        .only("docs", "*.html")
                        .except("**/*.map")
                        .forAgent()
                        .options())
                .containsEntry("git.only", "docs,*.html")
                .containsEntry("git.except", "**/*.map");
    }
}

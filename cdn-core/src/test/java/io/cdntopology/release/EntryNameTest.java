package io.cdntopology.release;

import static org.assertj.core.api.Assertions.assertThat;

import io.cdntopology.failure.Problem;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("The name of an entry")
class EntryNameTest {
    /** The code points that git's utf8.c lists as ignored by HFS+. */
    static Stream<String> ignoredByHfs() {
        return Stream.of(
                        0x200c, 0x200d, 0x200e, 0x200f, 0x202a, 0x202b, 0x202c, 0x202d, 0x202e, 0x206a, 0x206b, 0x206c,
                        0x206d, 0x206e, 0x206f, 0xfeff)
                .map(Character::toString);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a",
                ".gitignore",
                ".github",
                "git",
                "git~",
                "git~10",
                ".git~1",
                "..a",
                "a..",
                "...",
                " ",
                "a b",
                "\u00e4",
                "%2e%2e",
                "\ud83d\ude00",
                "CON"
            })
    @DisplayName("may be unusual")
    void usable(String name) {
        assertThat(EntryName.problem("dir/" + name, name)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ".",
                "..",
                "/",
                "a/b",
                "a\\b",
                "a\0",
                "\u0001",
                "\u007f",
                "\u009b",
                "\ufffd",
                ".git",
                ".Git",
                ".git.",
                ".git ",
                ".git . .",
                "git~1",
                "GiT~1",
                "git~1.",
                ".git:stream",
                "git~1::$DATA"
            })
    @DisplayName("is refused if it leads outside, hides something, or is git's own")
    void refused(String name) {
        assertThat(EntryName.problem("dir/" + name, name)).get().satisfies(problem -> {
            assertThat(problem.where()).startsWith("dir/");
            assertThat(problem.toString().chars()).noneMatch(Character::isISOControl);
        });
    }

    @ParameterizedTest
    @MethodSource("ignoredByHfs")
    @DisplayName("is seen through what HFS+ leaves out of it")
    void hfs(String ignored) {
        assertThat(EntryName.problem("x", ignored + ".git")).isPresent();
        assertThat(EntryName.problem("x", ".gi" + ignored + "t")).isPresent();
        assertThat(EntryName.problem("x", ".git" + ignored)).isPresent();
        assertThat(EntryName.problem("x", "git~" + ignored + "1")).isPresent();
        assertThat(EntryName.problem("x", "harmless" + ignored)).isEmpty();
    }

    @Test
    @DisplayName("has as many bytes as file systems take, not characters")
    void length() {
        assertThat(EntryName.problem("x", "x".repeat(255))).isEmpty();
        assertThat(EntryName.problem("x", "x".repeat(256))).isPresent();
        assertThat(EntryName.problem("x", "\u00e4".repeat(127))).isEmpty();
        assertThat(EntryName.problem("x", "\u00e4".repeat(128)))
                .get()
                .extracting(Problem::why)
                .isEqualTo("the name has 256 bytes, file systems take 255");
    }

    @Test
    @DisplayName("is printed with everything visible, and not at any length")
    void printable() {
        assertThat(EntryName.printable("a\u001b[2J\u202eb\u2028\u2029\ud800"))
                .isEqualTo("a\\u001b[2J\\u202eb\\u2028\\u2029\\ud800");
        assertThat(EntryName.printable("\u00e4\ud83d\ude00 b")).isEqualTo("\u00e4\ud83d\ude00 b");
        assertThat(EntryName.printable("x".repeat(200))).hasSize(200);
        assertThat(EntryName.printable("x".repeat(201))).isEqualTo("x".repeat(200) + "\u2026");
        assertThat(EntryName.printable("\ud83d\ude00".repeat(201))).isEqualTo("\ud83d\ude00".repeat(200) + "\u2026");
    }
}

package io.cdntopology.git;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Random;

/** Random names: few plain ones, so that they meet each other, and such as somebody would choose who means harm. */
final class HostileNames {
    private static final List<String> PLAIN = List.of(
            "index.html",
            "a",
            "A",
            "b",
            "c",
            "d",
            "b.css",
            "b-c",
            "docs",
            "Docs",
            "a b",
            "\u00e4",
            "a\u0308",
            "\ud83d\ude00",
            ".well-known",
            ".gitignore",
            "current",
            ".cdn",
            "release.json",
            "...");

    /** What git's utf8.c has HFS+ leave out, and one that it does not. */
    private static final String LEFT_OUT = "\u200c\u200d\u200f\u202a\u202e\u206a\u206f\ufeff\u200b";

    private static final List<String> ODD = List.of(
            "-rf",
            "~",
            "%2e%2e",
            "%00",
            "CON",
            "a:b",
            "*",
            "?",
            "\"",
            " ",
            "a ",
            "a.",
            "\u202ea",
            "a\u2028b",
            "\u00a0",
            "\ufffd",
            "\ufeff",
            "$(a)",
            "git",
            "GIT",
            ".gi",
            ".git~1",
            "g\u0131t~1");

    private static final List<String> NOT_UTF_8 =
            List.of("\u00ff", "\u00c0\u00af", "\u00c3", "\u00e0\u0080\u00ae", "\u00ed\u00a0\u0080", "\u00f8\u0088");

    private final Random random;

    HostileNames(Random random) {
        this.random = random;
    }

    private <T> T any(List<T> choices) {
        return choices.get(random.nextInt(choices.size()));
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    byte[] plain() {
        return utf8(any(PLAIN));
    }

    byte[] hostile() {
        return switch (random.nextInt(9)) {
            case 0, 1 -> utf8(disguised());
            case 2 -> utf8(".".repeat(random.nextInt(4)));
            case 3 -> noise();
            case 4 -> utf8(with(any(PLAIN), Character.toString(random.nextInt(0xa0))));
            case 5 -> utf8(with(any(PLAIN), any(List.of("/", "\\", "/../", "\r\n"))));
            case 6 -> utf8(lengthy());
            case 7 ->
                with(new String(plain(), StandardCharsets.ISO_8859_1), any(NOT_UTF_8))
                        .getBytes(StandardCharsets.ISO_8859_1);
            default -> utf8(any(ODD));
        };
    }

    /** Git's metadata, or something like it. */
    private String disguised() {
        StringBuilder name = new StringBuilder();
        for (char c : any(List.of(".git", "git~1", ".git", "git~1", "git~2", ".gitx", "gi7~1", "..git"))
                .toCharArray()) {
            name.append(random.nextBoolean() ? Character.toUpperCase(c) : c);
        }
        while (random.nextInt(3) == 0) {
            name.insert(random.nextInt(name.length() + 1), LEFT_OUT.charAt(random.nextInt(LEFT_OUT.length())));
        }
        while (random.nextInt(2) == 0) {
            name.append(any(List.of(".", " ", ":", "::$INDEX_ALLOCATION", "x")));
        }
        return name.toString();
    }

    private byte[] noise() {
        byte[] bytes = new byte[1 + random.nextInt(6)];
        random.nextBytes(bytes);
        for (int i = 0; i < bytes.length; i++) {
            // A zero would end the name.
            bytes[i] = bytes[i] == 0 ? 1 : bytes[i];
        }
        return bytes;
    }

    /** About as long as file systems take. */
    private String lengthy() {
        return any(List.of("x", "\u00e4")).repeat(any(List.of(126, 127, 128, 254, 255, 256, 4_096)));
    }

    private String with(String text, String added) {
        int at = random.nextInt(text.length() + 1);
        return (text.substring(0, at) + added + text.substring(at)).replace("\0", "");
    }

    /** Bytes by ISO-8859-1 with nothing in them that could disturb a terminal. */
    static String visible(String bytes) {
        StringBuilder text = new StringBuilder();
        bytes.chars()
                .forEach(c -> text.append(
                        c > ' ' && c < 0x7f ? Character.toString(c) : String.format(Locale.ROOT, "\\x%02x", c)));
        return text.toString();
    }
}

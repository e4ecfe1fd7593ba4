package io.cdntopology.testkit;

import java.nio.charset.StandardCharsets;
import java.util.Random;

/** One edit of a commit that a {@link ContentFixture} makes. Paths are segments joined by slashes. */
public sealed interface ContentEdit {
    /** The path. */
    String path();

    /** A regular file is written, with {@code size} bytes that follow from {@code seed}; see {@link #bytes()}. */
    record Generated(String path, int size, int seed) implements ContentEdit {
        /** The content: not compressible, and the same for the same seed and size. */
        public byte[] bytes() {
            byte[] bytes = new byte[size];
            new Random(seed).nextBytes(bytes);
            return bytes;
        }
    }

    /** A regular file is written. */
    record File(String path, String text) implements ContentEdit {
        /** The content. */
        public byte[] bytes() {
            return text.getBytes(StandardCharsets.UTF_8);
        }
    }

    /** A file that can be executed is written. */
    record Executable(String path, String text) implements ContentEdit {
        /** The content. */
        public byte[] bytes() {
            return text.getBytes(StandardCharsets.UTF_8);
        }
    }

    /** A symbolic link is written, whose target is any text. */
    record Link(String path, String target) implements ContentEdit {}

    /** A file, a link, or a directory with everything in it is deleted. */
    record Delete(String path) implements ContentEdit {}
}

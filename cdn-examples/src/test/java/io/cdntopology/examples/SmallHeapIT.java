package io.cdntopology.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.cdntopology.store.LiveRelease;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("A small heap")
class SmallHeapIT {
    private static final int MEGABYTE = 1 << 20;
    private static final int LARGE_FILE = 200 * MEGABYTE;
    /** A site of 1 GB with {@code -Dcdn.megabytes=1000}. */
    private static final int FILES = Integer.getInteger("cdn.megabytes", 400) - LARGE_FILE / MEGABYTE;

    @Test
    @DisplayName("of 64 MB publishes a site that is many times as large, with a file of 200 MB")
    void publishesALargeSite(@TempDir Path directory) throws Exception {
        GitOrigin origin = GitOrigin.create(directory.resolve("origin.git"));
        Map<String, GitOrigin.Blob> files = new LinkedHashMap<>();
        files.put("large.bin", random(0, LARGE_FILE));
        for (int file = 1; file <= FILES; file++) {
            files.put("d" + file % 20 + "/" + file + ".bin", random(file, MEGABYTE));
        }
        origin.commit("Grow large", files);

        try (ChildJvm application = ChildJvm.start(
                FollowingApplication.class,
                List.of("-Xmx64m"),
                origin.repository().toString(),
                directory.resolve("cdn").toString())) {
            application.awaitLine("live ");
        }

        Path site =
                LiveRelease.of(directory.resolve("cdn/docs/www")).orElseThrow().site();
        assertThat(Files.size(site.resolve("large.bin"))).isEqualTo(LARGE_FILE);
        assertThat(Files.mismatch(
                        site.resolve("large.bin"), written(directory.resolve("large"), files.get("large.bin"))))
                .isEqualTo(-1);
        for (int file = 1; file <= FILES; file++) {
            assertThat(site.resolve("d" + file % 20 + "/" + file + ".bin")).hasSize(MEGABYTE);
        }
    }

    private static Path written(Path file, GitOrigin.Blob blob) throws IOException {
        try (OutputStream out = Files.newOutputStream(file)) {
            blob.content().writeTo(out);
        }
        return file;
    }

    /** Bytes that no compression makes smaller, the same for the same seed. */
    private static GitOrigin.Blob random(int seed, int length) {
        return new GitOrigin.Blob(length, out -> {
            Random random = new Random(seed);
            byte[] buffer = new byte[64 * 1024];
            for (int written = 0; written < length; written += buffer.length) {
                random.nextBytes(buffer);
                out.write(buffer, 0, Math.min(buffer.length, length - written));
            }
        });
    }
}

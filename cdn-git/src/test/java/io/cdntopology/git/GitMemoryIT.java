package io.cdntopology.git;

import static org.assertj.core.api.Assertions.assertThat;

import io.cdntopology.release.TreeEntry;
import io.cdntopology.spi.ContentReader;
import io.cdntopology.spi.ContentRepository;
import io.cdntopology.spi.Revision;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Files that are larger than the memory. */
@Timeout(180)
class GitMemoryIT {
    private static final long BLOB_BYTES = 200_000_000;

    @TempDir
    Path temp;

    /** What runs in the small process: fetches, then reads every file twice, once for its size. */
    static final class Child {
        private Child() {}

        public static void main(String[] arguments) throws IOException {
            try (ContentRepository repository = Git.repository(arguments[0]).open(Path.of(arguments[1]))) {
                Revision revision = repository.latest();
                try (ContentReader reader = repository.reader()) {
                    for (TreeEntry entry : reader.tree(revision.release().tree())) {
                        TreeEntry.File file = (TreeEntry.File) entry;
                        Counter counter = new Counter();
                        reader.copy(file.blob(), counter);
                        System.out.println(file.name() + " " + reader.size(file.blob()) + " " + counter.bytes);
                    }
                }
            }
        }
    }

    private static final class Counter extends OutputStream {
        private long bytes;

        @Override
        public void write(int b) {
            bytes++;
        }

        @Override
        public void write(byte[] written, int offset, int length) {
            bytes += length;
        }
    }

    @Test
    void aLargeFileIsFetchedAndReadInASmallHeap() throws Exception {
        Path work = temp.resolve("root/work");
        Files.createDirectories(work);
        FarSide.run(work, "init", "--quiet");
        write(work.resolve("large.bin"));
        FarSide.run(work, "add", "large.bin");
        FarSide.run(work, "-c", "user.name=A", "-c", "user.email=a@b", "commit", "--quiet", "-m", "First");
        String expected = "large.bin " + BLOB_BYTES + " " + BLOB_BYTES;

        assertThat(runChild(work.toString(), "near1")).contains(expected);
        try (GitHttpServer server = new GitHttpServer(temp.resolve("root"))) {
            assertThat(runChild(server.url("work/.git"), "near2")).contains(expected);
        }
    }

    private static void write(Path file) throws IOException {
        byte[] piece = new byte[1_000_000];
        Random random = new Random(1);
        try (OutputStream out = Files.newOutputStream(file)) {
            for (long written = 0; written < BLOB_BYTES; written += piece.length) {
                random.nextBytes(piece);
                out.write(piece);
            }
        }
    }

    private String runChild(String url, String near) throws IOException, InterruptedException {
        Process child = new ProcessBuilder(List.of(
                        ProcessHandle.current().info().command().orElseThrow(),
                        "-Xmx64m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Child.class.getName(),
                        url,
                        temp.resolve(near).toString()))
                .redirectErrorStream(true)
                .start();
        String output = new String(child.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(child.waitFor()).as(output).isZero();
        return output;
    }
}

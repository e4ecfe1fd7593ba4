package io.cdntopology.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;

/** A bare repository that native git writes commits to. */
final class GitOrigin {
    private final Path repository;
    private int commits;

    private GitOrigin(Path repository) {
        this.repository = repository;
    }

    static GitOrigin create(Path repository) throws IOException, InterruptedException {
        run("git", "init", "-q", "--bare", "-b", "main", repository.toString());
        run("git", "-C", repository.toString(), "config", "core.compression", "0");
        return new GitOrigin(repository);
    }

    Path repository() {
        return repository;
    }

    /** Writes what a file holds. */
    interface Content {
        void writeTo(OutputStream out) throws IOException;
    }

    /** A file of a known length. */
    record Blob(long length, Content content) {
        static Blob of(String text) {
            byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
            return new Blob(bytes.length, out -> out.write(bytes));
        }
    }

    /** Commits these files in the place of those before. */
    void commit(String message, Map<String, Blob> files) throws IOException, InterruptedException {
        Process importer = new ProcessBuilder("git", "-C", repository.toString(), "fast-import", "--quiet")
                .redirectErrorStream(true)
                .start();
        try (OutputStream out = new BufferedOutputStream(importer.getOutputStream(), 1 << 16)) {
            byte[] text = message.getBytes(StandardCharsets.UTF_8);
            write(
                    out,
                    "commit refs/heads/main\ncommitter A <a@example.invalid> " + (1_700_000_000 + commits)
                            + " +0000\ndata " + text.length + "\n" + message + "\n");
            if (commits > 0) {
                write(out, "from refs/heads/main^0\n");
            }
            write(out, "deleteall\n");
            for (Map.Entry<String, Blob> file : files.entrySet()) {
                write(
                        out,
                        "M 100644 inline " + file.getKey() + "\ndata "
                                + file.getValue().length() + "\n");
                file.getValue().content().writeTo(out);
                write(out, "\n");
            }
        }
        String output = new String(importer.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(importer.waitFor()).as(output).isZero();
        commits++;
    }

    /** The id of the newest commit. */
    String head() throws IOException, InterruptedException {
        return run("git", "-C", repository.toString(), "rev-parse", "refs/heads/main");
    }

    private static void write(OutputStream out, String text) throws IOException {
        out.write(text.getBytes(StandardCharsets.UTF_8));
    }

    private static String run(String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(output).isZero();
        return output.strip();
    }
}

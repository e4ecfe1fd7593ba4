package io.cdntopology.agent;

import static org.assertj.core.api.Assertions.assertThat;

import io.cdntopology.release.CommitId;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Random;

/** A bare repository that native git writes commits to. */
final class SiteOrigin {
    private static final int MIN_BYTES = 200;
    private static final int MAX_BYTES = 8_000;

    private final Path repository;
    private int commits;

    private SiteOrigin(Path repository) {
        this.repository = repository;
    }

    static SiteOrigin create(Path repository) throws IOException, InterruptedException {
        git("init", "-q", "--bare", "-b", "main", repository.toString());
        SiteOrigin origin = new SiteOrigin(repository);
        origin.ask("config", "core.compression", "0");
        return origin;
    }

    Path repository() {
        return repository;
    }

    /** Commits an index.html. */
    CommitId push(String text) throws IOException, InterruptedException {
        return commit(out -> file(out, "index.html", text.getBytes(StandardCharsets.UTF_8)));
    }

    /** Commits pages {@code nnn/nn/nnnnnn.html}, 0.2 to 8 KB each. */
    CommitId pushPages(int from, int to) throws IOException, InterruptedException {
        return commit(out -> {
            Random random = new Random(from * 31L + commits);
            byte[] noise = new byte[MAX_BYTES * 2];
            random.nextBytes(noise);
            for (int page = from; page < to; page++) {
                byte[] text = new byte[MIN_BYTES + random.nextInt(MAX_BYTES - MIN_BYTES)];
                System.arraycopy(noise, random.nextInt(MAX_BYTES), text, 0, text.length);
                file(out, page(page), text);
            }
        });
    }

    /** The path of a page. */
    static String page(int number) {
        return String.format(Locale.ROOT, "%03d/%02d/%06d.html", number / 1_000, number / 10 % 100, number);
    }

    String treeOf(CommitId commit) throws IOException, InterruptedException {
        return ask("rev-parse", commit + "^{tree}");
    }

    private interface Files {
        void writeTo(OutputStream out) throws IOException;
    }

    private CommitId commit(Files files) throws IOException, InterruptedException {
        Process importer = new ProcessBuilder("git", "-C", repository.toString(), "fast-import", "--quiet")
                .redirectErrorStream(true)
                .start();
        try (OutputStream out = new BufferedOutputStream(importer.getOutputStream(), 1 << 16)) {
            commits++;
            String message = "Commit " + commits;
            ascii(
                    out,
                    "commit refs/heads/main\ncommitter A <a@example.invalid> " + (1_700_000_000 + commits)
                            + " +0000\ndata " + message.length() + "\n" + message + "\n");
            if (commits > 1) {
                ascii(out, "from refs/heads/main^0\n");
            }
            files.writeTo(out);
        }
        String output = new String(importer.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(importer.waitFor()).as(output).isZero();
        return new CommitId(ask("rev-parse", "main"));
    }

    private static void file(OutputStream out, String path, byte[] content) throws IOException {
        ascii(out, "M 100644 inline " + path + "\ndata " + content.length + "\n");
        out.write(content);
        out.write('\n');
    }

    private static void ascii(OutputStream out, String text) throws IOException {
        out.write(text.getBytes(StandardCharsets.US_ASCII));
    }

    private String ask(String... arguments) throws IOException, InterruptedException {
        String[] command = new String[arguments.length + 2];
        command[0] = "-C";
        command[1] = repository.toString();
        System.arraycopy(arguments, 0, command, 2, arguments.length);
        return git(command);
    }

    private static String git(String... arguments) throws IOException, InterruptedException {
        String[] command = new String[arguments.length + 1];
        command[0] = "git";
        System.arraycopy(arguments, 0, command, 1, arguments.length);
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(output).isZero();
        return output.strip();
    }
}

package io.cdntopology.benchmarks;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/**
 * A bare repository with a generated site: {@code nnn/nn/nnnnnn.html}, 0.2 to 8 KB of text each, the same for the same
 * number of files.
 */
final class SyntheticSite {
    private static final int MIN_BYTES = 200;
    private static final int MAX_BYTES = 8_000;
    private static final String WORDS = "the quick brown fox jumps over a lazy dog while edges serve pages of git ";

    private final Path home;
    private final Path repository;
    private final int files;
    private int commits;

    private SyntheticSite(Path home, Path repository, int files) {
        this.home = home;
        this.repository = repository;
        this.files = files;
    }

    /** Generates a site in a directory, beside what its peers make of it. */
    static SyntheticSite create(Path home, int files) throws IOException, InterruptedException {
        Path repository = home.resolve("origin.git");
        Command.run(home, "git", "init", "-q", "--bare", "-b", "main", repository.toString());
        SyntheticSite site = new SyntheticSite(home, repository, files);
        site.commit(0, files);
        Command.run(repository, "git", "repack", "-a", "-d", "-q");
        return site;
    }

    /** The directory that the repository is in. */
    Path home() {
        return home;
    }

    Path repository() {
        return repository;
    }

    int files() {
        return files;
    }

    /** The paths of all files that it was made with. */
    List<String> paths() {
        return IntStream.range(0, files).mapToObj(SyntheticSite::path).toList();
    }

    /** Commits files of a size beside the others; their paths. */
    List<String> addFiles(String directory, int count, int bytes) throws IOException, InterruptedException {
        Map<String, Supplier<byte[]>> added = new LinkedHashMap<>();
        for (int file = 0; file < count; file++) {
            Random random = new Random(file);
            added.put(directory + "/" + file + ".bin", () -> {
                byte[] content = new byte[bytes];
                random.nextBytes(content);
                return content;
            });
        }
        commit(added);
        return List.copyOf(added.keySet());
    }

    /** Commits a change of one file, another one each time; the page that it is now. */
    Page changeOneFile() throws IOException, InterruptedException {
        int file = (int) (commits * 7919L % files);
        Page page = new Page(path(file), new String(text(file), StandardCharsets.US_ASCII));
        commit(file, file + 1);
        return page;
    }

    private void commit(int from, int to) throws IOException, InterruptedException {
        Map<String, Supplier<byte[]>> changed = new LinkedHashMap<>();
        for (int file = from; file < to; file++) {
            int number = file;
            changed.put(path(number), () -> text(number));
        }
        commit(changed);
    }

    private void commit(Map<String, Supplier<byte[]>> contents) throws IOException, InterruptedException {
        Process importer = new ProcessBuilder("git", "-C", repository.toString(), "fast-import", "--quiet")
                .redirectErrorStream(true)
                .start();
        try (OutputStream out = new BufferedOutputStream(importer.getOutputStream(), 1 << 16)) {
            String message = "Commit " + commits;
            write(
                    out,
                    "commit refs/heads/main\ncommitter Bench <bench@example.invalid> " + (1_700_000_000 + commits)
                            + " +0000\ndata " + message.length() + "\n" + message + "\n");
            if (commits > 0) {
                write(out, "from refs/heads/main^0\n");
            }
            for (Map.Entry<String, Supplier<byte[]>> file : contents.entrySet()) {
                byte[] bytes = file.getValue().get();
                write(out, "M 100644 inline " + file.getKey() + "\ndata " + bytes.length + "\n");
                out.write(bytes);
                out.write('\n');
            }
        }
        String output = new String(importer.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (importer.waitFor() != 0) {
            throw new IOException("git fast-import failed: " + output);
        }
        commits++;
    }

    private static void write(OutputStream out, String text) throws IOException {
        out.write(text.getBytes(StandardCharsets.US_ASCII));
    }

    private static String path(int file) {
        return String.format(Locale.ROOT, "%03d/%02d/%06d.html", file / 1_000, file / 10 % 100, file);
    }

    private byte[] text(int file) {
        Random random = new Random(file * 31L + commits);
        int length = MIN_BYTES + random.nextInt(MAX_BYTES - MIN_BYTES);
        StringBuilder text = new StringBuilder(length + 32)
                .append("<p>")
                .append(random.nextLong())
                .append(' ');
        while (text.length() < length) {
            int at = random.nextInt(WORDS.length() - 12);
            text.append(WORDS, at, at + 12);
        }
        return text.toString().getBytes(StandardCharsets.US_ASCII);
    }
}

package io.cdntopology.embedded;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.cdntopology.release.CommitId;
import io.cdntopology.release.TreeEntry;
import io.cdntopology.release.TreeId;
import io.cdntopology.spi.ContentRepository;
import io.cdntopology.spi.Revision;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Holds the ids against those that the {@code git} of this machine gives. */
class InMemoryContentGitIT {
    private static final Instant TIME = Instant.parse("2026-01-02T03:04:05.678Z");

    private final InMemoryContent content = new InMemoryContent(InstantSource.fixed(TIME));

    @TempDir
    Path temp;

    private Path work;

    @BeforeEach
    void initialize() throws Exception {
        work = Files.createDirectory(temp.resolve("work"));
        git("init", "--quiet");
    }

    private String git(String... arguments) throws IOException, InterruptedException {
        return gitReading("", arguments);
    }

    private String gitReading(String input, String... arguments) throws IOException, InterruptedException {
        Path in = Files.writeString(temp.resolve("in"), input);
        Path out = temp.resolve("out");
        ProcessBuilder builder = new ProcessBuilder("git");
        builder.command().addAll(List.of(arguments));
        builder.directory(work.toFile())
                .redirectInput(in.toFile())
                .redirectOutput(out.toFile())
                .redirectError(temp.resolve("err").toFile());
        String date = TIME.getEpochSecond() + " +0000";
        builder.environment()
                .putAll(Map.of(
                        "HOME", temp.toString(),
                        "GIT_CONFIG_NOSYSTEM", "1",
                        "GIT_AUTHOR_NAME", "cdn-topology",
                        "GIT_AUTHOR_EMAIL", "cdn-topology@localhost",
                        "GIT_AUTHOR_DATE", date,
                        "GIT_COMMITTER_NAME", "cdn-topology",
                        "GIT_COMMITTER_EMAIL", "cdn-topology@localhost",
                        "GIT_COMMITTER_DATE", date));
        Process process = builder.start();
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue())
                .as(() -> String.join(" ", arguments) + ": " + errors())
                .isZero();
        return Files.readString(out).strip();
    }

    private String errors() {
        try {
            return Files.readString(temp.resolve("err"));
        } catch (IOException e) {
            return e.toString();
        }
    }

    private void write(String path, String text) throws IOException {
        Path file = work.resolve(path);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }

    private Revision latest() {
        try (ContentRepository repository = content.open(temp.resolve("repository"))) {
            return repository.latest();
        }
    }

    @Test
    void commitsTreesAndBlobsHaveTheIdsOfGit() throws Exception {
        write("index.html", "Hello\n");
        write("a/b/c.txt", "äöü 漢字");
        write("a.b", "sorts before a/");
        write("a0", "sorts after a/");
        write("empty", "");
        write("run.sh", "#!/bin/sh\n");
        assertThat(work.resolve("run.sh").toFile().setExecutable(true)).isTrue();
        Files.createSymbolicLink(work.resolve("latest"), Path.of("a/b"));
        git("add", "--all");
        git("commit", "--quiet", "--message", "First\n\nWith a body.");

        CommitId first = content.edit(e -> e.file("index.html", "Hello\n")
                        .file("a/b/c.txt", "äöü 漢字")
                        .file("a.b", "sorts before a/")
                        .file("a0", "sorts after a/")
                        .file("empty", "")
                        .executable("run.sh", "#!/bin/sh\n")
                        .link("latest", "a/b"))
                .commit("First\n\nWith a body.");
        assertThat(latest().release().tree()).isEqualTo(new TreeId(git("rev-parse", "HEAD^{tree}")));
        assertThat(first).isEqualTo(new CommitId(git("rev-parse", "HEAD")));

        git("rm", "--quiet", "-r", "a");
        write("index.html", "Goodbye\n");
        git("commit", "--quiet", "--all", "--message", "Second");
        CommitId second =
                content.edit(e -> e.delete("a").file("index.html", "Goodbye\n")).commit("Second");
        assertThat(second).isEqualTo(new CommitId(git("rev-parse", "HEAD")));
        assertThat(latest().summary()).isEqualTo(git("log", "-1", "--format=%s"));
        assertThat(latest().author()).isEqualTo(git("log", "-1", "--format=%an <%ae>"));
        assertThat(latest().committedAt().getEpochSecond()).hasToString(git("log", "-1", "--format=%ct"));
    }

    @Test
    void hostileTreesHaveTheIdsOfGit() throws Exception {
        String blob = gitReading("content", "hash-object", "--stdin");
        String tree = gitReading(
                "100644 blob %1$s\t..\n100755 blob %1$s\t.git\n160000 commit %1$s\tmodule\n".formatted(blob),
                "mktree",
                "--missing");
        byte[] bytes = "content".getBytes(UTF_8);
        CommitId commit = content.edit(e -> e.raw("", "..", 0100644, bytes)
                        .raw("", ".git", 0100755, bytes)
                        .raw("", "module", 0160000, bytes))
                .commit("Hostile");

        assertThat(latest().release().tree()).isEqualTo(new TreeId(tree));
        assertThat(content.entry(commit, "..")).get().isInstanceOf(TreeEntry.File.class);
    }

    @Test
    void theEmptyTreeHasTheIdOfGit() throws Exception {
        content.edit(e -> {}).commit("Nothing");

        assertThat(latest().release().tree()).isEqualTo(new TreeId(gitReading("", "mktree")));
    }
}

package io.cdntopology.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("The demo")
class DemoIT {
    private static final int SIGTERM_EXIT = 128 + 15;

    @Test
    @DisplayName("tells its whole story by itself and succeeds")
    void storySucceeds(@TempDir Path home) throws Exception {
        Result demo = demo(home, "--check");

        assertThat(demo.exit()).as(demo.output()).isZero();
        assertThat(demo.output()).contains("Every step did what it should.");
        IntStream.rangeClosed(1, 3)
                .forEach(i -> assertThat(demo.output()).containsPattern("edge-" + i + ".*after.* ms"));
    }

    @Test
    @Tag("engine")
    @DisplayName("tells the same story in containers, and leaves none behind")
    void storySucceedsInContainers(@TempDir Path home) throws Exception {
        Result demo = demo(home, "--docker", "--check");

        assertThat(demo.exit()).as(demo.output()).isZero();
        assertThat(demo.output()).contains("Made service etcd-1", "Made agent", "Every step did what it should.");
        IntStream.rangeClosed(1, 3)
                .forEach(i -> assertThat(demo.output()).containsPattern("edge-" + i + ".*after.* ms"));
        assertNothingIsLeft(home);
    }

    @Test
    @DisplayName("ends as by q when it is ended by a signal, such as Ctrl-C sends")
    void endedBySignal(@TempDir Path home) throws Exception {
        assertThat(endedAt("it is your turn", home)).contains("q and Enter ends");
    }

    @Test
    @Tag("engine")
    @DisplayName("leaves no containers behind when it is ended by a signal")
    void endedBySignalInContainers(@TempDir Path home) throws Exception {
        assertThat(endedAt("it is your turn", home, "--docker")).contains("Made agent");

        assertNothingIsLeft(home);
    }

    @Test
    @Tag("engine")
    @DisplayName("leaves none behind when that is while they are made")
    void endedBySignalAtStart(@TempDir Path home) throws Exception {
        assertThat(endedAt("Made ", home, "--docker")).doesNotContain("it is your turn");

        assertNothingIsLeft(home);
    }

    private static void assertNothingIsLeft(Path home) throws IOException, InterruptedException {
        assertThat(engine(home, "ps", "--all")).isEmpty();
        assertThat(engine(home, "volume", "ls")).isEmpty();
        assertThat(engine(home, "network", "ls")).isEmpty();
    }

    /** Runs a demo that is told nothing, and sends it SIGTERM once it says something; what it has said in all. */
    private static String endedAt(String words, Path home, String... arguments) throws Exception {
        Process demo = start(home, command(home, arguments));
        StringBuilder output = new StringBuilder();
        try (BufferedReader lines = demo.inputReader(StandardCharsets.UTF_8)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                output.append(line).append('\n');
                if (line.contains(words)) {
                    // Not by the process itself, which would end what is read here, too.
                    boolean unused = demo.toHandle().destroy();
                }
            }
        } finally {
            demo.destroyForcibly();
        }
        assertThat(demo.waitFor()).as(output.toString()).isEqualTo(SIGTERM_EXIT);
        assertThat(output).contains(words).doesNotContain("FAILED");
        assertTemporaryIsEmpty(home, output.toString());
        return output.toString();
    }

    /** What of the demo is left on the engine. */
    private static String engine(Path home, String... listing) throws IOException, InterruptedException {
        List<String> command = Stream.of(
                        Stream.of("docker"),
                        Stream.of(listing),
                        Stream.of("-q", "--filter", "label=io.cdntopology.name=demo"))
                .flatMap(arguments -> arguments)
                .toList();
        Result result = run(home, command);
        assertThat(result.exit()).as(result.output()).isZero();
        return result.output();
    }

    @Test
    @DisplayName("takes a site with nested directories, links and names beyond ASCII")
    void takesASite(@TempDir Path home) throws Exception {
        Path site = Files.createDirectories(home.resolve("site"));
        Files.createDirectories(site.resolve("größe/深い/nested"));
        Files.writeString(site.resolve("größe/深い/nested/seite.html"), "tief");
        Files.createSymbolicLink(site.resolve("latest"), Path.of("größe/深い"));
        Files.createSymbolicLink(site.resolve("größe/up.html"), Path.of("../latest/nested/seite.html"));
        for (List<String> command : List.of(
                List.of("git", "init", "--quiet", "--initial-branch=trunk"),
                List.of("git", "add", "."),
                List.of("git", "-c", "user.name=A", "-c", "user.email=a@b.invalid", "commit", "-qm", "Grow"))) {
            assertThat(run(site, command).exit()).isZero();
        }

        Result demo = demo(home, "--check", site.toString());

        assertThat(demo.exit()).as(demo.output()).isZero();
    }

    @Test
    @DisplayName("fails with the reason when there is no such repository")
    void failsClearly(@TempDir Path home) throws Exception {
        Result demo = demo(home, "--check", home.resolve("nowhere").toString());

        assertThat(demo.exit()).isEqualTo(1);
        assertThat(demo.output()).contains("FAILED").contains("nowhere");
    }

    private record Result(int exit, String output) {}

    /** In a process of its own, with a home and a temporary directory of its own, where nothing may stay behind. */
    private static Result demo(Path home, String... arguments) throws IOException, InterruptedException {
        Result result = run(home, command(home, arguments));
        assertTemporaryIsEmpty(home, result.output());
        return result;
    }

    private static List<String> command(Path home, String... arguments) throws IOException {
        return Stream.concat(
                        Stream.of(
                                Path.of(System.getProperty("java.home"), "bin", "java")
                                        .toString(),
                                "-Djava.io.tmpdir=" + Files.createDirectories(temporary(home)),
                                "-Duser.home=" + home,
                                "-Ddemo.image.nginx=cdn-test/nginx:1",
                                "-Ddemo.image.java=cdn-test/java:1",
                                "-Ddemo.image.etcd=cdn-test/etcd:1",
                                "-cp",
                                System.getProperty("java.class.path"),
                                "io.cdntopology.examples.demo.Demo"),
                        Stream.of(arguments))
                .toList();
    }

    private static Path temporary(Path home) {
        return home.resolve("tmp");
    }

    private static void assertTemporaryIsEmpty(Path home, String output) throws IOException {
        try (Stream<Path> left = Files.list(temporary(home))) {
            assertThat(left.filter(path -> !path.getFileName().toString().startsWith("hsperf")))
                    .as(output)
                    .isEmpty();
        }
    }

    private static Result run(Path directory, List<String> command) throws IOException, InterruptedException {
        Process process = start(directory, command);
        process.getOutputStream().close();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Result(process.waitFor(), output);
    }

    private static Process start(Path directory, List<String> command) throws IOException {
        ProcessBuilder builder =
                new ProcessBuilder(command).directory(directory.toFile()).redirectErrorStream(true);
        builder.environment().put("LC_ALL", "C.UTF-8");
        return builder.start();
    }
}

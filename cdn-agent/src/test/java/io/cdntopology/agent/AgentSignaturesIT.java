package io.cdntopology.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Parts of Bouncy Castle are left out of the jar: those that are needed have to be in it. */
@DisplayName("The jar of the agent")
class AgentSignaturesIT {
    private static final Path FIXTURES = Path.of("../cdn-git/src/test/resources/signatures");

    /** A program that has this jar and Java only; prints what comes of the branch that a key is named like. */
    private static final String PROGRAM = """
            import io.cdntopology.failure.CdnException;
            import io.cdntopology.git.Git;
            import io.cdntopology.git.TrustedSigners;
            import java.nio.file.Path;

            public class Verify {
                public static void main(String[] arguments) {
                    for (String name : arguments[2].split(",")) {
                        var keys = Path.of(arguments[1], "openpgp-" + name + ".asc");
                        var source = Git.repository(arguments[0]).branch(name).signedBy(TrustedSigners.openPgp(keys));
                        try (var repository = source.open(Path.of(arguments[0] + "-" + name))) {
                            System.out.println(name + " " + repository.latest().release().commit());
                        } catch (CdnException e) {
                            System.out.println(name + " " + e.getMessage());
                        }
                    }
                }
            }
            """;

    @TempDir
    private Path directory;

    @Test
    @DisplayName("verifies what OpenPGP keys of each kind have signed")
    void openPgp() throws IOException, InterruptedException {
        Path repository = directory.resolve("site.git");
        git("", "init", "-q", "--bare", repository.toString());
        String page = git("hello\n", "-C", repository.toString(), "hash-object", "-w", "--stdin");
        git("100644 blob " + page + "\tindex.html\n", "-C", repository.toString(), "mktree");
        String subkey = branch(repository, "subkey");
        String rsa = branch(repository, "rsa");
        branch(repository, "expired");
        Path program = Files.writeString(directory.resolve("Verify.java"), PROGRAM);

        String printed = run(
                "",
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("agent.jar"),
                program.toString(),
                repository.toString(),
                FIXTURES.toString(),
                "subkey,rsa,expired");

        assertThat(printed)
                .contains("subkey " + subkey, "rsa " + rsa)
                .containsPattern("expired .* was expired, revoked");
    }

    /** Makes a branch name the commit that was signed by a key. */
    private static String branch(Path repository, String name) throws IOException, InterruptedException {
        String commit = Files.readString(FIXTURES.resolve("openpgp-" + name + ".commit"));
        String id = git(commit, "-C", repository.toString(), "hash-object", "-t", "commit", "-w", "--stdin");
        Files.writeString(repository.resolve("refs/heads").resolve(name), id + "\n");
        return id;
    }

    private static String git(String input, String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("git"));
        command.addAll(List.of(arguments));
        return run(input, command.toArray(String[]::new));
    }

    private static String run(String input, String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        try (var in = process.getOutputStream()) {
            in.write(input.getBytes(StandardCharsets.UTF_8));
        }
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(output).isZero();
        return output.strip();
    }
}

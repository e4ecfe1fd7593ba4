package io.cdntopology.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.cdntopology.examples.quickstart.Quickstart;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("The README")
class ReadmeTest {
    private static final Path PROJECT = Path.of("..").toAbsolutePath().normalize();

    @ParameterizedTest
    @CsvSource({
        "src/main/java/io/cdntopology/examples/quickstart/Quickstart.java, import",
        "src/test/java/io/cdntopology/examples/SiteTest.java, class"
    })
    @DisplayName("shows the first program and the first test as they are compiled")
    void showsPrograms(Path file, String beginning) throws IOException {
        String source = Files.readString(file);
        String program = source.substring(source.indexOf("\n" + beginning) + 1);
        assertThat(Files.readString(PROJECT.resolve("README.md"))).contains("```java\n" + program + "```");
    }

    @Test
    @DisplayName("shows a first program that runs")
    void programRuns(@TempDir Path site) throws Exception {
        run(site, "git", "init", "--quiet", "--initial-branch=main");
        Files.writeString(site.resolve("index.html"), "Hello");
        run(site, "git", "add", ".");
        run(site, "git", "-c", "user.name=A", "-c", "user.email=a@example.invalid", "commit", "--quiet", "-m", "Hello");

        String printed = printed(() -> Quickstart.main(new String[] {site.toString()}));

        assertThat(printed.lines())
                .hasSize(3)
                .allMatch(line -> line.matches("eu-[123] serves at http://127.0.0.1:\\d+/"));
    }

    @Test
    @DisplayName("names files that exist")
    void linksLead() throws IOException {
        List<String> links = Pattern.compile("\\]\\(([^)#]+)\\)")
                .matcher(Files.readString(PROJECT.resolve("README.md")))
                .results()
                .map(match -> match.group(1))
                .filter(link -> !link.startsWith("http"))
                .toList();
        assertThat(links)
                .isNotEmpty()
                .allSatisfy(link -> assertThat(PROJECT.resolve(link)).exists());
    }

    private static String printed(Runnable program) {
        PrintStream before = System.out;
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        System.setOut(new PrintStream(bytes, true, StandardCharsets.UTF_8));
        try {
            program.run();
        } finally {
            System.setOut(before);
        }
        return bytes.toString(StandardCharsets.UTF_8);
    }

    private static void run(Path directory, String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(output).isZero();
    }
}

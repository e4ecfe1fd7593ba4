package io.cdntopology.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;

/** The {@code docker} command, by which a test looks at an engine from outside. */
final class DockerCommand {
    private DockerCommand() {}

    /**
     * How a command ended.
     *
     * @param exit   its status
     * @param output what it printed
     */
    record Result(int exit, String output) {}

    /** What {@code docker ARGUMENTS} prints; fails if it does. */
    static String docker(String... arguments) throws IOException, InterruptedException {
        return succeeded(result("", arguments), arguments);
    }

    /** As {@link #docker}, with an input. */
    static String dockerWithInput(String input, String... arguments) throws IOException, InterruptedException {
        return succeeded(result(input, arguments), arguments);
    }

    /** As {@link #docker}, a line each. */
    static List<String> lines(String... arguments) throws IOException, InterruptedException {
        return docker(arguments).lines().filter(line -> !line.isBlank()).toList();
    }

    /** How {@code docker ARGUMENTS} ends. */
    static Result result(String input, String... arguments) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(
                        Stream.concat(Stream.of("docker"), Stream.of(arguments)).toList())
                .redirectErrorStream(true)
                .start();
        try (OutputStream in = process.getOutputStream()) {
            in.write(input.getBytes(StandardCharsets.UTF_8));
        }
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Result(process.waitFor(), output.strip());
    }

    private static String succeeded(Result result, String... arguments) {
        assertThat(result.exit())
                .as("docker %s: %s", String.join(" ", arguments), result.output())
                .isZero();
        return result.output();
    }
}

package io.cdntopology.docker;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;

/** The {@code docker} command, by which others change what is on the engine. */
final class DockerCli {
    private DockerCli() {}

    /** What {@code docker WORDS} prints; fails if it does. */
    static String docker(String... words) throws IOException, InterruptedException {
        List<String> command = Stream.concat(
                        Stream.of("docker", "--host", RealEngine.host().toString()), Stream.of(words))
                .toList();
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        assertThat(process.waitFor()).as("%s: %s", command, output).isZero();
        return output;
    }
}

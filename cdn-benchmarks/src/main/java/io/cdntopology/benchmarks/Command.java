package io.cdntopology.benchmarks;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;

/** A program that a benchmark runs or measures, from the start of its process to its end. */
final class Command {
    private Command() {}

    static Duration run(Path directory, String... command) throws IOException, InterruptedException {
        long start = System.nanoTime();
        output(directory, command);
        return Duration.ofNanos(System.nanoTime() - start);
    }

    /** Runs a program, and returns what it printed. */
    static String output(Path directory, String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .start();
        process.getOutputStream().close();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.waitFor() != 0) {
            throw new IOException(String.join(" ", command) + " failed: " + output);
        }
        return output.strip();
    }
}

package io.cdntopology.git;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.Awaitility;

/** A real {@code ssh-agent}, which asks nobody, and says no where it would ask. */
final class SshAgentProcess implements AutoCloseable {
    private final Path socket;
    private final Path answer;
    private final Process process;

    /**
     * @param directory for its socket, and for what answers when {@code ssh-add} asks
     */
    SshAgentProcess(Path directory) throws IOException {
        this.socket = directory.resolve("agent.sock");
        this.answer = Files.writeString(directory.resolve("answer"), "#!/bin/sh\necho open sesame\n");
        if (!answer.toFile().setExecutable(true)) {
            throw new IOException("no rights");
        }
        this.process = builder(List.of("ssh-agent", "-D", "-a", socket.toString()), "false")
                .start();
        Awaitility.await().until(() -> Files.exists(socket));
    }

    private ProcessBuilder builder(List<String> command, String askedFor) {
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.DISCARD);
        builder.environment().put("SSH_AUTH_SOCK", socket.toString());
        builder.environment().put("SSH_ASKPASS", askedFor);
        builder.environment().put("SSH_ASKPASS_REQUIRE", "force");
        return builder;
    }

    Path socket() {
        return socket;
    }

    /** Gives it a key, with options of {@code ssh-add}. */
    SshAgentProcess add(KeyPair key, String... options) {
        List<String> all = new ArrayList<>(List.of(options));
        all.add("-");
        run(SshKeys.openSsh(key), all);
        return this;
    }

    void lock() {
        run("", List.of("-x"));
    }

    void unlock() {
        run("", List.of("-X"));
    }

    private void run(String input, List<String> options) {
        List<String> command = new ArrayList<>(List.of("ssh-add"));
        command.addAll(options);
        try {
            Process running = builder(command, answer.toString()).start();
            try (OutputStream in = running.getOutputStream()) {
                in.write(input.getBytes(StandardCharsets.US_ASCII));
            }
            if (running.waitFor() != 0) {
                throw new AssertionError(command + " failed");
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /** Ends it, and leaves its socket behind, as after a crash. */
    @Override
    public void close() {
        process.destroyForcibly();
        process.onExit().join();
    }
}

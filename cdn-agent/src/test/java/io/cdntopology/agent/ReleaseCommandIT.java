package io.cdntopology.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cdntopology.release.CommitId;
import io.cdntopology.release.Release;
import io.cdntopology.release.TreeId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("A command for a release")
@Timeout(60)
class ReleaseCommandIT {
    private static final Release RELEASE = new Release(new CommitId("1".repeat(40)), new TreeId("2".repeat(40)));

    @TempDir
    private Path directory;

    private ReleaseCommand command(String command, Duration timeout) {
        return new ReleaseCommand(new ExecSettings(command, timeout), directory);
    }

    private CompletableFuture<Void> start(ReleaseCommand command) {
        return CompletableFuture.runAsync(() -> {
            try {
                command.run(RELEASE, Optional.empty());
            } catch (IOException | InterruptedException e) {
                throw new IllegalStateException(e.getMessage(), e);
            }
        });
    }

    private long awaitPid(String name) {
        Path file = directory.resolve(name);
        return Long.parseLong(Awaitility.await()
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(10))
                .until(() -> Files.exists(file) ? Files.readString(file).strip() : "", text -> !text.isEmpty()));
    }

    private static void assertEnded(long pid) {
        assertThat(ProcessHandle.of(pid).filter(ProcessHandle::isAlive)).isEmpty();
    }

    @Test
    @DisplayName("fails with its status")
    void status() {
        assertThatThrownBy(() -> command("exit 3", Duration.ofMinutes(1)).run(RELEASE, Optional.empty()))
                .isInstanceOf(IOException.class)
                .hasMessage("it ended with status 3");
    }

    @Test
    @DisplayName("that takes too long is ended, with what it has started and does not want to end")
    void timeout() {
        ReleaseCommand stubborn = command(
                "cd " + directory + "; sh -c 'trap \"\" TERM; echo $$ > child; while :; do sleep 1000; done' & wait",
                Duration.ofSeconds(1));
        assertThatThrownBy(() -> stubborn.run(RELEASE, Optional.empty()))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("longer than PT1S");
        assertEnded(awaitPid("child"));
    }

    @Test
    @DisplayName("that is stopped ends, and none begins after it")
    void stop() {
        ReleaseCommand waiting =
                command("echo $$ > " + directory.resolve("pid") + "; sleep 1000; true", Duration.ofMinutes(1));
        CompletableFuture<Void> run = start(waiting);
        long pid = awaitPid("pid");
        waiting.stop();
        assertEnded(pid);
        assertThatThrownBy(() -> run.get(10, TimeUnit.SECONDS)).isInstanceOf(ExecutionException.class);
        assertThatThrownBy(() -> waiting.run(RELEASE, Optional.empty())).hasMessage("the agent ends");
    }

    @Test
    @DisplayName("has ended when its shell has, whatever it left running with its output")
    void background() throws Exception {
        Path pid = directory.resolve("pid");
        command("sleep 1000 & echo $! > " + pid, Duration.ofMinutes(1)).run(RELEASE, Optional.empty());
        ProcessHandle.of(awaitPid("pid")).ifPresent(ProcessHandle::destroyForcibly);
    }

    @Test
    @DisplayName("reads nothing, whatever the agent's input is")
    void input() throws Exception {
        command("test -z \"$(cat)\"", Duration.ofMinutes(1)).run(RELEASE, Optional.empty());
    }
}

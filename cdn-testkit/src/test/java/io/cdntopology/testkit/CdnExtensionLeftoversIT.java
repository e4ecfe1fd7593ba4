package io.cdntopology.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import io.cdntopology.Cdn;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("The JUnit extension, where parts outlive the process that made them,")
class CdnExtensionLeftoversIT {
    /** Of the test that runs, or of the child that this process is. */
    private static Path home;

    private static int takenPort;

    @TempDir
    private Path directory;

    private LastingPlatform platform;

    @BeforeEach
    void remember() {
        home = directory;
        platform = new LastingPlatform(directory.resolve("platform"));
    }

    private static CdnExtension extension(int port) {
        return CdnExtension.of(topology -> topology.platform(new LastingPlatform(home.resolve("platform")))
                        .edge("eu")
                        .edge("us", edge -> {
                            if (port > 0) {
                                edge.port(port);
                            }
                        }))
                .withRecords(home.resolve("records"));
    }

    private void assertNothingIsLeft() {
        assertThat(platform.parts()).isEmpty();
        assertThat(platform.workDirectories()).isEmptyDirectory();
        assertThat(directory.resolve("records")).isEmptyDirectory();
    }

    static class Failing {
        @RegisterExtension
        final CdnExtension cdn = extension(0);

        @Test
        void fails(Cdn running) {
            assertThat(new LastingPlatform(home.resolve("platform")).parts()).hasSize(2);
            running.close();
            fail("expected");
        }
    }

    @Test
    @DisplayName("removes all of a network when its test fails")
    void failure() {
        assertThat(Runs.failure(Runs.of(Failing.class))).hasMessage("expected");
        assertNothingIsLeft();
    }

    static class Interrupted {
        @RegisterExtension
        final CdnExtension cdn = extension(0);

        @Test
        void isInterrupted() {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    @DisplayName("removes all of a network when its thread was interrupted")
    void interruption() {
        Runs.of(Interrupted.class).testEvents().assertStatistics(tests -> tests.succeeded(1));
        assertNothingIsLeft();
    }

    static class NotStarting {
        @RegisterExtension
        final CdnExtension cdn = extension(takenPort);

        @Test
        void neverRuns() {
            fail("it runs");
        }
    }

    @Test
    @DisplayName("removes what was made of a network that does not start")
    void half() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            takenPort = taken.getLocalPort();
            assertThat(Runs.failure(Runs.of(NotStarting.class))).hasMessageContaining(String.valueOf(takenPort));
        }
        assertNothingIsLeft();
    }

    // ---- processes that end

    static class Waiting {
        @RegisterExtension
        final CdnExtension cdn = extension(0);

        @Test
        void waits(Cdn running) throws InterruptedException {
            System.out.println("runs " + running.status().name());
            new CountDownLatch(1).await();
        }
    }

    /** A JVM that runs {@link Waiting}. */
    static final class Child {
        private Child() {}

        public static void main(String[] arguments) {
            home = Path.of(arguments[0]);
            Runs.of(Waiting.class);
        }

        static Process start(Path home) throws IOException {
            Process process = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-XX:TieredStopAtLevel=1",
                            // What a JVM that is killed has there stays.
                            "-Djava.io.tmpdir=" + home,
                            "-cp",
                            System.getProperty("java.class.path"),
                            Child.class.getName(),
                            home.toString())
                    .redirectErrorStream(true)
                    .start();
            awaitRunning(process);
            return process;
        }

        private static void awaitRunning(Process process) throws IOException {
            List<String> printed = new ArrayList<>();
            BufferedReader output =
                    new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
            for (String line = output.readLine(); line != null; line = output.readLine()) {
                if (line.startsWith("runs ")) {
                    return;
                }
                printed.add(line);
            }
            fail("it ended: " + printed);
        }
    }

    @Test
    @DisplayName("removes all of a network when its process is told to end")
    void terminated() throws Exception {
        Process child = Child.start(directory);
        assertThat(platform.parts()).hasSize(2);

        child.destroy();
        child.waitFor();

        assertNothingIsLeft();
    }

    static class Another {
        @RegisterExtension
        final CdnExtension cdn = extension(0);

        @Test
        void succeeds(Cdn running) {
            assertThat(running.status().troubles()).isEmpty();
        }
    }

    @Test
    @DisplayName("removes what a killed process has left, and nothing of one that lives")
    void killed() throws Exception {
        Process living = Child.start(directory);
        try {
            List<String> used = platform.parts();
            Process killed = Child.start(directory);
            killed.destroyForcibly().waitFor();
            assertThat(platform.parts()).hasSize(4).containsAll(used);

            Runs.of(Another.class).testEvents().assertStatistics(tests -> tests.succeeded(1));
            assertThat(platform.parts()).isEqualTo(used);
        } finally {
            living.destroyForcibly().waitFor();
        }
        Runs.of(Another.class).testEvents().assertStatistics(tests -> tests.succeeded(1));
        assertNothingIsLeft();
    }
}

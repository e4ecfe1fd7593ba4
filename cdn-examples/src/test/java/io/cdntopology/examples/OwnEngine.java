package io.cdntopology.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A Docker engine of a test's own, which may be stopped: started by {@code scripts/engine} in a network namespace, from which
 * a cable leads to this process. It ends with this process, whatever happens.
 */
final class OwnEngine {
    private static final Path SCRIPT =
            Path.of("..", "scripts", "engine").toAbsolutePath().normalize();
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    /** Takes a name, the process that holds the namespace, and the addresses of both ends, of a range for such tests. */
    private static final String CABLE = """
            ip link add "$1" type veth peer name "$1-e" netns "$2"
            ip address add "$3/30" dev "$1"
            ip link set "$1" up
            nsenter --net="/proc/$2/ns/net" sh -euc '
                ip address add "$2/30" dev "$1-e"
                ip link set "$1-e" up
                ip link set lo up' sh "$1" "$4"
            """;

    private final Path home;
    private final Process holder;
    private List<String> command = List.of();

    private OwnEngine(Path home, Process holder) {
        this.home = home;
        this.holder = holder;
    }

    /**
     * Starts one.
     *
     * @param images that it is given from the engine of {@code DOCKER_HOST}
     */
    static OwnEngine start(List<String> images) throws IOException, InterruptedException {
        // Paths of sockets have to be short, and its storage driver wants a disk.
        Path home = Files.createTempDirectory(Path.of("/var/tmp"), "cdn-engine-");
        // Is told to end by the end of its input, and stops the engine then.
        Process holder = script(home, "unshare", "--net", SCRIPT.toString(), "run", "sh", "-c", "echo ready; exec cat");
        OwnEngine engine = new OwnEngine(home, holder);
        boolean started = false;
        try {
            BufferedReader output = holder.inputReader(StandardCharsets.UTF_8);
            assertThat(output.readLine()).as(engine.log()).isEqualTo("ready");
            String namespace = String.valueOf(holder.pid());
            shell(CABLE, "cdn" + namespace, namespace, engine.address(1), engine.address(2));
            shell(
                    "host=$1; shift; docker save \"$@\" | docker --host \"$host\" load",
                    Stream.concat(Stream.of(engine.host()), images.stream()).toArray(String[]::new));
            started = true;
            return engine;
        } finally {
            if (!started) {
                engine.remove();
            }
        }
    }

    private static Process script(Path home, String... words) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(words);
        builder.environment().put("CDN_ENGINE_HOME", home.toString());
        builder.environment().put("DOCKER_HOST", "unix://" + home.resolve("docker.sock"));
        return builder.redirectError(ProcessBuilder.Redirect.appendTo(
                        home.resolve("scripts.log").toFile()))
                .start();
    }

    private String log() throws IOException {
        return Files.readString(home.resolve("scripts.log"));
    }

    /** What {@code sh} prints; fails if it does. */
    private static String shell(String script, String... arguments) throws IOException, InterruptedException {
        List<String> words = new ArrayList<>(List.of("sh", "-euc", script, "sh"));
        words.addAll(List.of(arguments));
        Process process = new ProcessBuilder(words).redirectErrorStream(true).start();
        process.getOutputStream().close();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(output).isZero();
        return output;
    }

    /** Four addresses of 198.18.0.0/16 for each process. */
    private String address(int end) {
        int number = Math.floorMod((int) holder.pid(), 1 << 14) * 4 + end;
        return "198.18." + number / 256 + "." + number % 256;
    }

    /** Where its machine is reached from this one. */
    String address() {
        return address(2);
    }

    Path socket() {
        return home.resolve("docker.sock");
    }

    /** As {@code docker --host} takes it. */
    String host() {
        return "unix://" + socket();
    }

    /** What runs a command on its machine. */
    List<String> runner() {
        return List.of("nsenter", "--net=/proc/" + holder.pid() + "/ns/net");
    }

    /** Ends it as a restart of its service does, and waits. */
    void stop() throws Exception {
        ProcessHandle process = process();
        process.destroy();
        process.onExit().get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    }

    /** SIGKILL, and waits. */
    void kill() throws Exception {
        ProcessHandle process = process();
        process.destroyForcibly();
        process.onExit().get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    }

    private ProcessHandle process() throws IOException {
        long pid = Long.parseLong(Files.readString(home.resolve("docker.pid")).strip());
        command = List.of(Files.readString(Path.of("/proc/" + pid + "/cmdline")).split("\0"));
        return ProcessHandle.of(pid).orElseThrow();
    }

    /** Starts it as it was started first, with what its containers have become meanwhile. */
    void startAgain() throws IOException {
        List<String> words = new ArrayList<>(runner());
        words.addAll(command);
        ProcessBuilder builder = new ProcessBuilder(words).redirectErrorStream(true);
        // For the iptables that was chosen at the first start.
        builder.environment().merge("PATH", home.resolve("bin").toString(), (path, bin) -> bin + ":" + path);
        builder.redirectOutput(ProcessBuilder.Redirect.appendTo(
                        home.resolve("docker.log").toFile()))
                .start();
        await().atMost(PATIENCE)
                .until(() ->
                        DockerCommand.result("", "--host", host(), "version").exit() == 0);
    }

    /** Removes it and all that it has. */
    void remove() throws IOException, InterruptedException {
        holder.getOutputStream().close();
        holder.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        // Also of one that was killed.
        script(home, SCRIPT.toString(), "stop").waitFor();
        shell("rm -rf --one-file-system \"$1\"", home.toString());
    }
}

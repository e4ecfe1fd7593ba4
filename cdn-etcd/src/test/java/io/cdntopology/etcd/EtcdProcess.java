package io.cdntopology.etcd;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;

/** A member of a real etcd, in a process of its own. */
final class EtcdProcess implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final Path directory;
    private final String name;
    private final int port;
    private final EtcdSetup setup;
    private final List<String> arguments;
    private List<String> credentials = List.of();
    private Process process;

    private EtcdProcess(Path directory, String name, int port, String peers, String cluster, EtcdSetup setup)
            throws IOException {
        String clients = setup.scheme() + "://127.0.0.1:" + port;
        this.directory = directory;
        this.name = name;
        this.port = port;
        this.setup = setup;
        this.arguments = new ArrayList<>(List.of(
                "etcd",
                "--name=" + name,
                "--data-dir=" + directory.resolve(name),
                "--listen-client-urls=" + clients,
                "--advertise-client-urls=" + clients,
                "--listen-peer-urls=" + peers,
                "--initial-advertise-peer-urls=" + peers,
                "--initial-cluster=" + cluster));
        this.arguments.addAll(setup.server());
        this.process = launch();
    }

    /** Starts an etcd of one member with its data and its log below a directory, and waits until it is healthy. */
    static EtcdProcess start(Path directory) throws IOException {
        return start(directory, EtcdSetup.PLAIN);
    }

    /** Starts an etcd of one member that is set up otherwise. */
    static EtcdProcess start(Path directory, EtcdSetup setup) throws IOException {
        return start(directory, 1, setup).get(0);
    }

    /** Starts an etcd of several members. */
    static List<EtcdProcess> start(Path directory, int members, EtcdSetup setup) throws IOException {
        SortedMap<String, String> peers = new TreeMap<>();
        for (int i = 0; i < members; i++) {
            peers.put("member-" + i, "http://127.0.0.1:" + freePort());
        }
        String cluster = peers.entrySet().stream()
                .map(peer -> peer.getKey() + "=" + peer.getValue())
                .collect(Collectors.joining(","));
        List<EtcdProcess> started = new ArrayList<>();
        boolean healthy = false;
        try {
            for (var peer : peers.entrySet()) {
                started.add(new EtcdProcess(directory, peer.getKey(), freePort(), peer.getValue(), cluster, setup));
            }
            started.forEach(EtcdProcess::awaitHealthy);
            healthy = true;
            return started;
        } finally {
            if (!healthy) {
                started.forEach(EtcdProcess::close);
            }
        }
    }

    private Process launch() throws IOException {
        return new ProcessBuilder(arguments)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(
                        directory.resolve(name + ".log").toFile()))
                .start();
    }

    private void awaitHealthy() {
        Awaitility.await()
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(50))
                .atMost(PATIENCE)
                .until(() -> control("endpoint", "health") == 0);
    }

    /** Ends it at once, by SIGKILL; its data stays. */
    void kill() {
        process.destroyForcibly();
        try {
            process.waitFor();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Stops it where it is, by SIGSTOP: its connections stay, and nothing answers. */
    void pause() {
        signal("STOP");
    }

    /** Lets it go on after {@link #pause()}. */
    void resume() {
        signal("CONT");
    }

    private void signal(String signal) {
        try {
            Process sent = new ProcessBuilder("kill", "-" + signal, Long.toString(process.pid())).start();
            if (sent.waitFor() != 0) {
                throw new IOException("kill -" + signal + " ended with " + sent.exitValue());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Whether it leads its cluster, by its own account; false if it does not say. */
    boolean isLeader() {
        Map<String, String> status = status();
        return status.containsKey("leader") && status.get("leader").equals(status.get("member_id"));
    }

    /** Starts it again after {@link #kill()}, on the same port with the same data. */
    void restart() throws IOException {
        process = launch();
        awaitHealthy();
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    int port() {
        return port;
    }

    /** The URL that it gives to clients. */
    String url() {
        return setup.scheme() + "://127.0.0.1:" + port;
    }

    /**
     * Enables authentication, with a user {@code root}, and one who may read and write below a prefix and nothing else.
     *
     * @param user     its name, which is that of its role, too
     * @param password its password, and that of root
     */
    void enableAuthentication(String user, String password, String prefix) {
        ask("user", "add", "root:" + password);
        ask("user", "grant-role", "root", "root");
        ask("role", "add", user);
        ask("role", "grant-permission", user, "--prefix=true", "readwrite", prefix);
        ask("user", "add", user + ":" + password);
        ask("user", "grant-role", user, user);
        ask("auth", "enable");
        credentials = List.of("--user=root:" + password);
    }

    /** Runs etcdctl; its exit status. */
    int control(String... arguments) {
        return run(ProcessBuilder.Redirect.DISCARD, arguments).exitValue();
    }

    /** Runs etcdctl, which has to succeed; what it printed. */
    String ask(String... arguments) {
        try {
            Process asked = run(ProcessBuilder.Redirect.PIPE, arguments);
            if (asked.exitValue() != 0) {
                throw new IOException(
                        "etcdctl " + arguments[0] + " " + arguments[1] + " ended with " + asked.exitValue());
            }
            return new String(asked.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Runs etcdctl, which has to succeed, and gives it something to read. */
    void tell(String input, String... arguments) {
        int exit = run(ProcessBuilder.Redirect.DISCARD, input, arguments).exitValue();
        if (exit != 0) {
            throw new IllegalStateException("etcdctl " + arguments[0] + " " + arguments[1] + " ended with " + exit);
        }
    }

    private Process run(ProcessBuilder.Redirect output, String... arguments) {
        return run(output, "", arguments);
    }

    private Process run(ProcessBuilder.Redirect output, String input, String[] arguments) {
        try {
            ProcessBuilder builder = new ProcessBuilder("etcdctl", "--endpoints=" + url())
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .redirectOutput(output);
            builder.command().addAll(setup.control());
            builder.command().addAll(credentials);
            builder.command().addAll(List.of(arguments));
            builder.environment().put("ETCDCTL_API", "3");
            Process control = builder.start();
            try (OutputStream in = control.getOutputStream()) {
                in.write(input.getBytes(StandardCharsets.UTF_8));
            }
            if (!control.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
                control.destroyForcibly();
                throw new IOException("etcdctl hangs");
            }
            return control;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** The revision of the store. */
    long revision() {
        return Long.parseLong(Objects.requireNonNull(status().get("revision")));
    }

    /** What it says of itself; empty if it says nothing. */
    private Map<String, String> status() {
        Map<String, String> fields = new HashMap<>();
        Process asked = run(ProcessBuilder.Redirect.PIPE, "endpoint", "status", "--write-out=json");
        try {
            String status = new String(asked.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            Arrays.stream(status.split("[,{}]"))
                    .map(field -> field.replace("\"", "").split(":", 2))
                    .filter(field -> field.length == 2)
                    .forEach(field -> fields.put(field[0], field[1]));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return fields;
    }

    /** Forgets what happened before a revision. */
    void compact(long revision) {
        ask("compaction", Long.toString(revision));
    }

    @Override
    public void close() {
        kill();
    }
}

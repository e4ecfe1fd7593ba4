package io.cdntopology.benchmarks;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A real etcd of one member, in a process of its own. */
final class EtcdServer implements AutoCloseable {
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(30);

    private final int port;
    private final Process process;

    private EtcdServer(Path directory, int port, int peerPort) throws IOException {
        String clients = "http://127.0.0.1:" + port;
        String peers = "http://127.0.0.1:" + peerPort;
        this.port = port;
        this.process = new ProcessBuilder(
                        "etcd",
                        "--data-dir=" + directory.resolve("data"),
                        "--listen-client-urls=" + clients,
                        "--advertise-client-urls=" + clients,
                        "--listen-peer-urls=" + peers,
                        "--initial-advertise-peer-urls=" + peers,
                        "--initial-cluster=default=" + peers)
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("etcd.log").toFile())
                .start();
    }

    /** Starts one with its data and its log below a directory, and waits until it takes connections. */
    static EtcdServer start(Path directory) throws IOException, InterruptedException {
        EtcdServer server = new EtcdServer(directory, freePort(), freePort());
        long deadline = System.nanoTime() + PATIENCE_NANOS;
        while (!server.takesConnections()) {
            if (!server.process.isAlive() || System.nanoTime() > deadline) {
                server.close();
                throw new IOException("etcd did not start: " + Files.readString(directory.resolve("etcd.log")));
            }
            server.process.waitFor(20, TimeUnit.MILLISECONDS);
        }
        return server;
    }

    private boolean takesConnections() {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return socket.isConnected();
        } catch (IOException e) {
            return false;
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    String url() {
        return "http://127.0.0.1:" + port;
    }

    /** How much memory it has now, in MiB. */
    long residentMegabytes() throws IOException {
        List<String> status = Files.readAllLines(Path.of("/proc", Long.toString(process.pid()), "status"));
        return status.stream()
                        .filter(line -> line.startsWith("VmRSS:"))
                        .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")))
                        .sum()
                / 1024;
    }

    @Override
    public void close() {
        process.destroyForcibly().onExit().join();
    }
}

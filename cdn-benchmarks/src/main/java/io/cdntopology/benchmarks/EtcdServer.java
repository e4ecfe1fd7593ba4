package io.cdntopology.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A real etcd of one member, in a process of its own. */
final class EtcdServer implements AutoCloseable {
    private final String url;
    private final ServerProcess process;

    private EtcdServer(String url, ServerProcess process) {
        this.url = url;
        this.process = process;
    }

    /** Starts one with its data and its log below a directory, and waits until it takes connections. */
    static EtcdServer start(Path directory) throws IOException, InterruptedException {
        int port = ServerProcess.freePort();
        String clients = "http://127.0.0.1:" + port;
        String peers = "http://127.0.0.1:" + ServerProcess.freePort();
        List<String> command = List.of(
                "etcd",
                "--data-dir=" + directory.resolve("data"),
                "--listen-client-urls=" + clients,
                "--advertise-client-urls=" + clients,
                "--listen-peer-urls=" + peers,
                "--initial-advertise-peer-urls=" + peers,
                "--initial-cluster=default=" + peers);
        return new EtcdServer(clients, ServerProcess.start(port, directory.resolve("etcd.log"), command));
    }

    String url() {
        return url;
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
        process.close();
    }
}

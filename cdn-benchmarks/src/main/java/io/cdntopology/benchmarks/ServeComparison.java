package io.cdntopology.benchmarks;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** How many files of one kind ours and its peer serve in a second, round by round. */
final class ServeComparison {
    private final ServedFiles files;
    private final ServeWay ours;
    private final ServeWay peer;
    private final Wrk client;
    private final Map<ServeWay, List<Double>> rates = new LinkedHashMap<>();

    private ServeComparison(ServedFiles files, ServeWay ours, ServeWay peer, Wrk client) {
        this.files = files;
        this.ours = ours;
        this.peer = peer;
        this.client = client;
    }

    /**
     * Asks both for each file, which is in the page cache then.
     *
     * @param home where the client's files are written to
     * @throws IOException if one does not answer, or another file than the other one
     */
    static ServeComparison prepare(ServedFiles files, ServeWay ours, ServeWay peer, Path home)
            throws IOException, InterruptedException {
        long bytes = 0;
        for (String path : files.paths()) {
            Body body = Body.of(ours.address().resolve(path));
            if (!body.equals(Body.of(peer.address().resolve(path)))) {
                throw new IOException(path + " is not the same from " + ours.name() + " and " + peer.name());
            }
            bytes += body.bytes();
        }
        Wrk client = Wrk.create(home, files, bytes / files.paths().size());
        return new ServeComparison(files, ours, peer, client);
    }

    /** Each has its turn; who is first changes from round to round. */
    void round(int round, Duration turn) throws IOException, InterruptedException {
        for (ServeWay way : round % 2 == 0 ? List.of(ours, peer) : List.of(peer, ours)) {
            rates.computeIfAbsent(way, key -> new ArrayList<>()).add(client.filesPerSecond(way.address(), turn));
        }
    }

    void report(Figures figures, PrintStream out) {
        List.of(ours, peer).forEach(way -> print(way, out));
        String name = "ours, of " + peer.name() + ", files of " + files.size();
        figures.printAtLeast(name, median(ours) / median(peer), "x", files.limit());
    }

    private void print(ServeWay way, PrintStream out) {
        List<Double> sorted = sorted(way);
        out.printf(
                Locale.ROOT,
                "%-44s %10.1f a second   (%.1f to %.1f, %d runs)%n",
                way.name() + ", files of " + files.size(),
                median(way),
                sorted.get(0),
                sorted.get(sorted.size() - 1),
                sorted.size());
    }

    private double median(ServeWay way) {
        List<Double> sorted = sorted(way);
        return sorted.get(sorted.size() / 2);
    }

    private List<Double> sorted(ServeWay way) {
        return rates.getOrDefault(way, List.of()).stream().sorted().toList();
    }
}

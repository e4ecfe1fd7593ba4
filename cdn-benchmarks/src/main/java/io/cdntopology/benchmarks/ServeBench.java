package io.cdntopology.benchmarks;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * Requests that an edge answers from a release, beside a stock nginx with the same files in a plain directory. Both are
 * containers of the same image on one engine, and are asked at their addresses on its bridge, in turns.
 */
final class ServeBench {
    private static final int MIB = 1 << 20;

    private final int files;
    private final int rounds;
    private final Duration turn;
    private final PrintStream out;
    private final Figures figures;
    private final Deque<ServeWay> started = new ArrayDeque<>();

    /** Measures with this many small files, and each way in each round for the time of a turn. */
    ServeBench(int files, int rounds, Duration turn, PrintStream out) {
        this.files = files;
        this.rounds = rounds;
        this.turn = turn;
        this.out = out;
        this.figures = new Figures(out);
    }

    void run() throws IOException, InterruptedException {
        Path home = Files.createTempDirectory("cdn-bench-");
        // Also when it is ended with Ctrl-C.
        Runtime.getRuntime().addShutdownHook(new Thread(this::close));
        try {
            out.println("# generating and starting " + files + " files");
            SyntheticSite site = SyntheticSite.create(home, files);
            List<ServedFiles> all = List.of(
                    new ServedFiles("0.2 to 8 KB", site.paths(), 32, 1),
                    new ServedFiles("1 MiB", site.addFiles("medium", 16, MIB), 8, 0.98),
                    new ServedFiles("64 MiB", site.addFiles("large", 2, 64 * MIB), 4, 0.98));
            ServeWay ours = start(EdgeServing.start(site));
            ServeWay peer = start(StockServing.start(site));
            List<ServeComparison> comparisons = new ArrayList<>();
            for (ServedFiles kind : all) {
                comparisons.add(ServeComparison.prepare(kind, ours, peer, home));
            }
            for (int round = 0; round < rounds; round++) {
                for (ServeComparison comparison : comparisons) {
                    comparison.round(round, turn);
                }
            }
            comparisons.forEach(comparison -> comparison.report(figures, out));
        } finally {
            close();
            Directories.delete(home);
        }
    }

    private ServeWay start(ServeWay way) {
        synchronized (started) {
            started.push(way);
        }
        return way;
    }

    private void close() {
        synchronized (started) {
            while (!started.isEmpty()) {
                started.pop().close();
            }
        }
    }
}

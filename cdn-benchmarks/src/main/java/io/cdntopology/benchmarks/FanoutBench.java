package io.cdntopology.benchmarks;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/** From a decision until every agent has said that it is live, by the number of agents, beside bare jetcd. */
final class FanoutBench {
    private static final int WARM_UP_ROUNDS = 20;

    private final List<Integer> sizes;
    private final int rounds;
    private final PrintStream out;
    private final Figures figures;

    FanoutBench(List<Integer> sizes, int rounds, PrintStream out) {
        this.sizes = sizes;
        this.rounds = rounds;
        this.out = out;
        this.figures = new Figures(out);
    }

    void run() throws IOException, InterruptedException {
        for (int size : sizes) {
            Path directory = Files.createTempDirectory("cdn-bench-");
            try (EtcdServer etcd = EtcdServer.start(directory)) {
                measure(etcd, size, directory);
            } finally {
                Directories.delete(directory);
            }
        }
    }

    /** Ours and the bare ones take turns, so that a noisy moment of the machine meets both. */
    private void measure(EtcdServer etcd, int size, Path directory) throws IOException, InterruptedException {
        String agents = "put to all acknowledged agents=" + size;
        String bare = "bare jetcd, the same clients=" + size;
        long before = etcd.residentMegabytes();
        long alone;
        try (Fleet ours = new AgentFleet(etcd.url(), size, directory.resolve("content"))) {
            alone = etcd.residentMegabytes();
            try (Fleet theirs = new BareFleet(etcd.url(), size)) {
                for (int round = 0; round < WARM_UP_ROUNDS; round++) {
                    ours.round();
                    theirs.round();
                }
                for (int round = 0; round < rounds; round++) {
                    figures.add(agents, ours.round());
                    figures.add(bare, theirs.round());
                }
            }
        }
        figures.printPercentiles(agents);
        figures.printPercentiles(bare);
        figures.printRatio(agents, bare, "median");
        out.printf(
                Locale.ROOT,
                "%-44s %10d MiB  (%d before, %d after all rounds)%n",
                "etcd's memory with connections of agents=" + size,
                alone,
                before,
                etcd.residentMegabytes());
    }
}

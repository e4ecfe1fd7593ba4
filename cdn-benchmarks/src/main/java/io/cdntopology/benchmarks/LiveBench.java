package io.cdntopology.benchmarks;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * From a push until it is served by containers on a Docker engine, beside the original recipe and git-sync's way. Sites
 * of all sizes and the three ways take turns.
 */
final class LiveBench {
    private static final double MEDIAN_MILLIS = 300;

    private final List<Integer> sizes;
    private final int rounds;
    private final PrintStream out;
    private final Figures figures;
    private final List<LiveRun> runs = Collections.synchronizedList(new ArrayList<>());

    LiveBench(List<Integer> sizes, int rounds, PrintStream out) {
        this.sizes = sizes;
        this.rounds = rounds;
        this.out = out;
        this.figures = new Figures(out);
    }

    void run() throws IOException, InterruptedException {
        Path home = Files.createTempDirectory("cdn-bench-");
        // Also when it is ended with Ctrl-C.
        Thread removal = new Thread(this::close);
        Runtime.getRuntime().addShutdownHook(removal);
        try {
            for (int size : sizes) {
                out.println("# generating and starting " + size + " files");
                SyntheticSite site = SyntheticSite.create(Files.createDirectory(home.resolve("site-" + size)), size);
                LiveRun run = new LiveRun(site, figures);
                runs.add(run);
                run.warmUp();
            }
            for (int round = 0; round < rounds; round++) {
                for (LiveRun run : List.copyOf(runs)) {
                    run.round(round, rounds);
                }
            }
            report();
        } finally {
            close();
            Directories.delete(home);
        }
    }

    private void close() {
        List.copyOf(runs).forEach(LiveRun::close);
    }

    private void report() {
        for (int size : sizes) {
            out.println("# one file changed of " + size + ", " + rounds + " rounds; "
                    + LiveRun.workTreeRounds(size, rounds) + " of a work tree per commit");
            String at = " files=" + size;
            for (String name : List.of(NetworkWay.CONVERGED, NetworkWay.SERVED, RecipeWay.SERVED, WorkTreeWay.SERVED)) {
                figures.print(name + at);
            }
            limits(size, at);
        }
        double growth =
                millis(NetworkWay.SERVED, sizes.get(sizes.size() - 1)) / millis(NetworkWay.SERVED, sizes.get(0));
        figures.printAtMost("ours, growth from the first size to the last", growth, "x", 2);
    }

    private void limits(int size, String at) {
        double ours = millis(NetworkWay.SERVED, size);
        figures.printAtMost("ours, converged, median" + at, millis(NetworkWay.CONVERGED, size), "ms", MEDIAN_MILLIS);
        figures.printAtMost("ours, page served, median" + at, ours, "ms", MEDIAN_MILLIS);
        figures.printAtLeast(
                "ours, faster than the recipe" + at, millis(RecipeWay.SERVED, size) / ours, "x", recipeLimit(size));
        double faster = millis(WorkTreeWay.SERVED, size) / ours;
        figures.printAtLeast("ours, faster than a work tree per commit" + at, faster, "x", size >= 10_000 ? 5 : 1);
    }

    private static double recipeLimit(int size) {
        return size >= 100_000 ? 4 : size >= 10_000 ? 2 : 1;
    }

    private double millis(String name, int size) {
        return figures.millis(name + " files=" + size);
    }
}

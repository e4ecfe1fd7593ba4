package io.cdntopology.benchmarks;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * From a commit until every edge serves it, beside {@code git pull}; and the first release from nothing, beside
 * {@code git clone --depth 1} and {@code tar x}. Sites of all sizes and their peers take turns, so that a noisy moment
 * of the machine meets them all.
 */
final class PublishBench {
    /** Until the JVM has compiled what an application that runs for days has. */
    private static final int WARM_UP_ROUNDS = 150;

    private final List<Integer> sizes;
    private final int rounds;
    private final PrintStream out;
    private final Figures figures;

    PublishBench(List<Integer> sizes, int rounds, PrintStream out) {
        this.sizes = sizes;
        this.rounds = rounds;
        this.out = out;
        this.figures = new Figures(out);
    }

    void run() throws IOException, InterruptedException {
        Path home = Files.createTempDirectory("cdn-bench-");
        List<PublishRun> runs = new ArrayList<>();
        try {
            for (int size : sizes) {
                out.println("# generating " + size + " files");
                SyntheticSite site = SyntheticSite.create(Files.createDirectory(home.resolve("site-" + size)), size);
                runs.add(new PublishRun(site, figures));
            }
            for (PublishRun run : runs) {
                out.println("# from nothing, " + run.files() + " files");
                run.fromNothing();
            }
            out.println("# one file changed, " + rounds + " rounds");
            for (int round = 0; round < WARM_UP_ROUNDS; round++) {
                for (PublishRun run : runs) {
                    run.warmUp();
                }
            }
            for (PublishRun run : runs) {
                run.pull();
            }
            for (int round = 0; round < rounds; round++) {
                for (PublishRun run : runs) {
                    run.changeOneFile();
                }
            }
            report();
        } finally {
            runs.forEach(PublishRun::close);
            Directories.delete(home);
        }
    }

    private void report() {
        for (int size : sizes) {
            String at = " files=" + size;
            for (String name : PublishRun.FIGURES) {
                figures.print(name + at);
            }
            boolean large = size >= 100_000;
            figures.printRatio("first materialize" + at, "tar x" + at, large ? "at most 1.5" : "1.5 is for 100,000");
            figures.printRatio("first materialize, agent" + at, "tar x" + at, "a new JVM, without the second compiler");
            figures.printRatio(
                    "first served, agent" + at,
                    "git clone --depth 1" + at,
                    large ? "at most 1" : "most of it is a new JVM");
            figures.printTimesFaster(
                    "commit to served" + at, "git pull" + at, large ? "at least 6, aim for 15" : "at least 2");
        }
        String small = " files=" + sizes.get(0);
        String large = " files=" + sizes.get(sizes.size() - 1);
        figures.printRatio("materialize and flip" + large, "materialize and flip" + small, "at most 1.5");
        figures.printRatio("commit to served" + large, "commit to served" + small, "at most 2");
    }
}

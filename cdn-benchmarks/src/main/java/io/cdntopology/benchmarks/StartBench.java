package io.cdntopology.benchmarks;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/**
 * From nothing but images to edges that answer, on a Docker engine: a topology, beside the same containers started by
 * hand. The ways take turns, and each removes what it has made, which is not measured. Who comes after whom changes
 * from round to round: a disk from which much has just been removed is slow for the next one.
 */
final class StartBench {
    private static final int FILES = 1_000;
    private static final Duration PATIENCE = Duration.ofMinutes(10);
    private static final String DONE = ", done";
    private static final String ANSWERED = ", all edges answer";

    private final int edges;
    private final int rounds;
    private final PrintStream out;
    private final Figures figures;
    private final List<StartWay> ways = Collections.synchronizedList(new ArrayList<>());

    StartBench(int edges, int rounds, PrintStream out) {
        this.edges = edges;
        this.rounds = rounds;
        this.out = out;
        this.figures = new Figures(out);
    }

    void run() throws IOException, InterruptedException {
        Path home = Files.createTempDirectory("cdn-bench-");
        // Also when it is ended with Ctrl-C.
        Runtime.getRuntime().addShutdownHook(new Thread(this::close));
        try {
            StartPlace place = StartPlace.prepare(SyntheticSite.create(home, FILES), edges);
            ways.add(new NetworkStart(place));
            ways.add(new RunStart(place));
            ways.add(new ComposeStart(place));
            Random order = new Random(rounds);
            for (int round = 0; round <= rounds; round++) {
                List<StartWay> turns = new ArrayList<>(ways);
                Collections.shuffle(turns, order);
                for (StartWay way : turns) {
                    // What a way does for the first time in this process or on this engine, does not count.
                    round(way, place, round == 0 ? new Figures(out) : figures);
                }
            }
            report();
        } finally {
            close();
            Directories.delete(home);
        }
    }

    private void round(StartWay way, StartPlace place, Figures measured) throws IOException, InterruptedException {
        long begin = System.nanoTime();
        way.start();
        // Not before: an engine answers for a container that is not there yet, and is silent for a second then.
        FirstAnswers.await(place.edges(), PATIENCE);
        Duration answered = Duration.ofNanos(System.nanoTime() - begin);
        way.finish();
        Duration done = Duration.ofNanos(System.nanoTime() - begin);
        measured.add(way.name() + ANSWERED, answered);
        measured.add(way.name() + DONE, done);
        out.printf(
                "# %s: all edges answer after %.1f s, done after %.1f s%n",
                way.name(), answered.toMillis() / 1e3, done.toMillis() / 1e3);
        way.close();
    }

    /** Once: what removes a network again makes its directories again. */
    private synchronized void close() {
        List<StartWay> started = List.copyOf(ways);
        ways.clear();
        started.forEach(StartWay::close);
    }

    private void report() {
        ways.forEach(way -> figures.print(way.name() + ANSWERED));
        String ours = ways.get(0).name();
        figures.print(ours + DONE);
        for (StartWay peer : ways.subList(1, ways.size())) {
            String limited = peer.name() + ANSWERED;
            figures.printNoSlower(ours + ANSWERED, limited);
            figures.printRatio(ours + DONE, limited, "also publishes a release and proves it; no limit");
        }
    }
}

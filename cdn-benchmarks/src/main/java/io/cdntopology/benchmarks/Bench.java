package io.cdntopology.benchmarks;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;

/** Runs a benchmark by name; {@code ./bench} lists them. */
public final class Bench {
    private Bench() {}

    /** {@code publish [--files N,N…] [--rounds N]}. */
    public static void main(String[] args) throws IOException, InterruptedException {
        List<String> arguments = Arrays.asList(args);
        if (!arguments.contains("publish")) {
            throw new IllegalArgumentException("there is no benchmark " + arguments + "; there is: publish");
        }
        List<Integer> files = Arrays.stream(
                        option(arguments, "--files", "1000,100000").split(",", -1))
                .map(Integer::valueOf)
                .toList();
        int rounds = Integer.parseInt(option(arguments, "--rounds", "20"));
        new PublishBench(files, rounds, System.out).run();
        System.exit(0);
    }

    private static String option(List<String> arguments, String name, String otherwise) {
        int at = arguments.indexOf(name);
        return at < 0 || at + 1 >= arguments.size() ? otherwise : arguments.get(at + 1);
    }
}

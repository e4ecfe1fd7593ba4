package io.cdntopology.benchmarks;

import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;

/** Runs a benchmark by name; {@code ./bench} lists them. */
public final class Bench {
    private Bench() {}

    /**
     * {@code publish [--files N,N…] [--rounds N]}, {@code fetch [--files N,N…] [--rounds N]}, {@code fanout [--agents N,N…] [--rounds N]},
     * {@code live [--files N,N…] [--rounds N]}, {@code serve [--files N] [--rounds N] [--seconds N]},
     * {@code drivers [--drivers D,D…]} or {@code start [--edges N] [--rounds N]}.
     */
    public static void main(String[] args) throws IOException, InterruptedException {
        List<String> arguments = Arrays.asList(args);
        if (arguments.contains("publish")) {
            int rounds = Integer.parseInt(option(arguments, "--rounds", "20"));
            new PublishBench(numbers(option(arguments, "--files", "1000,100000")), rounds, System.out).run();
        } else if (arguments.contains("fanout")) {
            int rounds = Integer.parseInt(option(arguments, "--rounds", "100"));
            new FanoutBench(numbers(option(arguments, "--agents", "10,100,1000")), rounds, System.out).run();
        } else if (arguments.contains("live")) {
            int rounds = Integer.parseInt(option(arguments, "--rounds", "20"));
            new LiveBench(numbers(option(arguments, "--files", "1000,10000,100000")), rounds, System.out).run();
        } else if (arguments.contains("serve")) {
            int files = Integer.parseInt(option(arguments, "--files", "10000"));
            int rounds = Integer.parseInt(option(arguments, "--rounds", "10"));
            Duration turn = Duration.ofSeconds(Integer.parseInt(option(arguments, "--seconds", "3")));
            new ServeBench(files, rounds, turn, System.out).run();
        } else if (arguments.contains("fetch")) {
            int rounds = Integer.parseInt(option(arguments, "--rounds", "20"));
            new FetchBench(numbers(option(arguments, "--files", "1000,10000,100000")), rounds, System.out).run();
        } else if (arguments.contains("drivers")) {
            String drivers = option(arguments, "--drivers", "overlay2,fuse-overlayfs,btrfs,vfs");
            new DriversBench(List.of(drivers.split(",", -1)), System.out).run();
        } else if (arguments.contains("start")) {
            int rounds = Integer.parseInt(option(arguments, "--rounds", "20"));
            new StartBench(Integer.parseInt(option(arguments, "--edges", "10")), rounds, System.out).run();
        } else {
            throw new IllegalArgumentException("there is no benchmark " + arguments
                    + "; there are: publish, fetch, fanout, live, serve, drivers, start");
        }
        System.exit(0);
    }

    private static List<Integer> numbers(String list) {
        return Arrays.stream(list.split(",", -1)).map(Integer::valueOf).toList();
    }

    private static String option(List<String> arguments, String name, String otherwise) {
        int at = arguments.indexOf(name);
        return at < 0 || at + 1 >= arguments.size() ? otherwise : arguments.get(at + 1);
    }
}

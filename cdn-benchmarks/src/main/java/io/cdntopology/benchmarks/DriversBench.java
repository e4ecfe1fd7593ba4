package io.cdntopology.benchmarks;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * The same work on each storage driver: an image of an edge is built, a network is started with it, a page is published and
 * pages are served. Each driver has an engine and a file system of its own, in a file, one after the other.
 */
final class DriversBench {
    /** The one that others are compared with. */
    private static final String REFERENCE = "overlay2";

    private final List<String> drivers;
    private final PrintStream out;

    DriversBench(List<String> drivers, PrintStream out) {
        this.drivers = drivers;
        this.out = out;
    }

    void run() throws IOException, InterruptedException {
        Map<String, Map<String, Double>> all = new LinkedHashMap<>();
        for (String driver : drivers) {
            out.println("# " + driver);
            try {
                all.put(driver, measure(driver));
            } catch (IOException e) {
                out.println("# " + driver + " could not be measured: " + e.getMessage());
            }
        }
        all.forEach((driver, values) -> values.forEach((name, value) -> print(driver, name, value, all)));
    }

    /** By a program that runs this JVM's class path on an engine with that driver. */
    private static Map<String, Double> measure(String driver) throws IOException, InterruptedException {
        String output = Command.output(
                Path.of("."),
                "scripts/engine-on",
                driver,
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Dorg.slf4j.simpleLogger.defaultLogLevel=error",
                "-cp",
                System.getProperty("java.class.path"),
                DriverRun.class.getName(),
                driver);
        Map<String, Double> values = new LinkedHashMap<>();
        output.lines().filter(line -> line.startsWith(DriverRun.MARK)).forEach(line -> {
            String[] fields = line.substring(DriverRun.MARK.length()).split("=", 2);
            values.put(fields[0], Double.valueOf(fields[1]));
        });
        return values;
    }

    private void print(String driver, String name, double value, Map<String, Map<String, Double>> all) {
        String ratio = Optional.ofNullable(all.get(REFERENCE))
                .flatMap(values -> Optional.ofNullable(values.get(name)))
                .map(reference -> String.format(Locale.ROOT, "%.2f x of %s", value / reference, REFERENCE))
                .orElse("");
        out.printf(Locale.ROOT, "%-44s %10.1f   %s%n", driver + ", " + name, value, ratio);
    }
}

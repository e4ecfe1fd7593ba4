package io.cdntopology.benchmarks;

import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What was measured, by name; the median is what counts. */
final class Figures {
    private final Map<String, List<Duration>> samples = new HashMap<>();
    private final PrintStream out;

    Figures(PrintStream out) {
        this.out = out;
    }

    void add(String name, Duration sample) {
        samples.computeIfAbsent(name, key -> new ArrayList<>()).add(sample);
    }

    double millis(String name) {
        List<Duration> sorted = sorted(name);
        return sorted.get(sorted.size() / 2).toNanos() / 1e6;
    }

    private List<Duration> sorted(String name) {
        return samples(name).stream().sorted().toList();
    }

    private List<Duration> samples(String name) {
        return samples.getOrDefault(name, List.of());
    }

    /** Prints a figure by itself. */
    void print(String name) {
        List<Duration> sorted = sorted(name);
        out.printf(
                Locale.ROOT,
                "%-44s %10.1f ms   (%.1f to %.1f, %d runs)%n",
                name,
                millis(name),
                sorted.get(0).toNanos() / 1e6,
                sorted.get(sorted.size() - 1).toNanos() / 1e6,
                sorted.size());
    }

    /** Prints the median of a figure, and what one in a hundred samples exceeds. */
    void printPercentiles(String name) {
        List<Duration> sorted = sorted(name);
        Duration high = sorted.get((int) Math.ceil(sorted.size() * 0.99) - 1);
        out.printf(
                Locale.ROOT,
                "%-44s %10.1f ms   p50, %.1f ms p99 (%d runs)%n",
                name,
                millis(name),
                high.toNanos() / 1e6,
                sorted.size());
    }

    /** Prints how much a figure is of another one, and the limit that was set for it. */
    void printRatio(String name, String other, String limit) {
        out.printf(Locale.ROOT, "%-44s %10.2f x    of %s (%s)%n", name, millis(name) / millis(other), other, limit);
    }

    void printTimesFaster(String name, String peer, String limit) {
        out.printf(
                Locale.ROOT, "%-44s %10.1f x    faster than %s (%s)%n", name, millis(peer) / millis(name), peer, limit);
    }

    /** Prints a value, and whether it keeps the limit that was set for it. */
    void printAtMost(String name, double value, String unit, double limit) {
        print(name, value, unit, "at most " + number(limit), value <= limit);
    }

    /**
     * Prints how much a figure is of a peer's, between what that may be as rounds differ, and whether it is no slower: it is,
     * unless it was slower by more than rounds differ by.
     */
    void printNoSlower(String name, String peer) {
        MedianRatio ratio = MedianRatio.of(samples(name), samples(peer));
        String limit =
                String.format(Locale.ROOT, "%.2f to %.2f as rounds differ; no slower", ratio.low(), ratio.high());
        print(name + ", of " + peer, ratio.value(), "x", limit, ratio.low() <= 1);
    }

    /** Prints a value, and whether it reaches the limit that was set for it. */
    void printAtLeast(String name, double value, String unit, double limit) {
        print(name, value, unit, "at least " + number(limit), value >= limit);
    }

    private void print(String name, double value, String unit, String limit, boolean holds) {
        out.printf(Locale.ROOT, "%-60s %10.2f %-2s  (%s: %s)%n", name, value, unit, limit, holds ? "holds" : "FAILS");
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, value == Math.rint(value) ? "%.0f" : "%.2f", value);
    }
}

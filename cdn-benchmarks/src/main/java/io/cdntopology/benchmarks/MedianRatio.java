package io.cdntopology.benchmarks;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/**
 * How much the median of some samples is of that of others, and how well that is known: other rounds of the same would have
 * had other medians. What they might have been is drawn from the samples that there are (a percentile bootstrap).
 *
 * @param value the ratio
 * @param low   what 97.5 % of draws exceed
 * @param high  what 2.5 % of them exceed
 */
record MedianRatio(double value, double low, double high) {
    private static final int DRAWS = 10_000;

    /** What {@link #low} leaves below itself, and {@link #high} above. */
    private static final double TAIL = 0.025;

    /** The same each time for the same samples, of which there is at least one each. */
    static MedianRatio of(List<Duration> samples, List<Duration> others) {
        double[] ours = millis(samples);
        double[] theirs = millis(others);
        Random random = new Random(DRAWS);
        double[] ratios = new double[DRAWS];
        for (int i = 0; i < DRAWS; i++) {
            ratios[i] = median(draw(ours, random)) / median(draw(theirs, random));
        }
        Arrays.sort(ratios);
        int tail = (int) (DRAWS * TAIL);
        return new MedianRatio(median(ours) / median(theirs), ratios[tail], ratios[DRAWS - 1 - tail]);
    }

    private static double[] millis(List<Duration> samples) {
        return samples.stream().mapToDouble(sample -> sample.toNanos() / 1e6).toArray();
    }

    /** As many as there are, some of them more than once. */
    private static double[] draw(double[] samples, Random random) {
        return random.ints(samples.length, 0, samples.length)
                .mapToDouble(index -> samples[index])
                .toArray();
    }

    private static double median(double[] samples) {
        double[] sorted = samples.clone();
        Arrays.sort(sorted);
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }
}

package io.cdntopology.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The ratio of two medians")
class MedianRatioTest {
    private static final int ROUNDS = 20;
    private static final double NOISE = 0.08;

    /** Rounds that differ as those of a busy machine do. */
    private static List<Duration> rounds(double millis, long seed) {
        Random random = new Random(seed);
        return Stream.generate(() -> millis * (1 + NOISE * random.nextGaussian()))
                .limit(ROUNDS)
                .map(one -> Duration.ofNanos(Math.round(one * 1e6)))
                .toList();
    }

    @Test
    @DisplayName("is that of the middle samples, or between the two that are in the middle")
    void value() {
        List<Duration> odd = List.of(Duration.ofMillis(900), Duration.ofMillis(10), Duration.ofMillis(30));
        List<Duration> even =
                List.of(Duration.ofMillis(50), Duration.ofMillis(10), Duration.ofMillis(70), Duration.ofMillis(70));

        assertThat(MedianRatio.of(odd, even).value()).isCloseTo(0.5, within(1e-9));
    }

    @Test
    @DisplayName("is known to be above one where samples are larger by more than they differ by")
    void slower() {
        MedianRatio ratio = MedianRatio.of(rounds(1_150, 1), rounds(1_000, 2));

        assertThat(ratio.low()).isGreaterThan(1).isLessThan(ratio.value());
        assertThat(ratio.high()).isGreaterThan(ratio.value()).isLessThan(1.3);
    }

    @Test
    @DisplayName("may be above one or below where samples are the same but for what they differ by")
    void same() {
        for (int seed = 0; seed < ROUNDS; seed += 2) {
            MedianRatio ratio = MedianRatio.of(rounds(1_000, seed), rounds(1_000, seed + 1L));

            assertThat(ratio.high() - ratio.low()).isBetween(0.03, 0.25);
            assertThat(ratio.low()).isLessThan(1.02);
            assertThat(ratio.high()).isGreaterThan(0.98);
        }
    }

    @Test
    @DisplayName("is known as well as can be where samples do not differ")
    void exact() {
        List<Duration> samples = List.of(Duration.ofMillis(20), Duration.ofMillis(20));

        assertThat(MedianRatio.of(samples, samples)).isEqualTo(new MedianRatio(1, 1, 1));
    }
}

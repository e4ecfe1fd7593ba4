package io.cdntopology.operate;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Who asks a source again and again")
class SourcePollerTest {
    @Test
    @DisplayName("does so a tenth sooner or later at most, and not always alike")
    void spread() {
        Random random = new Random(1);
        List<Duration> waits = Stream.generate(() -> SourcePoller.spread(Duration.ofSeconds(10), random))
                .limit(1_000)
                .toList();

        assertThat(waits)
                .allSatisfy(wait -> assertThat(wait).isBetween(Duration.ofSeconds(9), Duration.ofSeconds(11)))
                .anySatisfy(wait -> assertThat(wait).isLessThan(Duration.ofMillis(9_100)))
                .anySatisfy(wait -> assertThat(wait).isGreaterThan(Duration.ofMillis(10_900)));
        assertThat(SourcePoller.spread(Duration.ofDays(365), random)).isPositive();
        assertThat(SourcePoller.spread(Duration.ofMillis(1), random)).isPositive();
    }
}

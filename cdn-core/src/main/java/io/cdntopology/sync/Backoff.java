package io.cdntopology.sync;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/**
 * How long to wait before the next attempt: doubling from 0.1 to 10 seconds, each somewhere in its upper half, so that
 * many hosts do not come back at once. Used by one thread at a time.
 */
final class Backoff {
    private static final long FIRST_MILLIS = 100;
    private static final long LAST_MILLIS = 10_000;

    private long millis = FIRST_MILLIS;

    Duration next() {
        long half = millis / 2;
        Duration delay = Duration.ofMillis(half + ThreadLocalRandom.current().nextLong(half + 1));
        millis = Math.min(LAST_MILLIS, 2 * millis);
        return delay;
    }

    void reset() {
        millis = FIRST_MILLIS;
    }
}

package io.cdntopology.docker;

import io.cdntopology.failure.CdnException;
import io.cdntopology.failure.ErrorCode;
import io.cdntopology.failure.Problem;
import java.time.Duration;

/**
 * How long one pull or push may take.
 *
 * @param total    until it is done, 100 milliseconds to 1 day
 * @param idle     without a word of the engine, 100 milliseconds to 1 day; it says none while it tries to reach a registry
 * @param reported between two reports of progress, at least; 1 millisecond to 1 day
 */
record TransferLimits(Duration total, Duration idle, Duration reported) {
    private static final Duration SHORTEST = Duration.ofMillis(100);
    private static final Duration LONGEST = Duration.ofDays(1);

    static final TransferLimits DEFAULT =
            new TransferLimits(Duration.ofMinutes(10), Duration.ofMinutes(2), Duration.ofMillis(500));

    /**
     * @throws CdnException with {@code INVALID_ARGUMENT} if one of them is out of range
     */
    TransferLimits {
        requireInRange("total", total, SHORTEST);
        requireInRange("idle", idle, SHORTEST);
        requireInRange("reported", reported, Duration.ofMillis(1));
    }

    private static void requireInRange(String limit, Duration value, Duration shortest) {
        if (value.compareTo(shortest) < 0 || value.compareTo(LONGEST) > 0) {
            throw CdnException.of(
                    ErrorCode.INVALID_ARGUMENT,
                    "Limiting pulls",
                    new Problem(limit, value + " is out of range", "give " + shortest + " to " + LONGEST));
        }
    }
}

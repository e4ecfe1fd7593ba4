package io.cdntopology.topology;

import io.cdntopology.failure.CdnException;
import io.cdntopology.failure.ErrorCode;
import io.cdntopology.failure.Problem;
import java.time.Duration;

/**
 * Which releases stay on disk: the newest {@code releases}, and any that was live within {@code grace}, so that pages
 * which are open still find their assets and a rollback is one rename.
 *
 * @param releases the number of newest releases; at least 1, default 5
 * @param grace    how long a release stays after it was last live; zero or more, default 1 hour
 */
public record Retention(int releases, Duration grace) {
    /** Five releases, one hour. */
    public static final Retention DEFAULT = new Retention(5, Duration.ofHours(1));

    /**
     * @throws CdnException with {@code INVALID_ARGUMENT} if a value is out of range
     */
    public Retention {
        if (releases < 1 || grace.isNegative()) {
            throw CdnException.of(
                    ErrorCode.INVALID_ARGUMENT,
                    "Setting the retention",
                    new Problem(
                            "retention",
                            "releases=" + releases + ", grace=" + grace + " is out of range",
                            "keep at least 1 release and a grace period of zero or more"));
        }
    }
}

package io.cdntopology.sync;

import io.cdntopology.release.Release;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;

/**
 * The release that every host is to make live.
 *
 * @param release  the release
 * @param source   where it comes from, for people to read; without secrets
 * @param by       who decided, for people to read
 * @param reason   why: the first line of the commit message, or the reason of a rollback
 * @param at       when, by the clock of who decided
 * @param sequence 1 for the first release of a network, one more for each after it
 * @param configuration the configuration that edges serve it by, if that is released together with it
 */
public record Desired(
        Release release,
        String source,
        String by,
        String reason,
        Instant at,
        long sequence,
        Optional<Release> configuration) {
    public Desired {
        Objects.requireNonNull(release, "release");
        Objects.requireNonNull(source, "source");
        Objects.requireNonNull(by, "by");
        Objects.requireNonNull(reason, "reason");
        Objects.requireNonNull(at, "at");
        Objects.requireNonNull(configuration, "configuration");
    }

    /** The same decision as one about the configuration that is released together with it; empty if none is. */
    public Optional<Desired> ofConfiguration() {
        return configuration.map(released -> new Desired(released, source, by, reason, at, sequence, Optional.empty()));
    }

    /** How long before a moment it was decided; never negative, although the clocks may be those of two machines. */
    public Duration since(Instant moment) {
        Duration duration = Duration.between(at, moment);
        return duration.isNegative() ? Duration.ZERO : duration;
    }
}

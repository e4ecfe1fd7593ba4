package io.cdntopology.event;

import java.time.Duration;
import java.util.Objects;

/**
 * How long the stages of one activation took.
 *
 * @param fetch       until the commit was close; about zero where it was already
 * @param materialize writing the trees that were new
 * @param flip        until the pointer named the release
 */
public record StageTimes(Duration fetch, Duration materialize, Duration flip) {
    public StageTimes {
        Objects.requireNonNull(fetch, "fetch");
        Objects.requireNonNull(materialize, "materialize");
        Objects.requireNonNull(flip, "flip");
    }
}

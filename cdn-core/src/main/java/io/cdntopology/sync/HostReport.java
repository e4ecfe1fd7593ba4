package io.cdntopology.sync;

import io.cdntopology.release.CommitId;
import io.cdntopology.release.Release;
import io.cdntopology.topology.HostId;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;

/**
 * What a host says of itself.
 *
 * @param host   the host
 * @param state  how its last pass ended
 * @param live   the release that is live on it, if one is
 * @param prepared a commit of the configuration that is on it and not live yet, as far as it was told to say so
 * @param detail the reason of a state that is not {@link State#CONVERGED}; empty otherwise
 * @param at     when, by the host's clock
 */
public record HostReport(
        HostId host, State state, Optional<Release> live, Optional<CommitId> prepared, String detail, Instant at) {
    public HostReport {
        Objects.requireNonNull(host, "host");
        Objects.requireNonNull(state, "state");
        Objects.requireNonNull(live, "live");
        Objects.requireNonNull(prepared, "prepared");
        Objects.requireNonNull(detail, "detail");
        Objects.requireNonNull(at, "at");
    }

    /** Of a host that has prepared nothing. */
    public HostReport(HostId host, State state, Optional<Release> live, String detail, Instant at) {
        this(host, state, live, Optional.empty(), detail, at);
    }

    /** What it says, without when. */
    HostReport undated() {
        return new HostReport(host, state, live, prepared, detail, Instant.EPOCH);
    }

    /** How a pass of a host ended. */
    public enum State {
        /** The wanted release is live. */
        CONVERGED,
        /** The wanted release is not live yet; it is tried again by itself. */
        WAITING,
        /** The wanted release cannot become live until somebody changes something. */
        STALLED
    }
}

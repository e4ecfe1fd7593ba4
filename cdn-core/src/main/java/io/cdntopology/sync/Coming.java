package io.cdntopology.sync;

import io.cdntopology.release.CommitId;
import java.util.Objects;
import java.util.Optional;

/**
 * A commit that may soon be wanted.
 *
 * @param commit        the commit
 * @param configuration the commit of the configuration that servers try it by before it is wanted, which have to find it
 *     then; empty if none do
 */
record Coming(CommitId commit, Optional<CommitId> configuration) {
    Coming {
        Objects.requireNonNull(commit, "commit");
        Objects.requireNonNull(configuration, "configuration");
    }

    /** Whether it is only wanted once hosts have it, and servers have been tried with it. */
    boolean isAwaited(Line line) {
        return line == Line.CONFIGURATION || configuration.isPresent();
    }

    /** One that nobody is served before it is wanted. */
    static Coming of(CommitId commit) {
        return new Coming(commit, Optional.empty());
    }
}

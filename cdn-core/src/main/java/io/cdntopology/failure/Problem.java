package io.cdntopology.failure;

import java.util.Objects;

/**
 * One mistake: where it is, why it is one, and what to do.
 *
 * @param where the option, key or path, as its author wrote it, for example {@code edge("eu-1").port}
 * @param why   what is wrong with it, with the offending value; never a secret
 * @param fix   what to do, in the imperative
 */
public record Problem(String where, String why, String fix) {
    public Problem {
        Objects.requireNonNull(where, "where");
        Objects.requireNonNull(why, "why");
        Objects.requireNonNull(fix, "fix");
    }

    /** {@code where: why; fix}. */
    @Override
    public String toString() {
        return where + ": " + why + "; " + fix;
    }
}

package io.cdntopology.docker;

import io.cdntopology.failure.CdnException;
import io.cdntopology.failure.Problem;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Ports of a host for containers that may have any. One that the engine chose would be another one after each restart; one
 * that is chosen here is kept, and likely to be the same again when a container is made anew.
 */
final class HostPorts {
    /** How many are tried before it is given up. */
    static final int MAX_ATTEMPTS = 50;

    /** Below those that Linux gives to connections. */
    private static final int FIRST = 20_000;

    private static final int COUNT = 12_768;

    /** Has no factor in common with the count, so that every port has its turn. */
    private static final int STRIDE = 4_099;

    private static final Pattern TAKEN = Pattern.compile(
            "(Bind for \\S+ failed: )?port is already allocated|\\S*:\\d+: bind: address already in use"
                    + "|failed to bind host port[^:]*:?\\S*",
            Pattern.CASE_INSENSITIVE);

    private HostPorts() {}

    /** The port for a container to try, by its name. */
    static int candidate(String name, int attempt) {
        return FIRST + Math.floorMod(name.hashCode() + attempt * STRIDE, COUNT);
    }

    /** Whether an engine says that a port is taken. */
    static boolean isTaken(String said) {
        return TAKEN.matcher(said).find();
    }

    /** The part of what it says that names the port. */
    static String said(CdnException failure) {
        String why = failure.problems().stream().map(Problem::why).findFirst().orElse("");
        Matcher taken = TAKEN.matcher(why);
        return taken.find() ? taken.group() : why;
    }
}

package io.cdntopology.rules;

import io.cdntopology.failure.Problem;
import io.cdntopology.topology.EdgeConfiguration;
import io.cdntopology.topology.ResponseHeader;
import java.util.List;
import java.util.Locale;
import java.util.Objects;

/**
 * One header of a rule of {@code _headers}.
 *
 * @param paths which requests it is for
 * @param name  the name, as it is written
 * @param value the value
 */
record HeaderRule(RequestPattern paths, String name, String value) {
    static final String CACHE_CONTROL = "cache-control";

    /** What other hosts take for passwords, and must not be sent to clients here. */
    private static final String PASSWORDS = "basic-auth";

    HeaderRule {
        Objects.requireNonNull(paths, "paths");
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(value, "value");
    }

    /**
     * Reads one.
     *
     * @throws io.cdntopology.failure.CdnException with {@code CONTENT_REFUSED} or {@code INVALID_ARGUMENT} if it is not one that
     *     an edge can send
     */
    static HeaderRule of(RequestPattern paths, String name, String value) {
        String lowerCase = name.toLowerCase(Locale.ROOT);
        if (value.isEmpty()) {
            throw Refused.of(name + " has no value", "give one, or remove the line");
        }
        if (lowerCase.equals(PASSWORDS)) {
            throw Refused.of("edges do not ask for passwords, and would send these to everybody", "remove the line");
        }
        if (!lowerCase.equals(CACHE_CONTROL)) {
            ResponseHeader header = new ResponseHeader(name, value, List.of());
            return new HeaderRule(paths, header.name(), header.value());
        }
        List<Problem> problems = EdgeConfiguration.problemsOfCacheControl(name, value);
        if (!problems.isEmpty()) {
            throw Refused.of(problems);
        }
        return new HeaderRule(paths, name, value);
    }

    /** How names are compared. */
    String key() {
        return name.toLowerCase(Locale.ROOT);
    }
}

package io.cdntopology.topology;

import io.cdntopology.failure.CdnException;
import io.cdntopology.failure.ErrorCode;
import io.cdntopology.failure.Problem;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Predicate;

/**
 * How edges get a configuration that comes from a repository, and what it has to pass before. The {@link #builder()} has a
 * default for everything.
 *
 * @param port     the TCP port that nginx listens on by it, inside of an edge's container
 * @param canaries how many edges get it before the others
 * @param batch    how many of the others get it at the same time
 * @param watch    how long those that got it are watched before others do
 * @param patience how long an edge may take to serve by it
 * @param answer   how long one answer may take
 * @param warnings what becomes of a configuration that nginx warns of
 * @param probes   paths that have to be answered, starting with a slash
 * @param gates    what else has to hold, asked with where an edge answers
 * @param withContent whether it is released together with the content of its commit
 */
public record ConfigurationRollout(
        int port,
        int canaries,
        BatchSize batch,
        Duration watch,
        Duration patience,
        Duration answer,
        Warnings warnings,
        List<String> probes,
        List<Predicate<URI>> gates,
        boolean withContent) {
    private static final int MAX_PORT = 65_535;
    private static final Duration MAX_DURATION = Duration.ofHours(1);

    /** What the {@link #builder()} makes if nothing else is said. */
    public static final ConfigurationRollout DEFAULT = builder().build();

    /** What becomes of a configuration that nginx warns of. */
    public enum Warnings {
        /** The warnings are told, and it is rolled out. */
        REPORTED,
        /** It is refused. */
        REFUSED
    }

    /**
     * @throws CdnException with {@code INVALID_ARGUMENT} naming each value that is out of range
     */
    public ConfigurationRollout {
        Objects.requireNonNull(batch, "batch");
        Objects.requireNonNull(warnings, "warnings");
        probes = List.copyOf(probes);
        gates = List.copyOf(gates);
        List<Problem> problems = new ArrayList<>();
        if (port < 1 || port > MAX_PORT) {
            problems.add(new Problem("port", port + " is no TCP port", "give 1 to " + MAX_PORT));
        }
        if (canaries < 1) {
            problems.add(new Problem("canaries", canaries + " is no number of edges", "give 1 or more"));
        }
        requireDuration(problems, "watch", watch, Duration.ZERO);
        requireDuration(problems, "patience", patience, Duration.ofSeconds(1));
        requireDuration(problems, "answer", answer, Duration.ofMillis(10));
        probes.forEach(path -> requirePath(problems, path));
        if (!problems.isEmpty()) {
            throw CdnException.of(ErrorCode.INVALID_ARGUMENT, "Describing a rollout", problems);
        }
    }

    private static void requireDuration(List<Problem> problems, String name, Duration value, Duration least) {
        if (value.compareTo(least) < 0 || value.compareTo(MAX_DURATION) > 0) {
            problems.add(new Problem(name, value + " is out of range", "give " + least + " to " + MAX_DURATION));
        }
    }

    private static void requirePath(List<Problem> problems, String path) {
        boolean isPath = path.startsWith("/") && path.chars().allMatch(c -> c > ' ' && c < 0x7F && c != '#');
        if (!isPath) {
            problems.add(new Problem(
                    "probe(\"" + Printable.of(path) + "\")",
                    "it is no path of a URL",
                    "give one such as /shop/?page=2, percent-encoded"));
        }
    }

    /** Starts with the defaults. */
    public static ConfigurationRolloutBuilder builder() {
        return new ConfigurationRolloutBuilder();
    }
}

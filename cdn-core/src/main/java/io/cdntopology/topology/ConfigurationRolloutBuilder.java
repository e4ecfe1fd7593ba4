package io.cdntopology.topology;

import io.cdntopology.failure.CdnException;
import io.cdntopology.failure.ErrorCode;
import io.cdntopology.failure.Problem;
import io.cdntopology.topology.ConfigurationRollout.Warnings;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Describes a {@link ConfigurationRollout}. An option that takes one value is set once; setting it again throws
 * {@link CdnException} with {@code OPTION_SET_TWICE}. Used by one thread at a time.
 */
public final class ConfigurationRolloutBuilder {
    private static final int DEFAULT_PORT = 8080;
    private static final String PORT = "port";
    private static final String CANARIES = "canaries";
    private static final String BATCH = "batch";
    private static final String WATCH = "watch";
    private static final String PATIENCE = "patience";
    private static final String ANSWER = "answer";
    private static final String WARNINGS = "warnings";
    private static final String WITH_CONTENT = "withContent";

    private final Map<String, Object> values = new HashMap<>();
    private final List<String> probes = new ArrayList<>();
    private final List<Predicate<URI>> gates = new ArrayList<>();

    ConfigurationRolloutBuilder() {}

    /**
     * The TCP port that nginx listens on by the configuration, inside of an edge's container: 1 to 65535, also one below
     * 1024. Default: 8080. Where the edge is reached from outside is {@code edge.port(…)}.
     */
    public ConfigurationRolloutBuilder port(int value) {
        return set(PORT, value);
    }

    /** How many edges get a configuration before the others; at least 1, and 1 by default. */
    public ConfigurationRolloutBuilder canaries(int count) {
        return set(CANARIES, count);
    }

    /** How many of the other edges get it at the same time; at least 1. Default: a quarter of all. */
    public ConfigurationRolloutBuilder batch(int edges) {
        return set(BATCH, new BatchSize.Edges(edges));
    }

    /** Which share of all edges gets it at the same time, rounded up; 1 to 100 percent. Default: 25. */
    public ConfigurationRolloutBuilder batchPercent(int percent) {
        return set(BATCH, new BatchSize.Percent(percent));
    }

    /**
     * How long the edges that got it are watched before others do: what nginx logs as an error of level {@code alert} or
     * worse ends the rollout. Zero to an hour; default: 1 second.
     */
    public ConfigurationRolloutBuilder watch(Duration duration) {
        return set(WATCH, duration);
    }

    /** How long an edge may take until it serves by a new configuration. A second to an hour; default: 10 seconds. */
    public ConfigurationRolloutBuilder patience(Duration duration) {
        return set(PATIENCE, duration);
    }

    /** How long an edge may take for one answer. 10 milliseconds to an hour; default: 2 seconds. */
    public ConfigurationRolloutBuilder answerWithin(Duration duration) {
        return set(ANSWER, duration);
    }

    /** Refuses a configuration that nginx warns of. Default: warnings are told, as an event. */
    public ConfigurationRolloutBuilder refuseWarnings() {
        return set(WARNINGS, Warnings.REFUSED);
    }

    /**
     * Adds a path that has to be answered with a status below 500, after at most ten redirects within the edge. The first
     * call replaces the default, which is {@code /}.
     *
     * @param path starts with a slash, and may have a query; percent-encoded
     */
    public ConfigurationRolloutBuilder probe(String path) {
        probes.add(path);
        return this;
    }

    /**
     * Adds a condition that has to hold for each edge that got it, and where it is tried before.
     *
     * @param condition is given where the edge answers, such as {@code http://127.0.0.1:8080/}. It may block, and is
     *     interrupted when the rollout is aborted. False, or what it throws, ends the rollout.
     */
    public ConfigurationRolloutBuilder gate(Predicate<URI> condition) {
        gates.add(condition);
        return this;
    }

    /**
     * Releases content and configuration together: a commit is one release of both, tried and rolled out at once, and undone
     * at once. Each edge serves the new content from the moment when it serves by the new configuration. Both come from one
     * repository then, each from a directory of its own; {@code configuration()} of the network does what the network itself
     * does. A commit with the configuration of the one before it is live as fast as content alone. Default: each has commits,
     * a history and rollbacks of its own.
     */
    public ConfigurationRolloutBuilder withContent() {
        return set(WITH_CONTENT, true);
    }

    private ConfigurationRolloutBuilder set(String name, Object value) {
        Object first = values.putIfAbsent(name, value);
        if (first != null) {
            throw CdnException.of(
                    ErrorCode.OPTION_SET_TWICE,
                    "Describing a rollout",
                    new Problem(name, "it was set to " + first + " before", "set it once"));
        }
        return this;
    }

    private <T> T value(String name, Class<T> type, T otherwise) {
        return Optional.ofNullable(values.get(name)).map(type::cast).orElse(otherwise);
    }

    /**
     * Builds the description.
     *
     * @throws CdnException with {@code INVALID_ARGUMENT}; {@link CdnException#problems()} names every mistake
     */
    public ConfigurationRollout build() {
        return new ConfigurationRollout(
                value(PORT, Integer.class, DEFAULT_PORT),
                value(CANARIES, Integer.class, 1),
                value(BATCH, BatchSize.class, new BatchSize.Percent(25)),
                value(WATCH, Duration.class, Duration.ofSeconds(1)),
                value(PATIENCE, Duration.class, Duration.ofSeconds(10)),
                value(ANSWER, Duration.class, Duration.ofSeconds(2)),
                value(WARNINGS, Warnings.class, Warnings.REPORTED),
                probes.isEmpty() ? List.of("/") : probes,
                gates,
                value(WITH_CONTENT, Boolean.class, false));
    }
}

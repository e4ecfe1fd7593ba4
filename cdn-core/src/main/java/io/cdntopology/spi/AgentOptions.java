package io.cdntopology.spi;

import java.net.URI;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * What an agent in a container of its own is told to use a content source or a coordination store, in the terms of its
 * properties file.
 *
 * @param options     values by the names of options, such as {@code git.url}; no secrets among them
 * @param files       options whose value is a file, by what is in it, which may be secret: asked each time the file is
 *     written, and every few seconds whether it is to be; never shown
 * @param directories directories of this machine that it reads, under the same paths
 * @param addresses   what it connects to, so that a platform can say so if a container does not reach it
 */
public record AgentOptions(
        Map<String, String> options, Map<String, Supplier<byte[]>> files, List<Path> directories, List<URI> addresses) {
    /** Nothing to tell. */
    public static final AgentOptions NONE = new AgentOptions(Map.of(), Map.of(), List.of(), List.of());

    public AgentOptions {
        options = Map.copyOf(options);
        files = Map.copyOf(files);
        directories = List.copyOf(directories);
        addresses = List.copyOf(addresses);
    }

    /** These for something else of the same kind: each option with a prefix before its name. */
    public AgentOptions prefixed(String prefix) {
        return new AgentOptions(prefixed(prefix, options), prefixed(prefix, files), directories, addresses);
    }

    private static <V> Map<String, V> prefixed(String prefix, Map<String, V> values) {
        Map<String, V> prefixed = new HashMap<>();
        values.forEach((name, value) -> prefixed.put(prefix + name, value));
        return prefixed;
    }

    /** These and others. */
    public AgentOptions and(AgentOptions others) {
        return new AgentOptions(
                merged(options, others.options),
                merged(files, others.files),
                united(directories, others.directories),
                united(addresses, others.addresses));
    }

    private static <V> Map<String, V> merged(Map<String, V> some, Map<String, V> others) {
        Map<String, V> all = new HashMap<>(some);
        others.forEach((name, value) -> {
            if (all.put(name, Objects.requireNonNull(value)) != null) {
                throw new IllegalArgumentException("two values for the option " + name);
            }
        });
        return all;
    }

    private static <T> List<T> united(List<T> some, List<T> others) {
        return Stream.concat(some.stream(), others.stream()).distinct().toList();
    }

    /** The names of its options; no values, as those of files are secret. */
    @Override
    public String toString() {
        return "AgentOptions" + options.keySet() + files.keySet();
    }
}

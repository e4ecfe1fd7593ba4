package io.cdntopology.topology;

import java.util.Objects;

/**
 * How often each client may ask for certain paths. All of a client's requests for them are counted together.
 *
 * @param paths which paths are asked for, whether or not the site has such a file; a directory is asked for as its index
 * @param limit how often
 */
public record RateRule(PathPattern paths, RateLimit limit) {
    public RateRule {
        Objects.requireNonNull(paths, "paths");
        Objects.requireNonNull(limit, "limit");
    }
}

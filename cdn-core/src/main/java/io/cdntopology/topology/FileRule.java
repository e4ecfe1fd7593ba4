package io.cdntopology.topology;

import java.util.Objects;

/**
 * The value that a header has in answers that send certain files.
 *
 * @param files which files
 * @param value the value, see {@link ResponseHeader}; empty if the header is left out
 */
public record FileRule(PathPattern files, String value) {
    public FileRule {
        Objects.requireNonNull(files, "files");
        Objects.requireNonNull(value, "value");
    }
}

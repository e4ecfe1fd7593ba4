package io.cdntopology.spi;

import io.cdntopology.release.Release;
import java.time.Instant;
import java.util.Objects;

/**
 * A commit of a source whose objects can be read.
 *
 * @param release     the commit and the root of the site in it
 * @param author      who wrote it, name and address as in the commit
 * @param summary     the first line of its message
 * @param committedAt when it was committed, by the clock of who did
 */
public record Revision(Release release, String author, String summary, Instant committedAt) {
    public Revision {
        Objects.requireNonNull(release, "release");
        Objects.requireNonNull(author, "author");
        Objects.requireNonNull(summary, "summary");
        Objects.requireNonNull(committedAt, "committedAt");
    }
}

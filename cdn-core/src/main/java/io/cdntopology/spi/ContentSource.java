package io.cdntopology.spi;

import java.nio.file.Path;
import java.time.Duration;

/**
 * Where content comes from: a repository, a reference in it, and a directory in that.
 *
 * <p>A source is a description: immutable, usable by several topologies and threads, free of open resources.
 */
public interface ContentSource {
    /** Where it is, for people to read; without user names, passwords or tokens. */
    String location();

    /** How often a publisher asks by itself whether there is something new; positive. */
    Duration pollInterval();

    /**
     * Opens the source without contacting it.
     *
     * @param directory a directory of the source's own, which survives restarts and is created where it is missing.
     *     It is used by one open repository at a time.
     * @throws io.cdntopology.failure.CdnException with {@code STORE_LOCKED} or {@code STORE_UNUSABLE} if the directory
     *     cannot be used
     */
    ContentRepository open(Path directory);
}

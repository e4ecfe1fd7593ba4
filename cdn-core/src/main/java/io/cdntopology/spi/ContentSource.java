package io.cdntopology.spi;

import io.cdntopology.failure.CdnException;
import io.cdntopology.failure.ErrorCode;
import io.cdntopology.failure.Problem;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

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

    /** What is missing in this description; none by default. A topology is not built with such a source. */
    default List<Problem> problems() {
        return List.of();
    }

    /**
     * Opens the source without contacting it.
     *
     * @param directory a directory of the source's own, which survives restarts and is created where it is missing.
     *     It is used by one open repository at a time.
     * @throws io.cdntopology.failure.CdnException with {@code STORE_LOCKED} or {@code STORE_UNUSABLE} if the directory
     *     cannot be used
     */
    ContentRepository open(Path directory);

    /**
     * What an agent in a container of its own is told to fetch from here. Called by platforms on which one does.
     *
     * @throws CdnException with {@code INVALID_TOPOLOGY} if nobody outside of this process can fetch from here, which is
     *     so unless a source says otherwise
     */
    default AgentOptions forAgent() {
        throw CdnException.of(
                ErrorCode.INVALID_TOPOLOGY,
                "Describing the content to an agent",
                new Problem(
                        "content",
                        "only this process can read " + location() + ", and agents in containers are to",
                        "give a git repository that containers reach, or another platform"));
    }
}

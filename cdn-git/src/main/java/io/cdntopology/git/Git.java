package io.cdntopology.git;

import java.net.URI;
import java.nio.file.Path;

/**
 * Where descriptions of git repositories begin.
 *
 * <pre>{@code
 * Git.repository("https://git.example/site.git").branch("main").directory("public")
 * }</pre>
 */
public final class Git {
    private Git() {}

    /**
     * A repository by its address: a path, a URL that starts with {@code file:}, {@code http:}, {@code https:},
     * {@code ssh:} or {@code git:}, or {@code user@host:path}.
     *
     * @throws io.cdntopology.failure.CdnException with {@code INVALID_ARGUMENT} if it is no such address, or contains
     *     credentials, which belong to {@link GitSource#credentials}
     */
    public static GitSource repository(String url) {
        return GitSource.of(GitLocation.parse(url));
    }

    /**
     * A repository by its URL.
     *
     * @throws io.cdntopology.failure.CdnException as {@link #repository(String)} does
     */
    public static GitSource repository(URI url) {
        return repository(url.toString());
    }

    /** A repository by its directory, which may be a bare one or hold a {@code .git}. */
    public static GitSource repository(Path directory) {
        return GitSource.of(GitLocation.Directory.of(directory));
    }

    /**
     * Has this process keep less than 1 MB of packs in memory, instead of 20 MB: for a program with a small heap that does
     * nothing else with git than to sync from it, as the agent is. What it reads it reads faster then, because less of its
     * heap has to be collected. Holds for everything in the process that uses JGit, from the call on; to be called before
     * a source is used.
     */
    public static void keepLittleInMemory() {
        PackCaches.keepSmall();
    }
}

package io.cdntopology.git;

import io.cdntopology.failure.CdnException;
import io.cdntopology.failure.ErrorCode;
import io.cdntopology.failure.Problem;
import io.cdntopology.release.CommitId;
import io.cdntopology.spi.AgentOptions;
import io.cdntopology.spi.ContentRepository;
import io.cdntopology.spi.ContentSource;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * A git repository as a source of content: where it is, what is followed in it, and which of its directories is the
 * site.
 *
 * <p>Immutable: each option returns a new description. All options take one value; setting one a second time throws
 * {@link CdnException} with {@code OPTION_SET_TWICE}, and a value outside its range one with {@code INVALID_ARGUMENT}.
 */
public final class GitSource implements ContentSource {
    private final GitLocation location;
    private final GitOptions options;

    private GitSource(GitLocation location, GitOptions options) {
        this.location = location;
        this.options = options;
    }

    static GitSource of(GitLocation location) {
        return new GitSource(location, GitOptions.NONE);
    }

    /** Follows a branch. Default: the one that the repository's HEAD names. Excludes {@link #tag}, {@link #commit}. */
    public GitSource branch(String name) {
        return new GitSource(location, options.withReference(new GitReference.Branch(name)));
    }

    /** Follows a tag, and if it is annotated the commit that it names. Excludes {@link #branch}, {@link #commit}. */
    public GitSource tag(String name) {
        return new GitSource(location, options.withReference(new GitReference.Tag(name)));
    }

    /** Stays at a commit. Excludes {@link #branch} and {@link #tag}. */
    public GitSource commit(CommitId commit) {
        return new GitSource(location, options.withReference(new GitReference.Commit(commit)));
    }

    /**
     * The directory that is the root of the site. Default: the root of the repository.
     *
     * @param path names joined by slashes, relative to the root of the repository
     */
    public GitSource directory(String path) {
        return new GitSource(location, options.withDirectory(path));
    }

    /** How often a publisher asks by itself; positive. Default: 1 second for a directory, 10 seconds for a server. */
    public GitSource pollInterval(Duration interval) {
        return new GitSource(location, options.withPollInterval(interval));
    }

    /**
     * Who asks the server, by HTTP Basic authentication. Default: nobody in particular.
     *
     * <p>They are sent to this server only, also when it redirects to another one, and are never printed.
     *
     * @param user     the user; servers that take a token say which
     * @param password gives the password or token; asked at each use, from several threads
     * @throws CdnException also with {@code INVALID_ARGUMENT} if the repository is a directory
     */
    public GitSource credentials(String user, Supplier<String> password) {
        if (location instanceof GitLocation.Directory) {
            throw CdnException.of(
                    ErrorCode.INVALID_ARGUMENT,
                    "Describing a git repository",
                    new Problem(
                            "credentials",
                            location.text() + " is a directory, which takes none",
                            "remove credentials(…), or use an http: or https: URL"));
        }
        return new GitSource(location, options.withCredentials(new GitCredentials(user, password)));
    }

    /** How long the server may be silent, at least 1 second. Default: 60 seconds. */
    public GitSource timeout(Duration silence) {
        return new GitSource(location, options.withTimeout(silence));
    }

    /** How long one fetch may take as a whole, at least 1 second. Default: 15 minutes. */
    public GitSource deadline(Duration deadline) {
        return new GitSource(location, options.withDeadline(deadline));
    }

    @Override
    public String location() {
        return location.text();
    }

    @Override
    public Duration pollInterval() {
        return options.pollInterval().orElse(Duration.ofSeconds(location instanceof GitLocation.Directory ? 1 : 10));
    }

    @Override
    public ContentRepository open(Path directory) {
        return GitRepository.open(location, options, directory);
    }

    /**
     * {@inheritDoc}
     *
     * <p>A repository in a directory of this machine is read there, so the agent has to see it under the same path.
     */
    @Override
    public AgentOptions forAgent() {
        Map<String, String> told = new HashMap<>();
        Map<String, Supplier<byte[]>> files = new HashMap<>();
        told.put("git.url", location.text());
        options.directory().ifPresent(directory -> told.put("git.directory", directory));
        options.reference()
                .filter(GitReference.Branch.class::isInstance)
                .map(GitReference.Branch.class::cast)
                .ifPresent(branch -> told.put("git.branch", branch.name()));
        options.credentials().ifPresent(credentials -> {
            told.put("git.user", credentials.user());
            files.put("git.password.file", () -> credentials.password().get().getBytes(StandardCharsets.UTF_8));
        });
        return location instanceof GitLocation.Server server
                ? new AgentOptions(told, files, List.of(), List.of(server.url()))
                : new AgentOptions(told, files, List.of(((GitLocation.Directory) location).path()), List.of());
    }

    /** The location. */
    @Override
    public String toString() {
        return location();
    }
}

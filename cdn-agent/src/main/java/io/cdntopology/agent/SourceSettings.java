package io.cdntopology.agent;

import io.cdntopology.git.Git;
import io.cdntopology.git.GitSource;
import io.cdntopology.spi.ContentSource;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The options that say where commits are fetched from.
 *
 * @param url          the repository
 * @param directory    the directory in it
 * @param branch       where a commit is looked for
 * @param user         who asks
 * @param passwordFile with which password
 */
record SourceSettings(
        AgentOption url, AgentOption directory, AgentOption branch, AgentOption user, AgentOption passwordFile) {
    /** Those for content. */
    static final SourceSettings CONTENT = new SourceSettings(
            AgentOption.GIT_URL,
            AgentOption.GIT_DIRECTORY,
            AgentOption.GIT_BRANCH,
            AgentOption.GIT_USER,
            AgentOption.GIT_PASSWORD_FILE);

    /** Those for the configuration of servers. */
    static final SourceSettings CONFIGURATION = new SourceSettings(
            AgentOption.CONFIGURATION_GIT_URL,
            AgentOption.CONFIGURATION_GIT_DIRECTORY,
            AgentOption.CONFIGURATION_GIT_BRANCH,
            AgentOption.CONFIGURATION_GIT_USER,
            AgentOption.CONFIGURATION_GIT_PASSWORD_FILE);

    private static final String URL_FIX =
            "give a path, or a file:, http: or https: URL without user and password, which"
                    + " belong to --git-user and --git-password-file";

    Optional<ContentSource> read(OptionReader options) {
        Optional<GitSource> repository = options.required(url, Git::repository, URL_FIX);
        Optional<PasswordFile> password =
                options.optional(passwordFile, PasswordFile::of, "name a file that holds nothing but the password");
        Optional<String> name = options.text(user);
        options.requireBoth(user, passwordFile);
        // Without a valid URL the other options are still checked, against any repository.
        GitSource source = repository.orElseGet(() -> Git.repository("https://git.invalid/"));
        source = options.apply(directory, source, GitSource::directory, "give names joined by slashes");
        source = options.apply(branch, source, GitSource::branch, "give the name of a branch");
        if (name.isPresent() && password.isPresent()) {
            source = options.apply(
                    user,
                    source,
                    (described, who) -> described.credentials(who, password.get()::read),
                    "remove it, or use an http: or https: URL");
        }
        return repository.isPresent() ? Optional.of(source) : Optional.empty();
    }

    /** Whether one of them was given. */
    boolean isGiven(OptionReader options) {
        return Stream.of(url, directory, branch, user, passwordFile).anyMatch(options::has);
    }
}

package io.cdntopology.agent;

import io.cdntopology.git.Git;
import io.cdntopology.git.GitSource;
import io.cdntopology.spi.ContentSource;
import java.util.Optional;

/** The options that say where commits are fetched from. */
final class SourceSettings {
    private static final String URL_FIX =
            "give a path, or a file:, http: or https: URL without user and password, which"
                    + " belong to --git-user and --git-password-file";

    private SourceSettings() {}

    static Optional<ContentSource> read(OptionReader options) {
        Optional<GitSource> url = options.required(AgentOption.GIT_URL, Git::repository, URL_FIX);
        Optional<PasswordFile> password = options.optional(
                AgentOption.GIT_PASSWORD_FILE, PasswordFile::of, "name a file that holds nothing but the password");
        Optional<String> user = options.text(AgentOption.GIT_USER);
        options.requireBoth(AgentOption.GIT_USER, AgentOption.GIT_PASSWORD_FILE);
        // Without a valid URL the other options are still checked, against any repository.
        GitSource source = url.orElseGet(() -> Git.repository("https://git.invalid/"));
        source = options.apply(AgentOption.GIT_DIRECTORY, source, GitSource::directory, "give names joined by slashes");
        source = options.apply(AgentOption.GIT_BRANCH, source, GitSource::branch, "give the name of a branch");
        if (user.isPresent() && password.isPresent()) {
            source = options.apply(
                    AgentOption.GIT_USER,
                    source,
                    (described, name) -> described.credentials(name, password.get()::read),
                    "remove it, or use an http: or https: URL");
        }
        return url.isPresent() ? Optional.of(source) : Optional.empty();
    }
}

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
        Optional<SecretFile> password = options.optional(
                AgentOption.GIT_PASSWORD_FILE, SecretFile::of, "name a file that holds nothing but the password");
        Optional<String> user = options.text(AgentOption.GIT_USER);
        if (user.isPresent() && !options.has(AgentOption.GIT_PASSWORD_FILE)) {
            options.reject(
                    AgentOption.GIT_USER,
                    "it has no password",
                    "give " + AgentOption.GIT_PASSWORD_FILE.flag() + " too");
        }
        if (user.isEmpty() && options.has(AgentOption.GIT_PASSWORD_FILE)) {
            options.reject(
                    AgentOption.GIT_PASSWORD_FILE,
                    "it has no user",
                    "give " + AgentOption.GIT_USER.flag() + " too; servers that take a token say which");
        }
        // Without a valid URL the other options are still checked, against any repository.
        GitSource source = url.orElseGet(() -> Git.repository("https://git.invalid/"));
        source = with(options, AgentOption.GIT_DIRECTORY, source, GitSource::directory, "give names joined by slashes");
        source = with(options, AgentOption.GIT_BRANCH, source, GitSource::branch, "give the name of a branch");
        if (user.isPresent() && password.isPresent()) {
            source = with(
                    options,
                    AgentOption.GIT_USER,
                    source,
                    (described, name) -> described.credentials(name, password.get()::read),
                    "remove it, or use an http: or https: URL");
        }
        return url.isPresent() ? Optional.of(source) : Optional.empty();
    }

    private interface Describe {
        GitSource apply(GitSource source, String value);
    }

    private static GitSource with(
            OptionReader options, AgentOption option, GitSource source, Describe describe, String fix) {
        return options.optional(option, value -> describe.apply(source, value), fix)
                .orElse(source);
    }
}

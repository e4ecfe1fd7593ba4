package io.cdntopology.agent;

import io.cdntopology.git.Git;
import io.cdntopology.git.GitSource;
import io.cdntopology.git.TrustedSigners;
import io.cdntopology.spi.ContentSource;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The options that say where commits are fetched from.
 *
 * @param prefix what their names begin with
 */
record SourceSettings(String prefix) {
    /** Those for content. */
    static final SourceSettings CONTENT = new SourceSettings("git.");

    /** Those for the configuration of servers. */
    static final SourceSettings CONFIGURATION = new SourceSettings("configuration.git.");

    private static final String URL_FIX =
            "give a path, a file:, git:, http: or https: URL without user and password, which"
                    + " belong to --git-user and --git-password-file, an ssh: URL, or user@host:path";

    private static final String PASSWORD_FIX = "name a file that holds nothing but the password";

    private AgentOption option(String name) {
        return AgentOption.of(prefix + name);
    }

    Optional<ContentSource> read(OptionReader options) {
        Optional<GitSource> repository = options.required(option("url"), Git::repository, URL_FIX);
        // Without a valid URL the other options are still checked, against any repository.
        GitSource source = repository.orElseGet(() -> Git.repository("https://git.invalid/"));
        source = options.apply(option("directory"), source, GitSource::directory, "give names joined by slashes");
        source = withReference(options, source);
        source = withSigners(options, source);
        source = withHttp(options, withPassword(options, source));
        if (repository.isEmpty()) {
            return Optional.empty();
        }
        GitSource described = withSsh(options, source);
        described
                .problems()
                .forEach(problem -> options.reject(
                        option("url"),
                        problem.why(),
                        "give " + option("ssh.key").flag() + " and "
                                + option("ssh.known.hosts").flag()));
        return Optional.of(described);
    }

    private GitSource withReference(OptionReader options, GitSource source) {
        GitSource described = options.apply(option("branch"), source, GitSource::branch, "give the name of a branch");
        described = options.apply(option("tag"), described, GitSource::tag, "give the name of a tag, and no branch");
        return options.apply(
                option("newest.tag"),
                described,
                GitSource::newestTag,
                "give a name with one *, and no other tag or branch");
    }

    private GitSource withSigners(OptionReader options, GitSource source) {
        Optional<TrustedSigners> ssh = options.optional(
                option("signers.ssh"),
                file -> TrustedSigners.ssh(ValueText.readableFile(file)),
                "name a file with lines of allowed signers");
        Optional<TrustedSigners> openPgp = options.optional(
                option("signers.openpgp"),
                file -> TrustedSigners.openPgp(ValueText.readableFile(file)),
                "name a file with public keys, as gpg --export --armor writes them");
        return Stream.concat(ssh.stream(), openPgp.stream())
                .reduce(TrustedSigners::and)
                .map(source::signedBy)
                .orElse(source);
    }

    private GitSource withPassword(OptionReader options, GitSource source) {
        options.requireBoth(option("user"), option("password.file"));
        Optional<PasswordFile> password = options.optional(option("password.file"), PasswordFile::of, PASSWORD_FIX);
        if (password.isEmpty()) {
            return source;
        }
        return options.apply(
                option("user"),
                source,
                (described, who) -> described.credentials(who, password.get()::read),
                "remove it, or use an http: or https: URL");
    }

    private GitSource withHttp(OptionReader options, GitSource source) {
        GitSource described = options.apply(
                option("token.file"),
                source,
                (any, file) -> any.token(PasswordFile.of(file)::read),
                "name a file that holds nothing but the token, and give neither a user nor another kind of URL");
        described = options.apply(
                option("trust"),
                described,
                (any, file) -> any.trust(ValueText.readableFile(file)),
                "name a file in PEM, and give an https: URL");
        return options.apply(
                option("proxy"),
                described,
                (any, address) -> {
                    String host = address.substring(0, Math.max(0, address.lastIndexOf(':')));
                    return any.proxy(host, ValueText.smallCount(address.substring(address.lastIndexOf(':') + 1)));
                },
                "give HOST:PORT, and an http: or https: URL");
    }

    private GitSource withSsh(OptionReader options, GitSource source) {
        GitSource keyed = options.apply(
                option("ssh.key"),
                source,
                (described, file) -> described.privateKey(ValueText.readableFile(file)),
                "name a file with a private key, and give an ssh: URL");
        keyed = options.apply(
                option("ssh.passphrase.file"),
                keyed,
                (described, file) -> described.passphrase(PasswordFile.of(file)::read),
                PASSWORD_FIX + ", and give an ssh: URL");
        return options.apply(
                option("ssh.known.hosts"),
                keyed,
                (described, file) -> described.knownHosts(ValueText.readableFile(file)),
                "name a file with lines of known_hosts, and give an ssh: URL");
    }

    /** Whether one of them was given. */
    boolean isGiven(OptionReader options) {
        return Arrays.stream(AgentOption.values())
                .filter(option -> option.key().startsWith(prefix))
                .anyMatch(options::has);
    }
}

package io.cdntopology.agent;

import io.cdntopology.git.Git;
import io.cdntopology.git.GitSource;
import io.cdntopology.git.SiteTransform;
import io.cdntopology.spi.ContentSource;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;

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

    private static final String PATTERNS_FIX = "give paths from the root of the site, such as docs,**/*.html";

    private static final String PASSWORD_FIX = "name a file that holds nothing but the password";

    private AgentOption option(String name) {
        return AgentOption.of(prefix + name);
    }

    Optional<ContentSource> read(OptionReader options) {
        Optional<GitSource> repository = options.required(option("url"), Git::repository, URL_FIX);
        // Without a valid URL the other options are still checked, against any repository.
        GitSource source = repository.orElseGet(() -> Git.repository("https://git.invalid/"));
        source = options.apply(option("directory"), source, GitSource::directory, "give names joined by slashes");
        source = withSite(options, source);
        source = options.apply(option("branch"), source, GitSource::branch, "give the name of a branch");
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

    private GitSource withSite(OptionReader options, GitSource source) {
        GitSource described = options.apply(
                option("submodules"),
                source,
                (any, given) -> ValueText.flag(given) ? any.submodules() : any,
                "give true or false");
        described = options.apply(
                option("only"), described, (any, patterns) -> any.only(patterns.split(",", -1)), PATTERNS_FIX);
        described = options.apply(
                option("except"), described, (any, patterns) -> any.except(patterns.split(",", -1)), PATTERNS_FIX);
        return withTransform(options, described);
    }

    private GitSource withTransform(OptionReader options, GitSource source) {
        options.requireBoth(option("transform.jar"), option("transform.class"));
        Optional<String> className = options.text(option("transform.class"));
        return className.isEmpty()
                ? source
                : options.apply(
                        option("transform.jar"),
                        source,
                        (any, file) -> any.transform(transform(
                                ValueText.readableFile(file),
                                className.get(),
                                options.text(option("transform.sha256")))),
                        "name the jar that the application has, and the class in it");
    }

    private static SiteTransform transform(Path jar, String className, Optional<String> checksum) {
        SiteTransform transform = SiteTransform.fromJar(jar, className);
        if (checksum.filter(wanted -> !transform.id().endsWith(wanted)).isPresent()) {
            throw new IllegalArgumentException("its SHA-256 is not " + checksum.get());
        }
        return transform;
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

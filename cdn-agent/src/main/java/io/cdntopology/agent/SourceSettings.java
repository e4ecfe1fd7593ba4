package io.cdntopology.agent;

import io.cdntopology.agent.SourceOption.Kind;
import io.cdntopology.git.Git;
import io.cdntopology.git.GitSource;
import io.cdntopology.git.SiteTransform;
import io.cdntopology.git.TrustedSigners;
import io.cdntopology.spi.ContentSource;
import java.nio.file.Path;
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

    private static final String PATTERNS_FIX = "give paths from the root of the site, such as docs,**/*.html";

    private static final String PASSWORD_FIX = "name a file that holds nothing but the password";

    private SourceOption option(Kind kind) {
        return kind.of(prefix);
    }

    private String urlFix() {
        return "give a path, a file:, git:, http: or https: URL without user and password, which belong to "
                + option(Kind.USER).flag() + " and "
                + option(Kind.PASSWORD_FILE).flag()
                + ", an ssh: URL, or user@host:path";
    }

    /** The options of all sources, in the order of the help. */
    static Stream<NamedOption> options() {
        return Stream.of(
                        Arrays.stream(Kind.values()).map(CONTENT::option),
                        Arrays.stream(Kind.values())
                                .map(kind -> kind.likeOf(CONFIGURATION.prefix(), "the configuration", false)),
                        MountSettings.all().flatMap(MountSettings::options))
                .flatMap(options -> options);
    }

    Optional<ContentSource> read(OptionReader options) {
        Optional<GitSource> repository = options.required(option(Kind.URL), Git::repository, urlFix());
        // Without a valid URL the other options are still checked, against any repository.
        GitSource source = repository.orElseGet(() -> Git.repository("https://git.invalid/"));
        source = options.apply(option(Kind.DIRECTORY), source, GitSource::directory, "give names joined by slashes");
        source = withSite(options, source);
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
                        option(Kind.URL),
                        problem.why(),
                        "give " + option(Kind.SSH_KEY).flag() + " and "
                                + option(Kind.SSH_KNOWN_HOSTS).flag()));
        return Optional.of(described);
    }

    private GitSource withSite(OptionReader options, GitSource source) {
        GitSource described = options.apply(
                option(Kind.SUBMODULES),
                source,
                (any, given) -> ValueText.flag(given) ? any.submodules() : any,
                "give true or false");
        described = options.apply(
                option(Kind.ONLY), described, (any, patterns) -> any.only(patterns.split(",", -1)), PATTERNS_FIX);
        described = options.apply(
                option(Kind.EXCEPT), described, (any, patterns) -> any.except(patterns.split(",", -1)), PATTERNS_FIX);
        return withTransform(options, described);
    }

    private GitSource withTransform(OptionReader options, GitSource source) {
        options.requireBoth(option(Kind.TRANSFORM_JAR), option(Kind.TRANSFORM_CLASS));
        Optional<String> className = options.text(option(Kind.TRANSFORM_CLASS));
        return className.isEmpty()
                ? source
                : options.apply(
                        option(Kind.TRANSFORM_JAR),
                        source,
                        (any, file) -> any.transform(transform(
                                ValueText.readableFile(file),
                                className.get(),
                                options.text(option(Kind.TRANSFORM_SHA256)))),
                        "name the jar that the application has, and the class in it");
    }

    private static SiteTransform transform(Path jar, String className, Optional<String> checksum) {
        SiteTransform transform = SiteTransform.fromJar(jar, className);
        if (checksum.filter(wanted -> !transform.id().endsWith(wanted)).isPresent()) {
            throw new IllegalArgumentException("its SHA-256 is not " + checksum.get());
        }
        return transform;
    }

    private GitSource withReference(OptionReader options, GitSource source) {
        GitSource described =
                options.apply(option(Kind.BRANCH), source, GitSource::branch, "give the name of a branch");
        described = options.apply(option(Kind.TAG), described, GitSource::tag, "give the name of a tag, and no branch");
        return options.apply(
                option(Kind.NEWEST_TAG),
                described,
                GitSource::newestTag,
                "give a name with one *, and no other tag or branch");
    }

    private GitSource withSigners(OptionReader options, GitSource source) {
        Optional<TrustedSigners> ssh = options.optional(
                option(Kind.SIGNERS_SSH),
                file -> TrustedSigners.ssh(ValueText.readableFile(file)),
                "name a file with lines of allowed signers");
        Optional<TrustedSigners> openPgp = options.optional(
                option(Kind.SIGNERS_OPENPGP),
                file -> TrustedSigners.openPgp(ValueText.readableFile(file)),
                "name a file with public keys, as gpg --export --armor writes them");
        return Stream.concat(ssh.stream(), openPgp.stream())
                .reduce(TrustedSigners::and)
                .map(source::signedBy)
                .orElse(source);
    }

    private GitSource withPassword(OptionReader options, GitSource source) {
        options.requireBoth(option(Kind.USER), option(Kind.PASSWORD_FILE));
        Optional<PasswordFile> password = options.optional(option(Kind.PASSWORD_FILE), PasswordFile::of, PASSWORD_FIX);
        if (password.isEmpty()) {
            return source;
        }
        return options.apply(
                option(Kind.USER),
                source,
                (described, who) -> described.credentials(who, password.get()::read),
                "remove it, or use an http: or https: URL");
    }

    private GitSource withHttp(OptionReader options, GitSource source) {
        GitSource described = options.apply(
                option(Kind.TOKEN_FILE),
                source,
                (any, file) -> any.token(PasswordFile.of(file)::read),
                "name a file that holds nothing but the token, and give neither a user nor another kind of URL");
        described = options.apply(
                option(Kind.TRUST),
                described,
                (any, file) -> any.trust(ValueText.readableFile(file)),
                "name a file in PEM, and give an https: URL");
        return withProxy(options, described);
    }

    private GitSource withProxy(OptionReader options, GitSource source) {
        options.requireBoth(option(Kind.PROXY_USER), option(Kind.PROXY_PASSWORD_FILE));
        options.requireWith(option(Kind.PROXY_USER), option(Kind.PROXY));
        Optional<PasswordFile> password =
                options.optional(option(Kind.PROXY_PASSWORD_FILE), PasswordFile::of, PASSWORD_FIX);
        return options.apply(
                option(Kind.PROXY),
                source,
                (any, address) -> {
                    String host = address.substring(0, Math.max(0, address.lastIndexOf(':')));
                    int port = ValueText.smallCount(address.substring(address.lastIndexOf(':') + 1));
                    return options.text(option(Kind.PROXY_USER))
                            .flatMap(user -> password.map(file -> any.proxy(host, port, user, file::read)))
                            .orElseGet(() -> any.proxy(host, port));
                },
                "give HOST:PORT, and an http: or https: URL; a user has no colon in its name");
    }

    private GitSource withSsh(OptionReader options, GitSource source) {
        GitSource keyed = options.apply(
                option(Kind.SSH_KEY),
                source,
                (described, file) -> described.privateKey(ValueText.readableFile(file)),
                "name a file with a private key, and give an ssh: URL");
        keyed = options.apply(
                option(Kind.SSH_PASSPHRASE_FILE),
                keyed,
                (described, file) -> described.passphrase(PasswordFile.of(file)::read),
                PASSWORD_FIX + ", and give an ssh: URL");
        return options.apply(
                option(Kind.SSH_KNOWN_HOSTS),
                keyed,
                (described, file) -> described.knownHosts(ValueText.readableFile(file)),
                "name a file with lines of known_hosts, and give an ssh: URL");
    }

    /** Whether one of them was given. */
    boolean isGiven(OptionReader options) {
        return Arrays.stream(Kind.values()).map(this::option).anyMatch(options::has);
    }
}

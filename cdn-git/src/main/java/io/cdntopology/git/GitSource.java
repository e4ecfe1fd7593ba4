package io.cdntopology.git;

import io.cdntopology.failure.CdnException;
import io.cdntopology.failure.ErrorCode;
import io.cdntopology.failure.Problem;
import io.cdntopology.release.CommitId;
import io.cdntopology.spi.AgentOptions;
import io.cdntopology.spi.ContentRepository;
import io.cdntopology.spi.ContentSource;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * A git repository as a source of content: where it is, what is followed in it, and which of its directories is the
 * site.
 *
 * <p>Immutable: each option returns a new description. All options take one value; setting one a second time throws
 * {@link CdnException} with {@code OPTION_SET_TWICE}, and a value outside its range one with {@code INVALID_ARGUMENT}.
 */
public final class GitSource implements ContentSource {
    private static final String DESCRIBING = "Describing a git repository";

    private final GitLocation location;
    private final GitOptions options;

    private GitSource(GitLocation location, GitOptions options) {
        this.location = location;
        this.options = options;
    }

    static GitSource of(GitLocation location) {
        return of(location, GitOptions.NONE);
    }

    static GitSource of(GitLocation location, GitOptions options) {
        return new GitSource(location, options);
    }

    /** Follows a branch. Default: the one that the repository's HEAD names. Excludes {@link #tag}, {@link #newestTag}, {@link #commit}. */
    public GitSource branch(String name) {
        return new GitSource(location, options.withReference(new GitReference.Branch(name)));
    }

    /** Follows a tag, and if it is annotated the commit that it names. Excludes {@link #branch}, {@link #newestTag}, {@link #commit}. */
    public GitSource tag(String name) {
        return new GitSource(location, options.withReference(new GitReference.Tag(name)));
    }

    /**
     * Follows the tag of the newest release: of those that a pattern is for, the one with the highest version by
     * <a href="https://semver.org/spec/v2.0.0.html">Semantic Versioning</a>. Other tags, and those before a release such as
     * {@code v2.0.0-rc.1}, are left out. Excludes {@link #branch}, {@link #tag}, {@link #commit}.
     *
     * @param pattern the name of a tag with one {@code *} in it, which stands for the version: {@code v*}, {@code docs/*}
     */
    public GitSource newestTag(String pattern) {
        return new GitSource(location, options.withReference(new GitReference.NewestTag(pattern)));
    }

    /** Stays at a commit. Excludes {@link #branch}, {@link #tag} and {@link #newestTag}. */
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

    /**
     * Puts what is in submodules into the site. Default: a site with a submodule in it is not published.
     *
     * <p>Where their repositories are is said by {@code .gitmodules}, so by whoever can push: any address is asked that a
     * source may have, but no directory of this machine by a repository that is on a server. A repository in a directory can
     * name any other that this process can read. {@link #credentials}, {@link #token}, {@link #trust}, {@link #privateKey} and
     * {@link #sshAgent()} are for submodules on the same server, by scheme, host and port; those on others are asked without.
     * {@link #proxy} and {@link #knownHosts} are for all, {@link #timeout} and {@link #deadline} for each.
     *
     * <p>Submodules that are no part of the site, by {@link #directory}, {@link #only} and {@link #except}, are not brought.
     * There are at most 50, with those of submodules, which are nested at most 4 deep.
     */
    public GitSource submodules() {
        return new GitSource(location, options.withSubmodules());
    }

    /**
     * Which files of the site are taken. Default: all.
     *
     * <p>A pattern is a path from the root of the site, that of {@link #directory}. It names a file, or a directory with all
     * that is in it. {@code *} stands for any characters within a name, also for none, {@code ?} for one, and {@code **} in
     * the place of a name for any directories, also for none, and at the end for whatever is below. A slash at the end says
     * that directories are meant only. Upper and lower case differ. What is left without a file vanishes.
     *
     * <ul>
     *   <li>{@code docs} is everything below that directory
     *   <li>{@code *.html} are the pages of the root, {@code **}{@code /*.html} all pages
     * </ul>
     *
     * <p>A link to a file that is left out names nothing.
     *
     * @param patterns 1 to 100 of up to 250 characters, without control characters and <code>[ ] { } \ ,</code>
     */
    public GitSource only(String... patterns) {
        return new GitSource(location, options.withOnly(List.of(patterns)));
    }

    /** Which files of the site are left out, also of those that {@link #only} takes, by patterns as there. Default: none. */
    public GitSource except(String... patterns) {
        return new GitSource(location, options.withExcept(List.of(patterns)));
    }

    /**
     * What is made of the files that are taken, before they are served. Default: nothing.
     *
     * <p>Agents in containers make it themselves: with them it has to come from {@link SiteTransform#fromJar}.
     *
     * @throws CdnException also with {@code INVALID_ARGUMENT} if its {@link SiteTransform#id()} is none
     */
    public GitSource transform(SiteTransform transform) {
        return new GitSource(location, options.withTransform(transform));
    }

    /** How often a publisher asks by itself; positive. Default: 1 second for a directory, 10 seconds for a server. */
    public GitSource pollInterval(Duration interval) {
        return new GitSource(location, options.withPollInterval(interval));
    }

    /**
     * Who asks the server, by HTTP Basic authentication. Default: nobody in particular. Excludes {@link #token}.
     *
     * <p>They are sent to this server only, also when it redirects to another one, and are never printed. If the server
     * answers 401 they are asked for once more, and tried again if they have become others.
     *
     * @param user     the user; servers that take a token in this way say which
     * @param password gives the password or token; asked at each exchange, from several threads
     * @throws CdnException also with {@code INVALID_ARGUMENT} if the repository is not on an HTTP server
     */
    public GitSource credentials(String user, Supplier<String> password) {
        return credentials(user, refused -> password.get());
    }

    /**
     * As {@link #credentials(String, Supplier)}, by something that hears when the server refused what it gave, such as a
     * cache. An agent in a container of its own is given what it answers, and whatever else it answers later.
     */
    public GitSource credentials(String user, GitPassword password) {
        return withCredentials("credentials", new GitCredentials(Optional.of(user), password));
    }

    /**
     * As {@link #credentials(String, Supplier)}.
     *
     * @param passwordFile a file with the password, UTF-8, read at each exchange; a line end after it does not belong to it
     */
    public GitSource credentials(String user, Path passwordFile) {
        return credentials(user, new CredentialFile(passwordFile)::line);
    }

    /** Who asks the server, by a token that is sent as {@code Bearer}; otherwise as {@link #credentials(String, Supplier)}. */
    public GitSource token(Supplier<String> token) {
        return token(refused -> token.get());
    }

    /** As {@link #token(Supplier)}, by what {@link #credentials(String, GitPassword)} takes. */
    public GitSource token(GitPassword token) {
        return withCredentials("token", new GitCredentials(Optional.empty(), token));
    }

    private GitSource withCredentials(String option, GitCredentials credentials) {
        requireHttp(option);
        return new GitSource(location, options.withCredentials(credentials));
    }

    /**
     * The authorities by which the server's certificate is checked, in place of those that Java trusts.
     *
     * @param authorities a file with their certificates, in PEM; read at each connection, so that it can be replaced
     * @throws CdnException also with {@code INVALID_ARGUMENT} if the address is no https: URL
     */
    public GitSource trust(Path authorities) {
        require(
                location instanceof GitLocation.Server server
                        && "https".equalsIgnoreCase(server.url().getScheme()),
                "trust",
                "shows no certificate",
                "remove trust(…), or use an https: URL");
        return new GitSource(location, options.withTrust(new CredentialFile(authorities)));
    }

    /**
     * The HTTP proxy through which the server is reached. Default: the one that Java is set up for, as by the system property
     * {@code https.proxyHost}.
     *
     * @param host its name, or an IPv4 address
     * @param port 1 to 65535
     * @throws CdnException also with {@code INVALID_ARGUMENT} if the repository is not on an HTTP server
     */
    public GitSource proxy(String host, int port) {
        return withProxy(host, port, Optional.empty());
    }

    /**
     * As {@link #proxy(String, int)}, with one that wants a password, by HTTP Basic authentication. It is sent to the proxy without
     * TLS, as the proxy is spoken to, and never to the server. It is never printed.
     *
     * @param user     the user, without a colon
     * @param password asked at each request or connection, from several threads
     */
    public GitSource proxy(String host, int port, String user, Supplier<String> password) {
        return withProxy(host, port, Optional.of(new GitCredentials(Optional.of(user), refused -> password.get())));
    }

    /**
     * As {@link #proxy(String, int, String, Supplier)}.
     *
     * @param passwordFile a file with the password, UTF-8, read at each use; a line end after it does not belong to it
     */
    public GitSource proxy(String host, int port, String user, Path passwordFile) {
        return proxy(host, port, user, new CredentialFile(passwordFile)::line);
    }

    private GitSource withProxy(String host, int port, Optional<GitCredentials> credentials) {
        requireHttp("proxy");
        return new GitSource(location, options.withProxy(host, port, credentials));
    }

    private void requireHttp(String option) {
        require(
                location instanceof GitLocation.Server,
                option,
                "is on no HTTP server",
                "remove " + option + "(…), or use an http: or https: URL");
    }

    /**
     * Whose content is taken: only that of commits which one of them signed. Default: everybody's who can push.
     *
     * <p>With {@link #tag} and {@link #newestTag} the tag itself has to be signed, under its name, which signs the commit that it
     * names; agents and rollbacks, which ask for commits by their ids, take one that is signed itself as well. Anything else fails
     * with {@code SIGNATURE_REFUSED}: what is live stays, until a commit comes that is signed. Submodules are part of what is
     * signed. Agents are told the list, and look for themselves.
     */
    public GitSource signedBy(TrustedSigners signers) {
        return new GitSource(location, options.withSigners(signers));
    }

    /**
     * The private key by which the user that the address names asks an ssh server. Such an address requires it, or
     * {@link #sshAgent()}, which excludes it.
     *
     * <p>Ed25519, ECDSA or RSA, in the format that {@code ssh-keygen} writes, or in PEM (PKCS#1, SEC1 or PKCS#8). Nothing else is tried: no key of {@code ~/.ssh}, no ssh-agent.
     *
     * @param file read at each new connection, so that it can be replaced
     * @throws CdnException also with {@code INVALID_ARGUMENT} if the repository is not reached by ssh
     */
    public GitSource privateKey(Path file) {
        requireSsh("privateKey");
        return new GitSource(location, options.withPrivateKey(new CredentialFile(file)));
    }

    /**
     * As {@link #privateKey(Path)}.
     *
     * @param text gives the text of the key; asked at each new connection, from several threads
     */
    public GitSource privateKey(Supplier<String> text) {
        requireSsh("privateKey");
        return new GitSource(location, options.withPrivateKey(CredentialFile.bytes(text)));
    }

    /**
     * What opens the {@link #privateKey}. Default: it is not encrypted.
     *
     * @param passphrase asked at each new connection, from several threads
     * @throws CdnException also with {@code INVALID_ARGUMENT} if the repository is not reached by ssh
     */
    public GitSource passphrase(Supplier<String> passphrase) {
        requireSsh("passphrase");
        return new GitSource(location, options.withPassphrase(passphrase));
    }

    /**
     * Has an ssh-agent sign in the place of a {@link #privateKey}: the one that the environment variable
     * {@code SSH_AUTH_SOCK} names, looked up at each new connection.
     *
     * <p>It is asked for its public keys and for signatures, within the times of {@link #timeout} and {@link #deadline}, and is
     * never forwarded. All of its keys are tried, of which servers take a few only: see {@link #sshAgentKey}. A container has no
     * ssh-agent, so a network with agents in containers does not start with it.
     *
     * @throws CdnException also with {@code INVALID_ARGUMENT} if the repository is not reached by ssh
     */
    public GitSource sshAgent() {
        return withAgent(() -> AgentIdentity.socket(System.getenv()));
    }

    /**
     * As {@link #sshAgent()}.
     *
     * @param socket the Unix socket at which it listens
     */
    public GitSource sshAgent(Path socket) {
        return withAgent(() -> socket);
    }

    private GitSource withAgent(Supplier<Path> socket) {
        requireSsh("sshAgent");
        return new GitSource(location, options.withAgent(socket));
    }

    /**
     * The only key of the {@link #sshAgent()} that is tried. Default: all that it has, in its order.
     *
     * @param fingerprint as {@code ssh-add -l} prints it: {@code SHA256:} and 43 characters
     * @throws CdnException also with {@code INVALID_ARGUMENT} if the repository is not reached by ssh
     */
    public GitSource sshAgentKey(String fingerprint) {
        requireSsh("sshAgentKey");
        return new GitSource(location, options.withAgentKey(fingerprint));
    }

    /**
     * The keys that an ssh server may show. Required with such an address: a server that shows another one is not asked
     * for anything.
     *
     * @param file with lines as OpenSSH has them in {@code known_hosts} and {@code ssh-keyscan} prints them; read at each
     *     new connection. Lines of other servers do no harm. Those with {@code @cert-authority} are for certificates of the
     *     server, which have to name it, those with {@code @revoked} for keys of either that are never taken.
     * @throws CdnException also with {@code INVALID_ARGUMENT} if the repository is not reached by ssh
     */
    public GitSource knownHosts(Path file) {
        requireSsh("knownHosts");
        return new GitSource(location, options.withKnownHosts(new CredentialFile(file)));
    }

    /** As {@link #knownHosts(Path)}, by the lines themselves. */
    public GitSource knownHosts(String lines) {
        requireSsh("knownHosts");
        return new GitSource(location, options.withKnownHosts(CredentialFile.bytes(() -> lines)));
    }

    private void requireSsh(String option) {
        require(
                location instanceof GitLocation.Ssh,
                option,
                "is not reached by ssh",
                "remove " + option + "(…), or use an ssh: URL or user@host:path");
    }

    private void require(boolean fits, String option, String why, String fix) {
        if (!fits) {
            throw CdnException.of(
                    ErrorCode.INVALID_ARGUMENT,
                    DESCRIBING,
                    new Problem(option, "'" + location.text() + "' " + why, fix));
        }
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
    public List<Problem> problems() {
        return location instanceof GitLocation.Ssh ? options.ssh().problems(location.text()) : List.of();
    }

    @Override
    public ContentRepository open(Path directory) {
        return repository(directory);
    }

    /** As {@link #open}. */
    GitRepository repository(Path directory) {
        List<Problem> problems = problems();
        if (!problems.isEmpty()) {
            throw CdnException.of(ErrorCode.INVALID_ARGUMENT, DESCRIBING, problems);
        }
        return GitRepository.open(location, options, directory);
    }

    /**
     * {@inheritDoc}
     *
     * <p>A repository in a directory of this machine is read there, so the agent has to see it under the same path. With an
     * ssh-agent there is nothing to tell.
     */
    @Override
    public AgentOptions forAgent() {
        Map<String, String> told = new HashMap<>();
        Map<String, Supplier<byte[]>> files = new HashMap<>();
        requireNoSshAgent();
        told.put("git.url", location instanceof GitLocation.Ssh server ? server.address() : location.text());
        options.directory().ifPresent(directory -> told.put("git.directory", directory));
        options.reference()
                .filter(GitReference.Branch.class::isInstance)
                .map(GitReference.Branch.class::cast)
                .ifPresent(branch -> told.put("git.branch", branch.name()));
        options.reference()
                .filter(GitReference.Tagged.class::isInstance)
                .map(GitReference.Tagged.class::cast)
                .ifPresent(tag -> told.put(tag.agentOption(), tag.argument()));
        options.signers().flatMap(TrustedSigners::ssh).ifPresent(lines -> files.put("git.signers.ssh", lines));
        options.signers().flatMap(TrustedSigners::openPgp).ifPresent(keys -> files.put("git.signers.openpgp", keys));
        options.http().credentials().ifPresent(credentials -> {
            credentials.user().ifPresent(user -> told.put("git.user", user));
            files.put(
                    credentials.user().isPresent() ? "git.password.file" : "git.token.file",
                    CredentialFile.bytes(credentials::now));
        });
        options.http().trust().ifPresent(authorities -> files.put("git.trust", authorities));
        options.http().proxy().ifPresent(proxy -> {
            told.put("git.proxy", proxy.text());
            proxy.credentials().ifPresent(credentials -> {
                told.put("git.proxy.user", credentials.user().orElseThrow());
                files.put("git.proxy.password.file", CredentialFile.bytes(credentials::now));
            });
        });
        options.ssh().privateKey().ifPresent(key -> files.put("git.ssh.key", key));
        options.ssh()
                .passphrase()
                .ifPresent(passphrase -> files.put("git.ssh.passphrase.file", CredentialFile.bytes(passphrase)));
        options.ssh().knownHosts().ifPresent(lines -> files.put("git.ssh.known.hosts", lines));
        return new AgentOptions(told, files, directories(), addresses())
                .and(options.site().forAgent());
    }

    private void requireNoSshAgent() {
        if (options.ssh().agent().isPresent()) {
            throw CdnException.of(
                    ErrorCode.INVALID_TOPOLOGY,
                    "Describing the content to an agent",
                    new Problem(
                            "sshAgent",
                            "only this machine has that ssh-agent, and agents in containers are to fetch from "
                                    + location.text(),
                            "give them a key of their own with privateKey(file) in its place, or another platform"));
        }
    }

    private List<Path> directories() {
        return location instanceof GitLocation.Directory local ? List.of(local.path()) : List.of();
    }

    private List<URI> addresses() {
        Stream<URI> proxy = options.http().proxy().stream().map(HttpProxy::url);
        return Stream.concat(server().stream(), proxy).toList();
    }

    private Optional<URI> server() {
        if (location instanceof GitLocation.Ssh server) {
            return Optional.of(server.connection());
        }
        if (location instanceof GitLocation.Daemon server) {
            return Optional.of(server.url());
        }
        return location instanceof GitLocation.Server server ? Optional.of(server.url()) : Optional.empty();
    }

    /** The location. */
    @Override
    public String toString() {
        return location();
    }
}

package io.cdntopology.git;

import io.cdntopology.failure.CdnException;
import io.cdntopology.failure.ErrorCode;
import io.cdntopology.failure.Problem;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.regex.Pattern;

/**
 * The options of a {@link GitSource} that were set; their names in messages are those of its methods.
 *
 * @param reference    what is followed
 * @param directory    the root of the site, segments joined by slashes
 * @param pollInterval how often a publisher asks
 * @param timeout      how long a server may be silent
 * @param deadline     how long a fetch may take
 * @param http         those for HTTP servers
 * @param ssh          those for servers spoken to by ssh
 * @param site         what of a commit is the site, besides its directory
 * @param signers      whose commits and tags are taken
 */
record GitOptions(
        Optional<GitReference> reference,
        Optional<String> directory,
        Optional<Duration> pollInterval,
        Optional<Duration> timeout,
        Optional<Duration> deadline,
        HttpOptions http,
        SshOptions ssh,
        SiteOptions site,
        Optional<TrustedSigners> signers) {
    static final GitOptions NONE = new GitOptions(
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            HttpOptions.NONE,
            SshOptions.NONE,
            SiteOptions.NONE,
            Optional.empty());

    private static final Pattern HOST = Pattern.compile("[A-Za-z0-9._-]+");
    private static final Pattern FINGERPRINT = Pattern.compile("SHA256:[A-Za-z0-9+/]{43}");
    private static final int MAX_PORT = 65_535;
    private static final int MAX_PATTERNS = 100;

    /** That of a transformation and the checksum of its jar. */
    private static final int MAX_ID = 300;

    private static final Duration MAX = Duration.ofDays(1);

    GitOptions withReference(GitReference value) {
        requireUnset(
                value.text(),
                reference.map(GitReference::text),
                "keep one of them: branch, tag and commit exclude each other");
        return new GitOptions(Optional.of(value), directory, pollInterval, timeout, deadline, http, ssh, site, signers);
    }

    GitOptions withDirectory(String value) {
        requireUnset("directory", directory.map(first -> "directory(\"" + first + "\")"));
        boolean valid = !value.isEmpty()
                && value.indexOf('\\') < 0
                && value.indexOf('\0') < 0
                && Arrays.stream(value.split("/", -1))
                        .noneMatch(name -> name.isEmpty() || name.equals(".") || name.equals(".."));
        if (!valid) {
            throw invalid(
                    "directory",
                    "'" + value + "' is no path inside a repository",
                    "write names joined by slashes, for example directory(\"public\"); the root is the default");
        }
        return new GitOptions(reference, Optional.of(value), pollInterval, timeout, deadline, http, ssh, site, signers);
    }

    GitOptions withSubmodules() {
        requireUnset("submodules", site.submoduleLevels().isPresent() ? Optional.of("submodules()") : Optional.empty());
        return withSite(site.withSubmodules(Submodules.MAX_LEVELS));
    }

    /** For a submodule: who asks is told to the server of the repository that it is a part of, and to no other. */
    GitOptions forSubmodule(GitLocation parent, GitLocation its, GitReference commit) {
        boolean isSameServer = parent.isOnServerOf(its);
        return new GitOptions(
                Optional.of(commit),
                Optional.empty(),
                Optional.empty(),
                timeout,
                deadline,
                isSameServer ? http : new HttpOptions(Optional.empty(), Optional.empty(), http.proxy()),
                isSameServer ? ssh : ssh.knownHostsOnly(),
                SiteOptions.NONE.withSubmodules(site.submoduleLevels().orElseThrow() - 1),
                Optional.empty());
    }

    GitOptions withOnly(List<String> patterns) {
        requireUnset("only", site.filter().only().stream().findFirst().map(first -> "only(\"" + first + "\", …)"));
        return withFilter(
                "only", patterns, new PathFilter(patterns, site.filter().except()));
    }

    GitOptions withExcept(List<String> patterns) {
        requireUnset(
                "except", site.filter().except().stream().findFirst().map(first -> "except(\"" + first + "\", …)"));
        return withFilter("except", patterns, new PathFilter(site.filter().only(), patterns));
    }

    GitOptions withTransform(SiteTransform value) {
        requireUnset("transform", site.transform().map(first -> "transform(" + first.id() + ")"));
        String id = value.id();
        if (id.isBlank() || id.length() > MAX_ID || id.chars().anyMatch(Character::isISOControl)) {
            throw invalid(
                    "transform",
                    "its id is empty, longer than " + MAX_ID + " characters, or has control characters",
                    "give it a name and a version, such as pages-1");
        }
        return withSite(site.withTransform(value));
    }

    private GitOptions withFilter(String option, List<String> patterns, PathFilter filter) {
        if (patterns.isEmpty() || patterns.size() > MAX_PATTERNS) {
            throw invalid(
                    option,
                    "it has " + patterns.size() + " patterns",
                    "give 1 to " + MAX_PATTERNS + ", such as " + option + "(\"docs\", \"assets/*.css\")");
        }
        filter.check();
        return withSite(site.withFilter(filter));
    }

    private GitOptions withSite(SiteOptions value) {
        return new GitOptions(reference, directory, pollInterval, timeout, deadline, http, ssh, value, signers);
    }

    GitOptions withPollInterval(Duration value) {
        requireUnset("pollInterval", pollInterval.map(Duration::toString));
        if (value.isNegative() || value.isZero()) {
            throw invalid("pollInterval", value + " is not positive", "give at least a millisecond");
        }
        return new GitOptions(reference, directory, Optional.of(value), timeout, deadline, http, ssh, site, signers);
    }

    GitOptions withCredentials(GitCredentials value) {
        requireUnset("credentials", http.credentials().map(GitCredentials::toString));
        return withHttp(http.withCredentials(value));
    }

    GitOptions withTrust(Supplier<byte[]> value) {
        requireUnset("trust", http.trust().map(first -> "trust(…)"));
        return withHttp(http.withTrust(value));
    }

    GitOptions withProxy(String host, int port, Optional<GitCredentials> credentials) {
        requireUnset("proxy", http.proxy().map(first -> "proxy(" + first.text() + ")"));
        if (!HOST.matcher(host).matches() || port < 1 || port > MAX_PORT) {
            throw invalid(
                    "proxy", "it is no host with a port of 1 to " + MAX_PORT, "write proxy(\"proxy.example\", 3128)");
        }
        if (credentials
                .flatMap(GitCredentials::user)
                .filter(user -> user.contains(":"))
                .isPresent()) {
            throw invalid("proxy", "the name of the user has a colon in it", "write proxy(host, port, user, password)");
        }
        return withHttp(http.withProxy(HttpProxy.of(host, port, credentials)));
    }

    private GitOptions withHttp(HttpOptions value) {
        return new GitOptions(reference, directory, pollInterval, timeout, deadline, value, ssh, site, signers);
    }

    GitOptions withPrivateKey(Supplier<byte[]> value) {
        requireNoKey("privateKey");
        return withSsh(ssh.withPrivateKey(value));
    }

    GitOptions withAgent(Supplier<Path> socket) {
        requireNoKey("sshAgent");
        return withSsh(ssh.withAgent(socket));
    }

    GitOptions withAgentKey(String fingerprint) {
        requireUnset("sshAgentKey", ssh.agentKey().map(first -> "sshAgentKey(\"" + first + "\")"));
        if (!FINGERPRINT.matcher(fingerprint).matches()) {
            throw invalid(
                    "sshAgentKey",
                    "it is no fingerprint of a key",
                    "write sshAgentKey(\"SHA256:…\"), as `ssh-add -l` prints it");
        }
        return withSsh(ssh.withAgentKey(fingerprint));
    }

    private void requireNoKey(String option) {
        requireUnset(
                option,
                ssh.privateKey()
                        .map(first -> "privateKey(***)")
                        .or(() -> ssh.agent().map(first -> "sshAgent(…)")),
                "keep one of them: privateKey and sshAgent exclude each other");
    }

    GitOptions withPassphrase(Supplier<String> value) {
        requireUnset("passphrase", ssh.passphrase().map(first -> "passphrase(***)"));
        return withSsh(ssh.withPassphrase(value));
    }

    GitOptions withKnownHosts(Supplier<byte[]> value) {
        requireUnset("knownHosts", ssh.knownHosts().map(first -> "knownHosts(…)"));
        return withSsh(ssh.withKnownHosts(value));
    }

    private GitOptions withSsh(SshOptions value) {
        return new GitOptions(reference, directory, pollInterval, timeout, deadline, http, value, site, signers);
    }

    GitOptions withTimeout(Duration value) {
        requireUnset("timeout", timeout.map(Duration::toString));
        requireSeconds("timeout", value);
        return new GitOptions(
                reference, directory, pollInterval, Optional.of(value), deadline, http, ssh, site, signers);
    }

    GitOptions withDeadline(Duration value) {
        requireUnset("deadline", deadline.map(Duration::toString));
        requireSeconds("deadline", value);
        return new GitOptions(
                reference, directory, pollInterval, timeout, Optional.of(value), http, ssh, site, signers);
    }

    GitOptions withSigners(TrustedSigners value) {
        requireUnset("signedBy", signers.map(first -> "signedBy(…)"), "join the two by TrustedSigners.and(…)");
        return new GitOptions(
                reference, directory, pollInterval, timeout, deadline, http, ssh, site, Optional.of(value));
    }

    private static void requireSeconds(String option, Duration value) {
        if (value.compareTo(Duration.ofSeconds(1)) < 0 || value.compareTo(MAX) > 0) {
            throw invalid(option, value + " is out of range", "give 1 second to 1 day");
        }
    }

    private static void requireUnset(String option, Optional<String> first) {
        requireUnset(option, first, "remove one of the two");
    }

    private static void requireUnset(String option, Optional<String> first, String fix) {
        if (first.isPresent()) {
            throw failure(ErrorCode.OPTION_SET_TWICE, new Problem(option, first.get() + " was set already", fix));
        }
    }

    private static CdnException invalid(String option, String why, String fix) {
        return failure(ErrorCode.INVALID_ARGUMENT, new Problem(option, why, fix));
    }

    private static CdnException failure(ErrorCode code, Problem problem) {
        return CdnException.of(code, "Describing a git repository", problem);
    }
}

package io.cdntopology.git;

import static io.cdntopology.git.Readings.assertFails;
import static org.assertj.core.api.Assertions.assertThat;

import io.cdntopology.failure.ErrorCode;
import io.cdntopology.release.CommitId;
import io.cdntopology.spi.AgentOptions;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a description accepts, refuses and prints. */
class GitSourceTest {
    private static final CommitId COMMIT = new CommitId("0123456789abcdef0123456789abcdef01234567");
    private static final String SECRET = "s3cr3t";
    private static final String FINGERPRINT = "SHA256:4pmVeqB3XhlEUtYFnLBKJLFTfjSUQvvTzBqbUkzjQ1c";

    private static GitSource server() {
        return Git.repository("https://git.example/site.git");
    }

    @Test
    void theLocationIsTheAddress() {
        assertThat(server().location()).isEqualTo("https://git.example/site.git");
        assertThat(Git.repository(URI.create("http://git.example:8080/x")).location())
                .isEqualTo("http://git.example:8080/x");
        assertThat(Git.repository("file:///srv/a%20b.git").location()).isEqualTo("/srv/a b.git");
        assertThat(Git.repository("/srv/site.git").location()).isEqualTo("/srv/site.git");
        assertThat(Git.repository(Path.of("/srv/./site.git")).location()).isEqualTo("/srv/site.git");
        assertThat(Git.repository("site.git").location())
                .isEqualTo(Path.of("site.git").toAbsolutePath().toString());
    }

    @Test
    void anAddressOfSshIsToldWithoutTheUser() {
        assertThat(Git.repository("ssh://git@git.example/site.git").location()).isEqualTo("ssh://git.example/site.git");
        assertThat(Git.repository("ssh://git@[::1]:2222/~git/a%20b.git").location())
                .isEqualTo("ssh://[::1]:2222/~git/a%20b.git");
        assertThat(Git.repository("git@git.example:site.git").location()).isEqualTo("git.example:site.git");
        assertThat(Git.repository("git@git.example:site.git").pollInterval()).isEqualTo(Duration.ofSeconds(10));
    }

    @Test
    void addressesOfSshAreReadAsGitDoes() {
        assertThat(GitLocation.parse("ssh://git@[::1]:2222/srv/a%20b.git"))
                .isEqualTo(
                        new GitLocation.Ssh("ssh://git@[::1]:2222/srv/a%20b.git", "git", "::1", 2222, "/srv/a b.git"));
        assertThat(GitLocation.parse("me@git.example:site.git"))
                .isEqualTo(new GitLocation.Ssh("me@git.example:site.git", "me", "git.example", 22, "site.git"));
    }

    @Test
    void sshNeedsAKeyAndKnownHostsAndNamesBoth() {
        GitSource source = Git.repository("git@git.example:site.git");

        assertThat(assertFails(ErrorCode.INVALID_ARGUMENT, () -> source.open(Path.of("unused"))))
                .hasMessageContaining("privateKey(…)")
                .hasMessageContaining("knownHosts(…)");
        assertThat(source.problems()).hasSize(2);
        assertThat(source.privateKey(() -> SECRET).knownHosts("").problems()).isEmpty();
        assertThat(source.sshAgent().knownHosts("").problems()).isEmpty();
        assertThat(server().problems()).isEmpty();
    }

    @Test
    void whatAnSshAgentDoesNotNeedIsRefused() {
        GitSource source = Git.repository("git@git.example:site.git").knownHosts("");

        assertThat(source.sshAgent().passphrase(() -> SECRET).problems())
                .singleElement()
                .satisfies(problem -> assertThat(problem.fix()).contains("remove passphrase(…)"));
        assertThat(source.privateKey(() -> SECRET).sshAgentKey(FINGERPRINT).problems())
                .singleElement()
                .satisfies(problem -> assertThat(problem.fix()).contains("remove sshAgentKey(…)"));
    }

    @Test
    void anSshAgentThatNoEnvironmentNamesIsSaid() {
        assertThat(AgentIdentity.socket(Map.of("SSH_AUTH_SOCK", "/run/agent.sock")))
                .isEqualTo(Path.of("/run/agent.sock"));
        for (Map<String, String> environment : List.of(Map.<String, String>of(), Map.of("SSH_AUTH_SOCK", ""))) {
            assertThat(assertFails(ErrorCode.CREDENTIALS_REFUSED, () -> AgentIdentity.socket(environment)))
                    .hasMessageContaining("SSH_AUTH_SOCK")
                    .hasMessageContaining("sshAgent(path)");
        }
    }

    @Test
    void anAgentInAContainerHasNoSshAgent() {
        assertThat(assertFails(
                        ErrorCode.INVALID_TOPOLOGY,
                        () -> Git.repository("git@git.example:site.git")
                                .sshAgent(Path.of("agent.sock"))
                                .knownHosts("")
                                .forAgent()))
                .hasMessageContaining("git.example:site.git")
                .hasMessageContaining("privateKey(file)");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "MD5:d4:1d:8c:d9:8f:00:b2:04:e9:80:09:98:ec:f8:42:7e",
                "SHA256:short",
                "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAI",
                "4pmVeqB3XhlEUtYFnLBKJLFTfjSUQvvTzBqbUkzjQ1c",
                "SHA256:4pmVeqB3XhlEUtYFnLBKJLFTfjSUQvvTzBqbUkzjQ1c="
            })
    void keysOfAnSshAgentAreNamedByTheirFingerprints(String text) {
        assertThat(assertFails(
                        ErrorCode.INVALID_ARGUMENT,
                        () -> Git.repository("git@git.example:site.git").sshAgentKey(text)))
                .hasMessageContaining("ssh-add -l");
    }

    @Test
    void optionsOfOneTransportAreRefusedByAnother() {
        Path file = Path.of("key");
        GitSource ssh = Git.repository("git@git.example:site.git");
        assertFails(
                ErrorCode.INVALID_ARGUMENT,
                () -> Git.repository("git://git.example/site.git").credentials("me", () -> SECRET));
        assertFails(ErrorCode.INVALID_ARGUMENT, () -> ssh.token(() -> SECRET));
        assertFails(ErrorCode.INVALID_ARGUMENT, () -> ssh.trust(file));
        assertFails(ErrorCode.INVALID_ARGUMENT, () -> ssh.proxy("proxy.example", 3128));
        assertFails(
                ErrorCode.INVALID_ARGUMENT,
                () -> Git.repository("http://git.example/x").trust(file));
        assertFails(ErrorCode.INVALID_ARGUMENT, () -> server().privateKey(file));
        assertFails(ErrorCode.INVALID_ARGUMENT, () -> server().privateKey(() -> SECRET));
        assertFails(ErrorCode.INVALID_ARGUMENT, () -> server().passphrase(() -> SECRET));
        assertFails(ErrorCode.INVALID_ARGUMENT, () -> server().sshAgent());
        assertFails(ErrorCode.INVALID_ARGUMENT, () -> server().sshAgent(file));
        assertFails(ErrorCode.INVALID_ARGUMENT, () -> server().sshAgentKey(FINGERPRINT));
        assertFails(ErrorCode.INVALID_ARGUMENT, () -> server().knownHosts(file));
        assertFails(ErrorCode.INVALID_ARGUMENT, () -> server().knownHosts(""));
        assertFails(ErrorCode.INVALID_ARGUMENT, () -> ssh.credentials("me", () -> SECRET));
    }

    @Test
    void anAgentIsToldTheAddressWithItsUserAndSecretsAsFiles() {
        AgentOptions told = Git.repository("ssh://git@git.example:2222/site.git")
                .privateKey(() -> SECRET)
                .passphrase(() -> "open " + SECRET)
                .knownHosts("git.example ssh-ed25519 AAAA")
                .forAgent();

        assertThat(told.options()).isEqualTo(Map.of("git.url", "ssh://git@git.example:2222/site.git"));
        assertThat(told.files().keySet())
                .containsExactlyInAnyOrder("git.ssh.key", "git.ssh.passphrase.file", "git.ssh.known.hosts");
        assertThat(told.files().get("git.ssh.key").get())
                .asString(StandardCharsets.UTF_8)
                .isEqualTo(SECRET);
        assertThat(told.addresses()).containsExactly(URI.create("ssh://git.example:2222"));
        assertThat(told.directories()).isEmpty();
    }

    @Test
    void anAgentIsToldHowAnHttpServerIsReached() {
        AgentOptions basic = server().credentials("me", refused -> refused.orElse(SECRET))
                .proxy("proxy.example", 3128)
                .forAgent();
        assertThat(basic.options())
                .isEqualTo(Map.of(
                        "git.url",
                        "https://git.example/site.git",
                        "git.user",
                        "me",
                        "git.proxy",
                        "proxy.example:3128"));
        assertThat(basic.files().get("git.password.file").get())
                .asString(StandardCharsets.UTF_8)
                .isEqualTo(SECRET);
        AgentOptions proxied =
                server().proxy("proxy.example", 3128, "me", () -> SECRET).forAgent();
        assertThat(proxied.options())
                .isEqualTo(Map.of(
                        "git.url",
                        "https://git.example/site.git",
                        "git.proxy",
                        "proxy.example:3128",
                        "git.proxy.user",
                        "me"));
        assertThat(proxied.files().get("git.proxy.password.file").get())
                .asString(StandardCharsets.UTF_8)
                .isEqualTo(SECRET);
        assertThat(server().token(() -> SECRET)
                        .trust(Path.of("ca.pem"))
                        .forAgent()
                        .files())
                .containsOnlyKeys("git.token.file", "git.trust");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "http://proxy.example", "me@proxy.example", "proxy example", "::1"})
    void aProxyIsAHost(String host) {
        assertFails(ErrorCode.INVALID_ARGUMENT, () -> server().proxy(host, 3128));
        assertFails(ErrorCode.INVALID_ARGUMENT, () -> server().proxy("proxy.example", 0));
        assertFails(ErrorCode.INVALID_ARGUMENT, () -> server().proxy("proxy.example", 3128, "me:you", () -> SECRET));
    }

    @Test
    void directoriesArePolledMoreOftenThanServers() {
        assertThat(Git.repository("/srv/site.git").pollInterval()).isEqualTo(Duration.ofSeconds(1));
        assertThat(server().pollInterval()).isEqualTo(Duration.ofSeconds(10));
        assertThat(server().pollInterval(Duration.ofMillis(1)).pollInterval()).isEqualTo(Duration.ofMillis(1));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ssh://git.example/site.git",
                "ssh://git@git.example",
                "ssh:///site.git",
                "ssh://git@git.example/site.git?x",
                "git.example:site.git",
                "git@git.example:",
                "git@git.example:a\nb.git",
                "git://me@git.example/site.git",
                "git:///site.git",
                "ftp://git.example/site.git",
                "https:///site.git",
                "http://no host/site.git",
                "file://server/site.git",
                "",
                " "
            })
    void otherAddressesAreRefusedAndTheFixSaysWhatIsSupported(String url) {
        assertThat(assertFails(ErrorCode.INVALID_ARGUMENT, () -> Git.repository(url))
                        .problems())
                .singleElement()
                .satisfies(problem ->
                        assertThat(problem.fix()).containsAnyOf("file:", "https:", "ssh:", "git:", "remove it"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://user:s3cr3t@git.example/site.git",
                "https://s3cr3t@git.example/site.git",
                "https://user:s3cr3t/with/slashes@git.example/site.git",
                "https://user:p@s3cr3t@git.example/site.git",
                "https://user:s3cr3t%zz@git.example/site.git",
                "https://user:s3cr3t with space@git.example/site.git",
                "https://git.example/site.git?private_token=s3cr3t",
                "https://git.example/site.git#s3cr3t",
                "ssh://user:s3cr3t@git.example/site.git",
                "user:s3cr3t@git.example:site.git",
                "ftp://user:s3cr3t@git.example/site.git"
            })
    void secretsInAddressesAreRefusedAndNotRepeated(String url) {
        for (Throwable e = assertFails(ErrorCode.INVALID_ARGUMENT, () -> Git.repository(url));
                e != null;
                e = e.getCause()) {
            assertThat(e.toString()).doesNotContain(SECRET);
        }
    }

    @Test
    void aUrlWithCredentialsIsToldHowToSetThem() {
        assertThat(assertFails(
                        ErrorCode.INVALID_ARGUMENT,
                        () -> Git.repository("https://user:" + SECRET + "@git.example/site.git")))
                .hasMessageContaining("https://***@git.example/site.git")
                .hasMessageContaining("credentials(user, password)");
    }

    @Test
    void credentialsAreNeverPrinted() {
        GitSource source = server().credentials("me", () -> SECRET);

        assertThat(source.toString() + source.location()).doesNotContain(SECRET, "me:");
        assertThat(assertFails(ErrorCode.OPTION_SET_TWICE, () -> source.credentials("me", () -> SECRET)))
                .hasMessageNotContaining(SECRET);
        assertThat(new GitCredentials(Optional.of("me"), refused -> SECRET).toString())
                .doesNotContain(SECRET, "me");
    }

    @Test
    void credentialsAreForServersOnly() {
        assertFails(
                ErrorCode.INVALID_ARGUMENT,
                () -> Git.repository("/srv/site.git").credentials("me", () -> SECRET));
    }

    @Test
    void referencesExcludeEachOtherAndTheFirstIsNamed() {
        for (UnaryOperator<GitSource> second : List.<UnaryOperator<GitSource>>of(
                source -> source.branch("other"),
                source -> source.tag("v1"),
                source -> source.newestTag("v*"),
                source -> source.commit(COMMIT))) {
            assertThat(assertFails(ErrorCode.OPTION_SET_TWICE, () -> second.apply(server().branch("main"))))
                    .hasMessageContaining("branch(\"main\")");
        }
    }

    @Test
    void everyOptionIsSetOnceAndTheFirstValueIsNamed() {
        assertThat(assertFails(
                        ErrorCode.OPTION_SET_TWICE,
                        () -> server().directory("a").directory("b")))
                .hasMessageContaining("directory(\"a\")");
        GitSource ssh = Git.repository("git@git.example:site.git")
                .privateKey(() -> SECRET)
                .passphrase(() -> SECRET)
                .knownHosts("");
        for (UnaryOperator<GitSource> second : List.<UnaryOperator<GitSource>>of(
                source -> source.privateKey(Path.of("key")),
                source -> source.sshAgent(),
                source -> source.passphrase(() -> SECRET),
                source -> source.knownHosts(Path.of("hosts")))) {
            assertThat(assertFails(ErrorCode.OPTION_SET_TWICE, () -> second.apply(ssh)))
                    .hasMessageNotContaining(SECRET);
        }
        GitSource agent = Git.repository("git@git.example:site.git").sshAgent().sshAgentKey(FINGERPRINT);
        assertThat(assertFails(ErrorCode.OPTION_SET_TWICE, () -> agent.privateKey(() -> SECRET)))
                .hasMessageContaining("sshAgent(…)");
        assertThat(assertFails(ErrorCode.OPTION_SET_TWICE, () -> agent.sshAgentKey(FINGERPRINT)))
                .hasMessageContaining(FINGERPRINT);
        assertFails(
                ErrorCode.OPTION_SET_TWICE, () -> server().token(() -> SECRET).credentials("me", () -> SECRET));
        assertFails(
                ErrorCode.OPTION_SET_TWICE, () -> server().trust(Path.of("a")).trust(Path.of("b")));
        assertThat(assertFails(
                        ErrorCode.OPTION_SET_TWICE, () -> server().proxy("a", 1).proxy("b", 2)))
                .hasMessageContaining("proxy(a:1)");
        assertThat(assertFails(
                        ErrorCode.OPTION_SET_TWICE,
                        () -> server().proxy("a", 1, "me", () -> SECRET).proxy("b", 2)))
                .hasMessageNotContaining(SECRET);
        Duration first = Duration.ofSeconds(7);
        Duration second = Duration.ofSeconds(8);
        assertThat(assertFails(
                        ErrorCode.OPTION_SET_TWICE,
                        () -> server().pollInterval(first).pollInterval(second)))
                .hasMessageContaining("PT7S");
        assertThat(assertFails(
                        ErrorCode.OPTION_SET_TWICE,
                        () -> server().timeout(first).timeout(second)))
                .hasMessageContaining("PT7S");
        assertThat(assertFails(
                        ErrorCode.OPTION_SET_TWICE,
                        () -> server().deadline(first).deadline(second)))
                .hasMessageContaining("PT7S");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "/", "/public", "public/", "a//b", ".", "./a", "..", "a/../b", "a\\b", "a\0b"})
    void directoriesOutsideTheRepositoryAreRefused(String directory) {
        assertFails(ErrorCode.INVALID_ARGUMENT, () -> server().directory(directory));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "refs/heads/main", "a..b", "a b", "-x.lock", "a~1", "@{0}", "/a"})
    void namesThatAreNoReferencesAreRefused(String name) {
        assertFails(ErrorCode.INVALID_ARGUMENT, () -> server().branch(name));
        assertFails(ErrorCode.INVALID_ARGUMENT, () -> server().tag(name));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "v", "v*.*", "a..*", "a b*", "refs/tags/v*", "*.lock"})
    void patternsThatAreNoTagsAreRefused(String pattern) {
        assertFails(ErrorCode.INVALID_ARGUMENT, () -> server().newestTag(pattern));
    }

    @Test
    void durationsAreInRange() {
        assertFails(ErrorCode.INVALID_ARGUMENT, () -> server().pollInterval(Duration.ZERO));
        assertFails(ErrorCode.INVALID_ARGUMENT, () -> server().timeout(Duration.ofMillis(999)));
        assertFails(ErrorCode.INVALID_ARGUMENT, () -> server().deadline(Duration.ofDays(2)));
    }

    @Test
    void descriptionsAreImmutable() {
        GitSource base = server();
        base.branch("main");

        base.branch("other").directory("public");
    }
}

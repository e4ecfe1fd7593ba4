package io.cdntopology.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.cdntopology.failure.CdnException;
import io.cdntopology.failure.ErrorCode;
import io.cdntopology.failure.Problem;
import io.cdntopology.git.Git;
import io.cdntopology.git.GitSource;
import io.cdntopology.mounts.MountPath;
import io.cdntopology.mounts.MountedSource;
import io.cdntopology.spi.AgentOptions;
import io.cdntopology.spi.ContentSource;
import io.cdntopology.topology.ContentLimits;
import io.cdntopology.topology.Encoding;
import io.cdntopology.topology.Retention;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("The options of an agent")
class AgentSettingsTest {
    private static final String SECRET = "hunter2";

    @TempDir
    private Path directory;

    private final Map<String, String> environment = new LinkedHashMap<>(Map.of("HOSTNAME", "web-1"));
    private final List<String> needed = List.of(
            "--name=docs",
            "--content-root=/www",
            "--git-url=https://git.example/site.git",
            "--etcd-endpoints=http://a:1");

    private AgentSettings read(List<String> arguments) {
        CommandLineArguments given = CommandLineArguments.parse(arguments);
        return AgentSettings.read(given.values(), environment, given.problems());
    }

    private AgentSettings readNeededAnd(String... more) {
        List<String> arguments = new ArrayList<>(needed);
        arguments.addAll(List.of(more));
        return read(arguments);
    }

    private CdnException refused(String... arguments) {
        CdnException refused = catchThrowableOfType(CdnException.class, () -> read(List.of(arguments)));
        assertThat(refused.code()).isEqualTo(ErrorCode.INVALID_ARGUMENT);
        assertThat(refused).hasMessageNotContaining(SECRET);
        return refused;
    }

    private Path file(String name, String content) throws IOException {
        return Files.writeString(directory.resolve(name), content);
    }

    @Test
    @DisplayName("have defaults wherever there is a sensible one")
    void defaults() {
        AgentSettings settings = readNeededAnd();
        assertThat(settings.name().value()).isEqualTo("docs");
        assertThat(settings.host().value()).isEqualTo("web-1");
        assertThat(settings.workDirectory()).isEqualTo(Path.of("/var/lib/cdn-agent"));
        assertThat(settings.retention()).isEqualTo(Retention.DEFAULT);
        assertThat(settings.limits()).isEqualTo(ContentLimits.DEFAULT);
        assertThat(settings.encodings()).containsExactly(Encoding.BROTLI, Encoding.GZIP);
        assertThat(settings.health().toString()).contains("127.0.0.1:8081");
        assertThat(settings.exec()).isEmpty();
    }

    @Test
    @DisplayName("are taken from the command line, then from the environment, then from the file")
    void precedence() throws IOException {
        Path file = file(
                "agent.properties",
                "host=from-file\nretention.releases=7\nretention.age = 3h\nmax.bytes=1g\nallow.empty=true\nexec=reload");
        environment.put("CDN_CONFIG", file.toString());
        environment.put("CDN_HOST", "from-environment");
        environment.put("CDN_RETENTION_RELEASES", "8");
        environment.put("CDN_EXEC_TIMEOUT", "2s");
        environment.put("CDN_MAX_BYTES", "");
        AgentSettings settings = readNeededAnd("--host=from-flag");
        assertThat(settings.host().value()).isEqualTo("from-flag");
        assertThat(settings.retention()).isEqualTo(new Retention(8, Duration.ofHours(3)));
        assertThat(settings.limits().maxBytes()).isEqualTo(1L << 30);
        assertThat(settings.limits().allowEmpty()).isTrue();
        assertThat(settings.exec()).contains(new ExecSettings("reload", Duration.ofSeconds(2)));
    }

    @Test
    @DisplayName("can all be given in each of the three ways, by one name")
    void oneName() {
        assertThat(AgentOption.ETCD_CLIENT_CERTIFICATE.flag()).isEqualTo("--etcd-client-certificate");
        assertThat(AgentOption.ETCD_CLIENT_CERTIFICATE.variable()).isEqualTo("CDN_ETCD_CLIENT_CERTIFICATE");
        assertThat(AgentOption.ETCD_CLIENT_CERTIFICATE.key()).isEqualTo("etcd.client.certificate");
    }

    @Test
    @DisplayName("that are wrong are all named at once, with where, why and what to do")
    void allMistakes() throws IOException {
        Path file = file("agent.properties", "etcd.timeout=soon\ngit.password=" + SECRET + "\n");
        environment.put("CDN_HOST", "Web 1");
        environment.put("CDN_HEALTH_ADDRESS", "8081");
        CdnException refused = refused(
                "--config=" + file,
                "--content-root=/www",
                "--work-directory=/www/work",
                "--git-url=https://user:" + SECRET + "@git.example/site.git",
                "--git-user=user",
                "--etcd-endpoints=http://user:" + SECRET + "@a:1",
                "--etcd-client-key=" + SECRET,
                "--retention-releases=0",
                "--max-files=many",
                "--exec-timeout=1s",
                "--git-password=" + SECRET);
        assertThat(refused.problems())
                .extracting(Problem::where)
                .containsExactlyInAnyOrder(
                        "--git-password",
                        "git.password in " + file,
                        "--name",
                        "CDN_HOST",
                        "--work-directory",
                        "--git-url",
                        "--git-user",
                        "--etcd-endpoints",
                        "etcd.timeout in " + file,
                        "--etcd-client-key",
                        "--etcd-client-key",
                        "--retention-releases",
                        "--max-files",
                        "CDN_HEALTH_ADDRESS",
                        "--exec-timeout");
        assertThat(refused.problems()).allSatisfy(problem -> {
            assertThat(problem.why()).isNotBlank();
            assertThat(problem.fix()).isNotBlank();
        });
    }

    @Test
    @DisplayName("of the command line do not give a value away that is in the wrong place")
    void strayArguments() {
        assertThat(refused("--git-password", SECRET, "--name", "a", "--name", "b")
                        .problems())
                .extracting(Problem::where)
                .contains("--git-password");
        assertThat(refused("--git-user", "me", SECRET).problems().get(0).why()).startsWith("1 of the arguments");
        assertThat(refused("--git-password-file=" + SECRET).problems())
                .extracting(Problem::where)
                .contains("--git-password-file");
        assertThat(refused("--name")).hasMessageContaining("--name has no value");
    }

    @Test
    @DisplayName("take secrets from files, which are not printed")
    void secrets() throws IOException {
        Path password = file("password", SECRET + "\n");
        AgentSettings settings = readNeededAnd(
                "--git-user=me",
                "--git-password-file=" + password,
                "--etcd-user=me",
                "--etcd-password-file=" + password,
                "--exec=curl -H token:" + SECRET);
        assertThat(settings.toString()).doesNotContain(SECRET);
        assertThat(new PasswordFile(password).read()).isEqualTo(SECRET);
    }

    @Test
    @DisplayName("for HTTP reach git, a token in place of a password")
    void http() throws IOException {
        Path secret = file("secret", SECRET + "\n");
        AgentSettings settings =
                readNeededAnd("--git-token-file=" + secret, "--git-trust=" + secret, "--git-proxy=proxy.example:3128");
        assertThat(settings.toString()).doesNotContain(SECRET);
        assertThat(refused("--git-proxy-user=me", "--configuration-git-proxy-password-file=" + secret)
                        .problems())
                .extracting(Problem::fix)
                .contains("give --git-proxy-password-file too", "give --git-proxy too")
                .contains("give --configuration-git-proxy-user too");

        assertThat(refused(
                                "--git-url=http://git.example/site.git",
                                "--git-user=me",
                                "--git-password-file=" + secret,
                                "--git-token-file=" + secret,
                                "--git-trust=" + secret,
                                "--git-proxy=proxy.example")
                        .problems())
                .extracting(Problem::where)
                .contains("--git-token-file", "--git-trust", "--git-proxy")
                .doesNotContain("--git-user", "--git-password-file");
    }

    @Test
    @DisplayName("name what is followed and who is trusted, once")
    void signers() throws IOException {
        Path signers = file("signers", "ada@example.org ssh-ed25519 AAAA\n");
        AgentSettings settings = readNeededAnd("--git-signers-ssh=" + signers, "--git-newest-tag=v*");
        assertThat(settings.source().forAgent().files()).containsOnlyKeys("git.signers.ssh");
        assertThat(settings.source().forAgent().options()).containsEntry("git.newest.tag", "v*");
        settings =
                readNeededAnd("--git-signers-ssh=" + signers, "--git-signers-openpgp=" + signers, "--git-tag=stable");
        assertThat(settings.source().forAgent().files()).containsOnlyKeys("git.signers.ssh", "git.signers.openpgp");
        assertThat(settings.source().forAgent().options()).containsEntry("git.tag", "stable");

        assertThat(refused("--git-signers-ssh=" + signers + ".missing", "--git-tag=stable", "--git-newest-tag=v*")
                        .problems())
                .extracting(Problem::where)
                .contains("--git-signers-ssh", "--git-newest-tag")
                .doesNotContain("--git-tag");
    }

    @Test
    @DisplayName("for ssh reach git, and need its URL")
    void ssh() throws IOException {
        Path secret = file("secret", SECRET + "\n");
        List<String> ssh = List.of(
                "--git-ssh-key=" + secret, "--git-ssh-passphrase-file=" + secret, "--git-ssh-known-hosts=" + secret);
        List<String> https = new ArrayList<>(needed);
        https.addAll(ssh);
        assertThat(refused(https.toArray(String[]::new)).problems())
                .extracting(Problem::where)
                .containsExactlyInAnyOrder("--git-ssh-key", "--git-ssh-passphrase-file", "--git-ssh-known-hosts");

        List<String> given = https.stream()
                .map(argument -> argument.replace("https://git", "ssh://git@git"))
                .toList();
        AgentSettings settings = read(given);
        assertThat(settings.source().location()).isEqualTo("ssh://git.example/site.git");
        assertThat(settings.toString()).doesNotContain(SECRET);

        assertThat(refused("--git-url=git@git.example:site.git").problems())
                .filteredOn(problem -> problem.where().equals("--git-url"))
                .hasSize(2)
                .allSatisfy(problem -> assertThat(problem.fix()).contains("--git-ssh-key", "--git-ssh-known-hosts"));
        assertThat(refused(
                                "--git-url=git@git.example:site.git",
                                "--git-ssh-key=" + SECRET,
                                "--configuration-git-ssh-key=" + secret)
                        .problems())
                .extracting(Problem::where)
                .contains("--git-ssh-key", "--configuration-git-url", "--configuration-root");
    }

    @Test
    @DisplayName("put other sources at paths of the site")
    void mounts() {
        AgentSettings settings = readNeededAnd(
                "--mount-1-path=/docs",
                "--mount-1-git-url=https://git.example/docs.git",
                "--mount-3-path=/a/b",
                "--mount-3-git-url=/srv/b.git");
        assertThat(settings.source().location())
                .isEqualTo(
                        "https://git.example/site.git, /a/b from /srv/b.git, /docs from https://git.example/docs.git");

        List<String> wrong = new ArrayList<>(needed);
        wrong.addAll(List.of(
                "--mount-1-path=docs",
                "--mount-1-git-url=ftp://git.example/docs.git",
                "--mount-2-git-url=/srv/b.git",
                "--mount-3-path=/c",
                "--mount-4-path=/d",
                "--mount-4-git-url=/srv/d.git",
                "--mount-4-git-proxy=p:1"));
        assertThat(refused(wrong.toArray(String[]::new)).problems())
                .extracting(Problem::where)
                .containsExactlyInAnyOrder(
                        "--mount-1-path",
                        "--mount-1-git-url",
                        "--mount-2-path",
                        "--mount-3-git-url",
                        "--mount-4-git-proxy");
    }

    @Test
    @DisplayName("are understood as the sources of a site tell them")
    void sourcesTellThem() throws IOException {
        Path secret = file("password", SECRET);
        ContentSource described = MountedSource.of(
                Git.repository("https://git.example/site.git").directory("public"),
                Map.of(
                        new MountPath("/docs"),
                        Git.repository("https://git.example/docs.git").credentials("reader", secret),
                        new MountPath("/a"),
                        Git.repository("git://git.example/a.git").branch("main"),
                        new MountPath("/b"),
                        Git.repository("https://git.example/b.git").proxy("proxy.example", 3128, "me", secret)));
        AgentOptions told = described.forAgent();
        Properties properties = new Properties();
        properties.putAll(told.options());
        told.files().keySet().forEach(name -> properties.put(name, secret.toString()));
        Path file = directory.resolve("agent.properties");
        try (Writer out = Files.newBufferedWriter(file)) {
            properties.store(out, "");
        }
        AgentSettings settings =
                read(List.of("--config=" + file, "--name=docs", "--content-root=/www", "--etcd-endpoints=http://a:1"));
        assertThat(settings.source().location()).isEqualTo(described.location());
        assertThat(settings.source().forAgent()).hasToString(told.toString());
    }

    @Test
    @DisplayName("do not put two sources at one path of the site")
    void twoMounts() {
        assertThatThrownBy(() -> readNeededAnd(
                        "--mount-1-path=/docs",
                        "--mount-1-git-url=/srv/a.git",
                        "--mount-2-path=/docs",
                        "--mount-2-git-url=/srv/b.git"))
                .hasMessageContaining("--mount-2-path: another source is at this path, too");
    }

    @Test
    @DisplayName("say which files of a site and of a configuration are taken, as the application does")
    void patterns() {
        AgentSettings settings = readNeededAnd(
                "--git-directory=public",
                "--git-submodules=true",
                "--configuration-git-submodules=false",
                "--git-only=docs,*.html",
                "--git-except=**/*.map",
                "--configuration-root=/etc/nginx",
                "--configuration-git-url=/srv/nginx.git",
                "--configuration-git-only=conf.d");
        GitSource same = Git.repository("https://git.example/site.git")
                .directory("public")
                .submodules()
                .only("docs", "*.html")
                .except("**/*.map");
        assertThat(settings.source().forAgent()).isEqualTo(same.forAgent());
        assertThat(settings.configuration().orElseThrow().source().orElseThrow().forAgent())
                .isEqualTo(Git.repository("/srv/nginx.git").only("conf.d").forAgent());

        assertThat(catchThrowableOfType(
                                CdnException.class,
                                () -> readNeededAnd("--git-only=/docs", "--git-except=a,,b", "--git-submodules=1"))
                        .problems())
                .extracting(Problem::where)
                .containsExactlyInAnyOrder("--git-only", "--git-except", "--git-submodules");
    }

    @Test
    @DisplayName("for TLS and namespaces reach etcd, and need https")
    void tls() throws IOException {
        Path pem = file("some.pem", "-----BEGIN CERTIFICATE-----");
        List<String> more = List.of(
                "--etcd-trust=" + pem,
                "--etcd-client-certificate=" + pem,
                "--etcd-client-key=" + pem,
                "--etcd-namespace=/team-a");
        List<String> http = new ArrayList<>(needed);
        http.addAll(more);
        assertThat(refused(http.toArray(String[]::new)).problems())
                .extracting(Problem::where)
                .containsExactlyInAnyOrder("--etcd-trust", "--etcd-client-certificate");

        List<String> https = http.stream()
                .map(argument -> argument.replace("http://a:1", "https://a:1,https://b:1"))
                .toList();
        assertThat(read(https).coordination().location()).isEqualTo("https://a:1,https://b:1 below /team-a");
    }

    @Test
    @DisplayName("decide the exit status: 0 with help and version, 2 with mistakes")
    void exitStatus() throws InterruptedException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        assertThat(run(out, err, "--help")).isZero();
        for (NamedOption option : NamedOption.all()) {
            assertThat(out.toString(StandardCharsets.UTF_8).contains(option.flag() + "="))
                    .as(option.flag())
                    .isNotEqualTo(option.isHidden());
        }
        assertThat(run(out, err, "--version")).isZero();
        assertThat(out.toString(StandardCharsets.UTF_8)).contains("cdn-agent ");
        assertThat(err.toString(StandardCharsets.UTF_8)).isEmpty();
        assertThat(run(out, err, "--max-files=0")).isEqualTo(2);
        assertThat(err.toString(StandardCharsets.UTF_8)).contains("--max-files: '0' is below 1; give 1 or more");
    }

    private static int run(ByteArrayOutputStream out, ByteArrayOutputStream err, String... arguments)
            throws InterruptedException {
        try (PrintStream toOut = new PrintStream(out, true, StandardCharsets.UTF_8);
                PrintStream toErr = new PrintStream(err, true, StandardCharsets.UTF_8)) {
            return AgentMain.run(List.of(arguments), Map.of(), toOut, toErr);
        }
    }
}

package io.cdntopology.docker;

import static io.cdntopology.docker.Failures.assertFails;
import static io.cdntopology.docker.Failures.printed;
import static org.assertj.core.api.Assertions.assertThat;

import io.cdntopology.failure.CdnException;
import io.cdntopology.failure.ErrorCode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("The engine that the docker command speaks to")
class DockerEnvironmentTest {
    private static final String SECRET = "s3cret-pa55word";

    @TempDir
    Path home;

    private DockerHost local(String... variables) {
        return environment(variables).local();
    }

    private DockerEnvironment environment(String... variables) {
        return new DockerEnvironment(
                switch (variables.length) {
                    case 0 -> Map.of();
                    case 2 -> Map.of(variables[0], variables[1]);
                    case 4 -> Map.of(variables[0], variables[1], variables[2], variables[3]);
                    default ->
                        Map.of(variables[0], variables[1], variables[2], variables[3], variables[4], variables[5]);
                },
                home);
    }

    private Path config(String content) throws Exception {
        Path file = home.resolve(".docker/config.json");
        Files.createDirectories(file.getParent());
        return Files.writeString(file, content);
    }

    private Path meta(String name) throws Exception {
        return home.resolve(".docker/contexts/meta").resolve(hash(name)).resolve("meta.json");
    }

    private static String hash(String name) throws Exception {
        byte[] digest = MessageDigest.getInstance("SHA-256").digest(name.getBytes(StandardCharsets.UTF_8));
        return HexFormat.of().formatHex(digest);
    }

    private void context(String name, String endpoint) throws Exception {
        Path file = meta(name);
        Files.createDirectories(file.getParent());
        Files.writeString(
                file, "{\"Name\":\"" + name + "\",\"Metadata\":{},\"Endpoints\":{\"docker\":" + endpoint + "}}");
    }

    @Test
    @DisplayName("is the usual socket if nothing is said, or nothing in what is said")
    void nothing() throws Exception {
        assertThat(local()).hasToString("unix:///var/run/docker.sock");
        assertThat(local("DOCKER_HOST", "", "DOCKER_CONTEXT", "")).hasToString("unix:///var/run/docker.sock");
        config("");
        assertThat(local()).hasToString("unix:///var/run/docker.sock");
        config("{\"auths\":{},\"currentContext\":\"\"}");
        assertThat(local()).hasToString("unix:///var/run/docker.sock");
        config("{\"currentContext\":\"default\"}");
        assertThat(local()).hasToString("unix:///var/run/docker.sock");
    }

    @Test
    @DisplayName("is that of DOCKER_HOST before any context")
    void host() throws Exception {
        config("{\"currentContext\":\"missing\"}");
        assertThat(local("DOCKER_HOST", "unix:///a", "DOCKER_CONTEXT", "missing"))
                .isEqualTo(DockerHost.unixSocket(Path.of("/a")));
        assertThat(local("DOCKER_HOST", "tcp://eu-1")).hasToString("tcp://eu-1:2375");
    }

    @Test
    @DisplayName("is spoken to by TLS if DOCKER_TLS_VERIFY says so, with the certificates of DOCKER_CERT_PATH")
    void tls() {
        DockerHost host =
                local("DOCKER_HOST", "tcp://eu-1", "DOCKER_TLS_VERIFY", "1", "DOCKER_CERT_PATH", "/etc/certificates");
        assertThat(host).isEqualTo(DockerHost.tcp("eu-1", 2376).tls(Path.of("/etc/certificates")));
        host.requireSafe();
    }

    @Test
    @DisplayName("has its certificates beside the configuration if nothing else is said")
    void certificates() {
        assertThat(local("DOCKER_HOST", "tcp://eu-1", "DOCKER_TLS_VERIFY", "1").certificates())
                .contains(home.resolve(".docker"));
        assertThat(local("DOCKER_HOST", "tcp://eu-1", "DOCKER_TLS_VERIFY", "1", "DOCKER_CONFIG", "/etc/docker-config")
                        .certificates())
                .contains(Path.of("/etc/docker-config"));
        assertThat(local("DOCKER_HOST", "unix:///a", "DOCKER_TLS_VERIFY", "1"))
                .isEqualTo(DockerHost.unixSocket(Path.of("/a")));
    }

    @Test
    @DisplayName("has to prove who it is")
    void unverified() throws Exception {
        assertFails(
                ErrorCode.INVALID_ARGUMENT,
                () -> local("DOCKER_HOST", "tcp://eu-1", "DOCKER_TLS", "1"),
                "set DOCKER_TLS_VERIFY=1");
        context("eu", "{\"Host\":\"tcp://eu-1:2376\",\"SkipTLSVerify\":true}");
        assertFails(ErrorCode.INVALID_ARGUMENT, () -> local("DOCKER_CONTEXT", "eu"), "context 'eu'", "skip-tls-verify");
    }

    @Test
    @DisplayName("is not exposed because a variable or a context says so")
    void exposed() throws Exception {
        context("eu", "{\"Host\":\"tcp://eu-1:2375\"}");
        assertFails(ErrorCode.INVALID_ARGUMENT, local("DOCKER_CONTEXT", "eu")::requireSafe, "context 'eu'");
        DockerHost host = local("DOCKER_HOST", "tcp://eu-1:2375");
        assertFails(ErrorCode.INVALID_ARGUMENT, host::requireSafe, "DOCKER_HOST: ", "DOCKER_TLS_VERIFY=1");
        host.insecure().requireSafe();
    }

    @Test
    @DisplayName("is that of the context that is in use, that of DOCKER_CONTEXT first")
    void contexts() throws Exception {
        context("one", "{\"Host\":\"unix:///one.sock\",\"SkipTLSVerify\":false}");
        context("two", "{\"Host\":\"tcp://127.0.0.1:2375\"}");
        config("{\"auths\":{\"registry\":{\"auth\":\"" + SECRET + "\"}},\"currentContext\":\"one\"}");
        assertThat(local()).isEqualTo(DockerHost.unixSocket(Path.of("/one.sock")));
        assertThat(local("DOCKER_CONTEXT", "two")).isEqualTo(DockerHost.tcp("127.0.0.1", 2375));
        assertThat(local("DOCKER_CONTEXT", "default")).hasToString("unix:///var/run/docker.sock");
        assertThat(environment("DOCKER_HOST", "unix:///a").context("two")).hasToString("tcp://127.0.0.1:2375");
        assertThat(environment("DOCKER_HOST", "unix:///a").context("default")).hasToString("unix:///a");
    }

    @Test
    @DisplayName("has the certificates of its context")
    void contextCertificates() throws Exception {
        context("eu", "{\"Host\":\"tcp://eu-1:2376\"}");
        Path certificates =
                home.resolve(".docker/contexts/tls").resolve(hash("eu")).resolve("docker");
        Files.createDirectories(certificates);
        assertThat(local("DOCKER_CONTEXT", "eu"))
                .isEqualTo(DockerHost.tcp("eu-1", 2376).tls(certificates));
    }

    @Test
    @DisplayName("is not that of a context that is missing, empty, or of no use")
    void noContext() throws Exception {
        assertFails(
                ErrorCode.INVALID_ARGUMENT,
                () -> local("DOCKER_CONTEXT", "../../etc"),
                "context '../../etc'",
                "docker context ls");
        context("empty", "{}");
        assertFails(ErrorCode.INVALID_ARGUMENT, () -> environment().context("empty"), "it names no Docker host");
        context("none", "null");
        assertFails(ErrorCode.INVALID_ARGUMENT, () -> environment().context("none"), "it names no Docker host");
        context("ssh", "{\"Host\":\"ssh://root@eu-1\"}");
        assertFails(ErrorCode.INVALID_ARGUMENT, () -> environment().context("ssh"), "context 'ssh'", "ssh -L");
    }

    @Test
    @DisplayName("is not guessed when a file cannot be read, and nothing of the file is told")
    void broken() throws Exception {
        Path config = config("{\"auths\":\n{\"registry\": " + SECRET);
        CdnException failure = assertFails(
                ErrorCode.INVALID_ARGUMENT, this::local, config.toString(), "it is not valid JSON, see line 2");
        assertThat(printed(failure)).doesNotContain(SECRET);
        config("x".repeat((1 << 20) + 1));
        assertFails(ErrorCode.INVALID_ARGUMENT, this::local, "it is larger than");
        Files.delete(config);
        Files.createDirectory(config);
        assertFails(ErrorCode.INVALID_ARGUMENT, this::local, config.toString(), "it cannot be read");
    }
}

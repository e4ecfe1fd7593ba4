package io.cdntopology.docker;

import static io.cdntopology.docker.Failures.assertFails;
import static io.cdntopology.docker.Failures.printed;
import static org.assertj.core.api.Assertions.assertThat;

import io.cdntopology.failure.ErrorCode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("A program that keeps credentials")
class CredentialHelperIT {
    private static final String SECRET = "s3cret-pa55word";
    private static final RegistryHost HOST = new RegistryHost("registry.example:5000");
    private static final String ANSWER = "{\"ServerURL\":\"x\",\"Username\":\"ci\",\"Secret\":\"" + SECRET + "\"}";

    @TempDir
    Path directory;

    private Path asked;

    @BeforeEach
    void prepare() {
        asked = directory.resolve("asked");
    }

    private void program(String name, String script) throws Exception {
        Path file = directory.resolve("docker-credential-" + name);
        Files.writeString(file, "#!/bin/sh\n" + script + "\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwx------"));
    }

    private CredentialHelper helper(String name, Duration limit) {
        return new CredentialHelper(name, "/missing:" + directory, limit);
    }

    private CredentialHelper helper(String name) {
        return helper(name, Duration.ofSeconds(15));
    }

    @Test
    @DisplayName("is asked for those of one registry")
    void get() throws Exception {
        program("store", "echo \"$@ $(cat)\" >" + asked + "; echo '" + ANSWER + "'");
        assertThat(helper("store").get(HOST)).contains(new RegistryLogin.Password("ci", SECRET));
        assertThat(asked).hasContent("get registry.example:5000");
        assertThat(helper("store").get(RegistryHost.DOCKER_HUB)).isPresent();
        assertThat(asked).hasContent("get https://index.docker.io/v1/");
        program("store", "echo '{\"Username\":\"<token>\",\"Secret\":\"" + SECRET + "\"}'");
        assertThat(helper("store").get(HOST)).contains(new RegistryLogin.IdentityToken("<token>", SECRET));
    }

    @Test
    @DisplayName("may have none")
    void none() throws Exception {
        program("store", "cat >" + asked + "; echo 'credentials not found in native keychain'; exit 1");
        assertThat(helper("store").get(HOST)).isEmpty();
    }

    @Test
    @DisplayName("may fail, which is told without what it says")
    void failing() throws Exception {
        for (String script : new String[] {
            "echo " + SECRET + "; echo " + SECRET + " >&2; exit 3",
            "echo " + SECRET,
            "exit 0",
            "echo '{\"Username\":\"" + SECRET + "\"}'",
            "while :; do echo " + SECRET.repeat(100) + "; done"
        }) {
            program("store", script);
            assertThat(printed(assertFails(
                            ErrorCode.IMAGE_NOT_TRANSFERRED,
                            () -> helper("store").get(HOST),
                            "Asking docker-credential-store for the credentials of registry.example:5000",
                            "echo HOST | docker-credential-store get")))
                    .doesNotContain(SECRET);
        }
    }

    @Test
    @DisplayName("that hangs is ended in time, with what it started")
    void hanging() throws Exception {
        program("store", "sleep 600 & echo $! >" + asked + ".new; mv " + asked + ".new " + asked + "; wait");
        assertFails(
                ErrorCode.IMAGE_NOT_TRANSFERRED,
                () -> helper("store", Duration.ofSeconds(1)).get(HOST),
                "not done within PT1S");
        long child = Long.parseLong(Files.readString(asked).strip());
        Awaitility.await()
                .until(() ->
                        ProcessHandle.of(child).filter(ProcessHandle::isAlive).isEmpty());
    }

    @Test
    @DisplayName("is only one of the PATH")
    void missing() throws Exception {
        program("store", "echo '" + ANSWER + "'");
        for (String name : new String[] {"missing", "../docker-credential-store", "x/../../store", "", "a b"}) {
            assertFails(
                    ErrorCode.INVALID_ARGUMENT, () -> helper(name).get(HOST), "there is no such program on the PATH");
        }
        program("broken", "");
        Files.writeString(directory.resolve("docker-credential-broken"), "\0\0");
        assertFails(ErrorCode.IMAGE_NOT_TRANSFERRED, () -> helper("broken").get(HOST), "docker-credential-broken");
    }

    @Test
    @DisplayName("is the one that the docker command would ask")
    void configured() throws Exception {
        program("one", "echo '{\"Username\":\"one\",\"Secret\":\"" + SECRET + "\"}'");
        program("all", "echo '{\"Username\":\"all\",\"Secret\":\"" + SECRET + "\"}'");
        Files.writeString(
                directory.resolve("config.json"),
                "{\"credsStore\":\"all\",\"credHelpers\":{\"registry.example:5000\":\"one\"},"
                        + "\"auths\":{\"registry.example:5000\":{\"auth\":\"eDp5\"}}}");
        DockerConfigCredentials credentials = new DockerEnvironment(
                        Map.of("DOCKER_CONFIG", directory.toString(), "PATH", directory.toString()), directory)
                .credentials();
        assertThat(credentials.find(HOST)).contains(new RegistryLogin.Password("one", SECRET));
        assertThat(credentials.find(RegistryHost.DOCKER_HUB)).contains(new RegistryLogin.Password("all", SECRET));
    }
}

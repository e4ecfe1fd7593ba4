package io.cdntopology.docker;

import static io.cdntopology.docker.Failures.assertFails;
import static io.cdntopology.docker.Failures.printed;
import static org.assertj.core.api.Assertions.assertThat;

import io.cdntopology.failure.CdnException;
import io.cdntopology.failure.ErrorCode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("The credentials that docker login keeps in a file")
class DockerConfigCredentialsTest {
    private static final String SECRET = "s3cret:pa55word";
    private static final RegistryHost HOST = new RegistryHost("registry.example:5000");

    @TempDir
    Path home;

    private DockerConfigCredentials config(String content) throws Exception {
        Path file = home.resolve(".docker/config.json");
        Files.createDirectories(file.getParent());
        Files.writeString(file, content);
        return new DockerEnvironment(Map.of(), home).credentials();
    }

    private static String auth(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    private static RegistryLogin password(String user) {
        return new RegistryLogin.Password(user, SECRET);
    }

    @Test
    @DisplayName("are those of the registry, read anew each time")
    void auths() throws Exception {
        DockerConfigCredentials config = config("{\"auths\":{\"other.example\":{\"auth\":\"" + auth("no:body") + "\"},"
                + "\"registry.example:5000\":{\"auth\":\"" + auth("ci:" + SECRET) + "\"}}}");
        assertThat(config.find(HOST)).contains(password("ci"));
        assertThat(config.find(new RegistryHost("registry.example"))).isEmpty();
        DockerConfigCredentials unused =
                config("{\"auths\":{\"registry.example:5000\":{\"username\":\"me\",\"password\":\"" + SECRET + "\"}}}");
        assertThat(config.find(HOST)).contains(password("me"));
        Files.delete(home.resolve(".docker/config.json"));
        assertThat(config.find(HOST)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"https://registry.example:5000", "http://registry.example:5000/v1/", "registry.example:5000"})
    @DisplayName("are found by what older commands wrote, too")
    void urls(String key) throws Exception {
        assertThat(config("{\"auths\":{\"" + key + "\":{\"auth\":\"" + auth("ci:" + SECRET + "\0") + "\"}}}")
                        .find(HOST))
                .contains(password("ci"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"https://index.docker.io/v1/", "docker.io", "index.docker.io"})
    @DisplayName("are found for Docker Hub by each of its names")
    void hub(String key) throws Exception {
        assertThat(config("{\"auths\":{\"" + key + "\":{\"auth\":\"" + auth("ci:" + SECRET) + "\"}}}")
                        .find(ImageReference.parse("nginx").registry()))
                .contains(password("ci"));
    }

    @Test
    @DisplayName("may be an identity token")
    void identityToken() throws Exception {
        assertThat(config("{\"auths\":{\"registry.example:5000\":{\"auth\":\"" + auth("ci:") + "\",\"identitytoken\":\""
                                + SECRET + "\"}}}")
                        .find(HOST))
                .contains(new RegistryLogin.IdentityToken("ci", SECRET));
        assertThat(config("{\"auths\":{\"registry.example:5000\":{\"identitytoken\":\"" + SECRET + "\"}}}")
                        .find(HOST))
                .contains(new RegistryLogin.IdentityToken("<token>", SECRET));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{}",
                "[]",
                "null",
                "{\"auths\":null}",
                "{\"auths\":{\"registry.example:5000\":{}}}",
                "{\"auths\":{\"not a host!\":{\"auth\":\"x\"}}}",
                "{\"auths\":[],\"credsStore\":\"\",\"credHelpers\":null}"
            })
    @DisplayName("are none where the file has none")
    void none(String content) throws Exception {
        assertThat(config(content).find(HOST)).isEmpty();
    }

    @Test
    @DisplayName("are beside the configuration that DOCKER_CONFIG names")
    void directory() throws Exception {
        Files.writeString(
                home.resolve("config.json"),
                "{\"auths\":{\"registry.example:5000\":{\"auth\":\"" + auth("ci:" + SECRET) + "\"}}}");
        assertThat(new DockerEnvironment(Map.of("DOCKER_CONFIG", home.toString()), Path.of("/missing"))
                        .credentials()
                        .find(HOST))
                .contains(password("ci"));
    }

    @Test
    @DisplayName("are not guessed when they cannot be read, and nothing of the file is told")
    void broken() throws Exception {
        String file = home.resolve(".docker/config.json").toString();
        for (String content : new String[] {
            "{\"auths\":\n{\"registry.example:5000\":{\"auth\":" + SECRET,
            "{\"auths\":{\"registry.example:5000\":{\"auth\":\"" + SECRET + "\"}}}",
            "{\"auths\":{\"registry.example:5000\":{\"auth\":\"" + auth("s3cret") + "\"}}}"
        }) {
            DockerConfigCredentials config = config(content);
            CdnException failure = assertFails(ErrorCode.INVALID_ARGUMENT, () -> config.find(HOST), file);
            assertThat(printed(failure)).doesNotContain("s3cret").doesNotContain(auth("s3cret"));
        }
    }

    @Test
    @DisplayName("are never printed")
    void printedNowhere() throws Exception {
        DockerConfigCredentials config =
                config("{\"auths\":{\"registry.example:5000\":{\"auth\":\"" + auth("ci:" + SECRET) + "\"}}}");
        Optional<RegistryLogin> login = config.find(HOST);
        RegistryCredentials given = RegistryCredentials.of("registry.example:5000", "ci", () -> SECRET)
                .or(RegistryCredentials.identityToken("a.example", () -> SECRET))
                .or(RegistryCredentials.of("b.example", "ci", Path.of("/run/secret")));
        assertThat(login.toString() + config + given + given.find(HOST) + new RegistryLogin.IdentityToken("a", SECRET))
                .doesNotContain(SECRET)
                .doesNotContain(auth("ci:" + SECRET));
        assertThat(given).hasToString("[registry.example:5000 ***, a.example ***, b.example ***]");
    }

    @Test
    @DisplayName("go after those that were given first")
    void order() {
        RegistryCredentials both = RegistryCredentials.of("registry.example:5000", "first", () -> SECRET)
                .or(RegistryCredentials.of("registry.example:5000", "second", () -> "x"))
                .or(RegistryCredentials.of("other.example", "other", () -> SECRET));
        assertThat(both.find(HOST)).contains(password("first"));
        assertThat(both.find(new RegistryHost("other.example"))).contains(password("other"));
        assertThat(both.find(RegistryHost.DOCKER_HUB)).isEmpty();
        assertThat(RegistryCredentials.none().find(HOST)).isEmpty();
    }

    @Test
    @DisplayName("may be in a file of their own, without the end of its line")
    void passwordFile() throws Exception {
        Path file = home.resolve("password");
        RegistryCredentials credentials = RegistryCredentials.of("registry.example:5000", "ci", file);
        assertFails(ErrorCode.INVALID_ARGUMENT, () -> credentials.find(HOST), file.toString(), "it does not exist");
        Files.writeString(file, SECRET + "\n");
        assertThat(credentials.find(HOST)).contains(password("ci"));
        Files.writeString(file, "\n");
        assertFails(ErrorCode.INVALID_ARGUMENT, () -> credentials.find(HOST), "it is empty");
        Files.writeString(file, "x".repeat(70_000));
        assertFails(ErrorCode.INVALID_ARGUMENT, () -> credentials.find(HOST), "larger than");
    }

    @Test
    @DisplayName("are of a user that can be said")
    void users() {
        for (String user : new String[] {"", "a:b", "a\nb"}) {
            assertFails(ErrorCode.INVALID_ARGUMENT, () -> RegistryCredentials.of("a.example", user, () -> SECRET));
        }
    }
}

package io.cdntopology.docker;

import static io.cdntopology.docker.Failures.assertFails;
import static org.assertj.core.api.Assertions.assertThat;

import io.cdntopology.failure.ErrorCode;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("The name of an image")
class ImageReferenceTest {
    private static final String HASH = "0123456789abcdef".repeat(4);

    @ParameterizedTest
    @CsvSource({
        "nginx, docker.io/library/nginx:latest",
        "nginx:1.27, docker.io/library/nginx:1.27",
        "team/edge, docker.io/team/edge:latest",
        "docker.io/nginx, docker.io/library/nginx:latest",
        "index.docker.io/nginx:1, docker.io/library/nginx:1",
        "registry-1.docker.io/team/edge:1, docker.io/team/edge:1",
        "localhost/edge, localhost/edge:latest",
        "localhost:5000/edge, localhost:5000/edge:latest",
        "127.0.0.1:5443/cdn-test/nginx:1, 127.0.0.1:5443/cdn-test/nginx:1",
        "'[::1]:5000/edge:1', '[::1]:5000/edge:1'",
        "registry.example/a/b/c:1.0_x-Y, registry.example/a/b/c:1.0_x-Y",
        "REGISTRY/edge:1, REGISTRY/edge:1",
        "a__b/c.d-e---f/g_h:1, docker.io/a__b/c.d-e---f/g_h:1"
    })
    @DisplayName("is completed as the docker command does")
    void completed(String given, String full) {
        assertThat(ImageReference.parse(given)).hasToString(full);
        assertThat(ImageReference.parse(full)).isEqualTo(ImageReference.parse(given));
        assertThat(ImageReference.parse(given).onEngine()).isEqualTo(full);
    }

    @Test
    @DisplayName("with a digest means that, whatever its tag is")
    void digest() {
        ImageReference tagged = ImageReference.parse("registry.example:5000/edge:1@sha256:" + HASH);
        assertThat(tagged.registry()).isEqualTo(new RegistryHost("registry.example:5000"));
        assertThat(tagged.tag()).contains("1");
        assertThat(tagged.digest()).contains("sha256:" + HASH);
        assertThat(tagged.onEngine()).isEqualTo("registry.example:5000/edge@sha256:" + HASH);
        ImageReference bare = ImageReference.parse("nginx@sha256:" + HASH);
        assertThat(bare.tag()).isEmpty();
        assertThat(bare).hasToString("docker.io/library/nginx@sha256:" + HASH);
        assertThat(bare.version()).isEqualTo("sha256:" + HASH);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " nginx",
                "nginx ",
                "/nginx",
                "nginx/",
                "a//b",
                "Nginx",
                "team/Edge",
                "nginx:",
                "nginx:-1",
                "nginx:a b",
                "nginx@",
                "nginx@sha256:12",
                "nginx@md5:12",
                "nginx@sha256:x@y",
                "a..b",
                "-a",
                "a-",
                "registry.example:x/edge",
                "registry.example:0/edge",
                "registry.example:70000/edge",
                "registry.example:5000/",
                "registry.example:5000:1/edge",
                "-x.example/edge",
                "https://registry.example/edge",
                "user:pass@registry.example/edge"
            })
    @DisplayName("is refused if it is none")
    void refused(String given) {
        assertFails(ErrorCode.INVALID_ARGUMENT, () -> ImageReference.parse(given), "Naming an image failed");
    }

    @Test
    @DisplayName("is refused if it is too long, or could be an id")
    void misleading() {
        assertFails(ErrorCode.INVALID_ARGUMENT, () -> ImageReference.parse("a".repeat(300)), "longer than 255");
        assertFails(ErrorCode.INVALID_ARGUMENT, () -> ImageReference.parse("nginx:" + "1".repeat(129)), "is no tag");
        assertFails(ErrorCode.INVALID_ARGUMENT, () -> ImageReference.parse(HASH), "looks like the id");
        assertThat(ImageReference.parse("nginx:" + "1".repeat(128)).tag()).contains("1".repeat(128));
    }

    @Test
    @DisplayName("tells nothing of what may be a password")
    void passwords() {
        for (String given : new String[] {"https://user:s3cret@host/edge", "s3cret.host:pass/edge"}) {
            assertThat(assertFails(ErrorCode.INVALID_ARGUMENT, () -> ImageReference.parse(given))
                            .getMessage())
                    .doesNotContain("s3cret");
        }
    }

    @Test
    @DisplayName("is checked when it is put together, too")
    void parts() {
        RegistryHost host = new RegistryHost("registry.example");
        assertThat(new ImageReference(host, "edge", Optional.empty(), Optional.empty()).onEngine())
                .isEqualTo("registry.example/edge:latest");
        assertFails(
                ErrorCode.INVALID_ARGUMENT,
                () -> new ImageReference(host, "edge", Optional.of("a/b"), Optional.empty()),
                "is no tag");
        assertFails(ErrorCode.INVALID_ARGUMENT, () -> new RegistryHost("https://registry.example"), "without a scheme");
    }

    @Test
    @DisplayName("has the credentials of Docker Hub where the docker command keeps them")
    void hub() {
        assertThat(RegistryHost.DOCKER_HUB.credentialsKey()).isEqualTo("https://index.docker.io/v1/");
        assertThat(new RegistryHost("index.docker.io")).isEqualTo(RegistryHost.DOCKER_HUB);
        assertThat(new RegistryHost("registry.example:5000").credentialsKey()).isEqualTo("registry.example:5000");
    }
}

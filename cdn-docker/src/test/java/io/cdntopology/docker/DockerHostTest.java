package io.cdntopology.docker;

import static io.cdntopology.docker.Failures.assertFails;
import static org.assertj.core.api.Assertions.assertThat;

import io.cdntopology.failure.ErrorCode;
import java.nio.file.Path;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("A Docker host")
class DockerHostTest {
    private static final Path CERTIFICATES = Path.of("/etc/cdn/docker");

    @Test
    @DisplayName("is a socket, or a port")
    void places() {
        assertThat(DockerHost.unixSocket(Path.of("/run/docker.sock"))).hasToString("unix:///run/docker.sock");
        assertThat(DockerHost.unixSocket(Path.of("/with a space/ü.sock"))
                        .address()
                        .uri()
                        .getPath())
                .isEqualTo("/with a space/ü.sock");
        assertThat(DockerHost.tcp("eu-1.example.org", 2376)).hasToString("tcp://eu-1.example.org:2376");
        assertThat(DockerHost.tcp("::1", 2375)).hasToString("tcp://[::1]:2375");
        assertThat(DockerHost.tcp("[::1]", 2375)).isEqualTo(DockerHost.tcp("::1", 2375));
    }

    @Test
    @DisplayName("is no socket of a path that has no room in an address, or depends on where the process was started")
    void sockets() {
        DockerHost longest = DockerHost.unixSocket(Path.of("/" + "x".repeat(106)));
        assertThat(longest).hasToString("unix:///" + "x".repeat(106));
        for (String path : new String[] {"docker.sock", "/" + "x".repeat(107), "/" + "ü".repeat(54)}) {
            assertFails(ErrorCode.INVALID_ARGUMENT, () -> DockerHost.unixSocket(Path.of(path)), "unixSocket");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "-a", "a b", "http://a", "user:secret@a", "a/b", "a:1", "::1%eth0"})
    @DisplayName("is no port of what is no name and no address")
    void hosts(String host) {
        assertThat(assertFails(ErrorCode.INVALID_ARGUMENT, () -> DockerHost.tcp(host, 2375), "no name"))
                .hasMessageNotContaining("secret");
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 0, 65_536})
    @DisplayName("is no port out of range")
    void ports(int port) {
        assertFails(ErrorCode.INVALID_ARGUMENT, () -> DockerHost.tcp("localhost", port), "1 to 65535");
    }

    @ParameterizedTest
    @ValueSource(strings = {"localhost", "LOCALHOST", "127.0.0.1", "127.9.9.9", "::1", "0:0:0:0:0:0:0:1"})
    @DisplayName("of this machine needs no TLS")
    void loopback(String host) {
        DockerHost.tcp(host, 2375).requireSafe();
    }

    @ParameterizedTest
    @ValueSource(strings = {"10.0.0.1", "127.0.0.1.example.org", "localhost.example.org", "::2", "1271.0.0.1", "eu-1"})
    @DisplayName("elsewhere needs TLS, or to be told that it may be insecure")
    void elsewhere(String host) {
        DockerHost plain = DockerHost.tcp(host, 2375);
        assertFails(ErrorCode.INVALID_ARGUMENT, plain::requireSafe, "without TLS", "insecure()");
        plain.insecure().requireSafe();
        plain.tls(CERTIFICATES).requireSafe();
    }

    @Test
    @DisplayName("that is a socket may be told to be insecure, which changes nothing")
    void insecureSocket() {
        DockerHost.unixSocket(Path.of("/run/docker.sock")).insecure().requireSafe();
    }

    @Test
    @DisplayName("takes each option once, and none that contradicts another")
    void options() {
        DockerHost plain = DockerHost.tcp("eu-1", 2376);
        DockerHost tls = plain.tls(CERTIFICATES);
        assertFails(ErrorCode.OPTION_SET_TWICE, () -> tls.tls(CERTIFICATES), CERTIFICATES.toString());
        assertFails(ErrorCode.OPTION_SET_TWICE, () -> plain.insecure().insecure(), "insecure");
        assertFails(ErrorCode.INVALID_ARGUMENT, tls::insecure, "both tls and insecure");
        assertFails(ErrorCode.INVALID_ARGUMENT, () -> plain.insecure().tls(CERTIFICATES), "both tls and insecure");
        DockerHost socket = DockerHost.unixSocket(Path.of("/run/docker.sock"));
        assertFails(ErrorCode.INVALID_ARGUMENT, () -> socket.tls(CERTIFICATES), "which has no TLS");
        assertThat(tls).isNotEqualTo(plain).hasToString("tcp://eu-1:2376");
        assertThat(plain.insecure()).isNotEqualTo(plain).isEqualTo(plain.insecure());
    }

    @ParameterizedTest
    @CsvSource({
        "unix:///run/docker.sock, unix:///run/docker.sock",
        "tcp://10.0.0.1:1234, tcp://10.0.0.1:1234",
        "tcp://10.0.0.1:1234/, tcp://10.0.0.1:1234",
        "tcp://10.0.0.1, tcp://10.0.0.1:2375",
        "10.0.0.1:1234, tcp://10.0.0.1:1234",
        "tcp://[fe80::1]:1234, tcp://[fe80::1]:1234",
    })
    @DisplayName("is read from what people write for the docker command")
    void parsed(String written, String meant) {
        assertThat(DockerAddress.parse("DOCKER_HOST", written, 2375).uri()).hasToString(meant);
    }

    @ParameterizedTest
    @CsvSource({
        "ssh://secret@eu-1, ssh -L",
        "http://eu-1:2375, 'give unix:///path, tcp://'",
        "npipe:////./pipe/docker_engine, 'give unix:///path, tcp://'",
        "fd://, 'give unix:///path, tcp://'",
        "tcp://user:secret@eu-1:2375, give tcp://host:port",
        "tcp://eu-1:2375/secret, give tcp://host:port",
        "tcp://eu-1:2375?a=secret, give tcp://host:port",
        "tcp://eu-1:99999, give tcp://host:port",
        "tcp://:2375, give tcp://host:port",
        "tcp://a secret, give tcp://host:port",
        "unix://docker.sock, give unix:///path",
        "unix://, give unix:///path",
    })
    @DisplayName("is not read from what cannot be used, and nothing secret of it is told")
    void notParsed(String written, String fix) {
        assertThat(assertFails(
                        ErrorCode.INVALID_ARGUMENT, () -> DockerAddress.parse("DOCKER_HOST", written, 2375), fix))
                .hasMessageContaining("DOCKER_HOST")
                .hasMessageNotContaining("secret");
    }
}

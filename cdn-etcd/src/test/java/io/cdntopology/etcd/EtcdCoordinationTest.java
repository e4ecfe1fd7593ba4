package io.cdntopology.etcd;

import static io.cdntopology.etcd.Failures.assertFails;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cdntopology.failure.CdnException;
import io.cdntopology.failure.ErrorCode;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("The description of an etcd")
class EtcdCoordinationTest {
    private static final String SECRET = "s3cret-pa55word";
    private static final Path FILE = Path.of("some.pem");

    private static EtcdCoordination tls() {
        return Etcd.endpoints("https://a.example:2379", "https://b.example:2379");
    }

    private static EtcdCoordination plain() {
        return Etcd.endpoints("http://a.example:2379");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://a.example",
                "ftp://a.example:2379",
                "a.example:2379",
                "//a.example:2379",
                "https://me:s3cret-pa55word@a.example:2379",
                "https://a.example:2379/path",
                "https://a.example:2379?query=s3cret-pa55word",
                "http://:2379",
                "not a URL s3cret-pa55word"
            })
    @DisplayName("refuses what is no URL of a member, and does not repeat it")
    void noEndpoint(String url) {
        assertThat(assertFails(ErrorCode.INVALID_ARGUMENT, () -> Etcd.endpoints(url)))
                .hasMessageContaining("endpoints[0]")
                .hasMessageContaining("https://host:port");
        assertThatThrownBy(() -> Etcd.endpoints(url)).hasMessageNotContainingAny(SECRET);
    }

    @Test
    @DisplayName("is written as its documentation shows")
    void example() {
        assertThat(Etcd.endpoints("https://etcd-1.example.org:2379", "https://etcd-2.example.org:2379")
                        .trust(Path.of("/etc/cdn/etcd-ca.pem"))
                        .clientCertificate(Path.of("/etc/cdn/client.pem"), Path.of("/etc/cdn/client-key.pem"))
                        .user("cdn", Path.of("/etc/cdn/etcd-password"))
                        .namespace("/team-a"))
                .hasToString("https://etcd-1.example.org:2379,https://etcd-2.example.org:2379 below /team-a");
    }

    @Test
    @DisplayName("needs an endpoint")
    void noEndpoints() {
        assertThat(assertFails(ErrorCode.INVALID_ARGUMENT, () -> Etcd.endpoints(new URI[0])))
                .hasMessageContaining("there is none");
    }

    @Test
    @DisplayName("refuses to mix http and https")
    void mixed() {
        assertThat(assertFails(
                        ErrorCode.INVALID_ARGUMENT,
                        () -> Etcd.endpoints("http://a.example:2379", "https://b.example:2379")))
                .hasMessageContaining("some are http, others https");
    }

    @Test
    @DisplayName("refuses options of TLS for http endpoints, as soon as they are given")
    void tlsOptionsWithoutTls() {
        assertThat(assertFails(ErrorCode.INVALID_ARGUMENT, () -> plain().trust(FILE)))
                .hasMessageContaining("trust: the endpoints are http");
        assertThat(assertFails(ErrorCode.INVALID_ARGUMENT, () -> plain().clientCertificate(FILE, FILE)))
                .hasMessageContaining("clientCertificate: the endpoints are http");
    }

    @Test
    @DisplayName("takes each option once, names the first value, and no password")
    void setTwice() {
        List<UnaryOperator<EtcdCoordination>> options = List.of(
                described -> described.timeout(Duration.ofSeconds(1)),
                described -> described.trust(FILE),
                described -> described.clientCertificate(FILE, FILE),
                described -> described.user("some-user", () -> SECRET),
                described -> described.namespace("/some"));
        List<String> first = List.of("PT1S", "some.pem", "some.pem", "some-user", "/some");
        for (int i = 0; i < options.size(); i++) {
            UnaryOperator<EtcdCoordination> option = options.get(i);
            EtcdCoordination once = option.apply(tls());
            assertThat(assertFails(ErrorCode.OPTION_SET_TWICE, () -> option.apply(once)))
                    .hasMessageContaining("it is " + first.get(i) + " already")
                    .hasMessageNotContaining(SECRET);
        }
        assertFails(
                ErrorCode.OPTION_SET_TWICE,
                () -> plain().user("a", () -> SECRET).user("b", FILE));
    }

    @Test
    @DisplayName("does not change when an option is set")
    void immutable() {
        EtcdCoordination described = tls();
        assertThat(described.namespace("/some").location()).endsWith(" below /some");
        assertThat(described.namespace("/other").location()).endsWith(" below /other");
        assertThat(described.location()).isEqualTo("https://a.example:2379,https://b.example:2379");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "/", "team", "/team/", "//team", "/te am", "/größe", "/a//b", "/tab\t"})
    @DisplayName("refuses what is no namespace")
    void noNamespace(String prefix) {
        assertThat(assertFails(ErrorCode.INVALID_ARGUMENT, () -> plain().namespace(prefix)))
                .hasMessageContaining("namespace")
                .hasMessageContaining("/name");
    }

    @Test
    @DisplayName("takes namespaces of up to 256 characters")
    void namespaces() {
        String longest = "/" + "n".repeat(255);
        for (String good : List.of("/a", "/team-a/prod", "/~!", longest)) {
            assertThat(plain().namespace(good).location()).endsWith(good);
        }
        assertFails(ErrorCode.INVALID_ARGUMENT, () -> plain().namespace(longest + "n"));
    }

    @Test
    @DisplayName("refuses a user without a name, and times out of range")
    void outOfRange() {
        assertFails(ErrorCode.INVALID_ARGUMENT, () -> plain().user("", () -> SECRET));
        assertFails(ErrorCode.INVALID_ARGUMENT, () -> plain().timeout(Duration.ofMillis(99)));
        assertFails(ErrorCode.INVALID_ARGUMENT, () -> plain().timeout(Duration.ofDays(2)));
    }

    @Test
    @DisplayName("says nothing of the user and the password")
    void noSecrets() {
        EtcdCoordination described = tls().user("some-user", () -> SECRET);
        for (String text : List.of(described.location(), described.toString())) {
            assertThat(text).doesNotContain(SECRET).doesNotContain("some-user");
        }
    }

    @Test
    @DisplayName("refuses to connect without a password, or if its supplier throws")
    void noPassword() {
        for (String none : new String[] {"", null}) {
            assertThat(assertFails(
                            ErrorCode.COORDINATION_REFUSED,
                            () -> plain().user("me", () -> none).connect()))
                    .hasMessageContaining("the password of user 'me': its supplier gave none");
        }
        CdnException failure = assertFails(
                ErrorCode.COORDINATION_REFUSED,
                () -> plain().user("me", () -> {
                            throw new IllegalStateException("vault is sealed");
                        })
                        .connect());
        assertThat(failure)
                .hasMessageContaining("its supplier threw java.lang.IllegalStateException")
                .hasRootCauseMessage("vault is sealed");
    }
}

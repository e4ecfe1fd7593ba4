package io.cdntopology.docker;

import static io.cdntopology.docker.Failures.assertFails;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.cdntopology.failure.CdnException;
import io.cdntopology.failure.ErrorCode;
import io.cdntopology.failure.Problem;
import io.cdntopology.topology.TopologyName;
import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("The description of a registry")
class RegistryBuilderTest {
    @TempDir
    Path directory;

    private static RegistryBuilder builder() {
        return Registry.behindBasicAuth(DockerHost.unixSocket(Path.of("/missing")), new TopologyName("docs"));
    }

    private RegistryBuilder complete() {
        return builder()
                .user("ci", () -> "secret")
                .certificate(directory.resolve("certificate.pem"), directory.resolve("key.pem"));
    }

    @Test
    @DisplayName("needs users and a certificate, and has a default for the rest")
    void defaults() {
        RegistrySettings settings = complete().settings();
        assertThat(settings.image())
                .hasToString("docker.io/library/registry:2.8.3"
                        + "@sha256:a3d8aaa63ed8681a604f1dea0aa03f100d5895b6a58ace528858a7b332415373");
        assertThat(settings.proxyImage()).hasToString("docker.io/library/" + OfficialImages.NGINX);
        assertThat(settings.host()).hasToString("127.0.0.1:5443");
        assertThat(settings.startTimeout()).isEqualTo(Duration.ofMinutes(1));
        assertThat(complete().address("0.0.0.0").port(443).settings().host()).hasToString("127.0.0.1:443");
        assertThat(complete().address("10.0.0.5").settings().host()).hasToString("10.0.0.5:5443");
        assertThat(settings.toString()).doesNotContain("secret");
    }

    @Test
    @DisplayName("has all its mistakes named at once")
    void mistakes() {
        CdnException failure = catchThrowableOfType(
                CdnException.class,
                () -> builder()
                        .image("Not an image")
                        .proxyImage("https://x")
                        .address("localhost")
                        .port(0)
                        .startTimeout(Duration.ofDays(2))
                        .user("a:b", () -> "secret")
                        .open());
        assertThat(failure.code()).isEqualTo(ErrorCode.INVALID_ARGUMENT);
        assertThat(failure.problems())
                .extracting(Problem::where)
                .containsExactlyInAnyOrder(
                        "image", "proxyImage", "address", "port", "startTimeout", "user", "certificate");
        assertThat(failure.getMessage()).doesNotContain("secret");
    }

    @Test
    @DisplayName("takes each option once")
    void twice() {
        assertFails(ErrorCode.OPTION_SET_TWICE, () -> builder().port(1).port(2), "port: it is '1' already");
        assertFails(ErrorCode.OPTION_SET_TWICE, () -> complete().user("ci", () -> "x"), "'ci' has a password already");
    }

    private void write(X509Bundle certificate, X509Bundle key) throws Exception {
        Files.writeString(directory.resolve("certificate.pem"), certificate.getCertificatePathPEM());
        Files.writeString(directory.resolve("key.pem"), key.getPrivateKeyPEM());
    }

    private static X509Bundle certificate(CertificateBuilder form) throws Exception {
        return form.subject("CN=registry").setIsCertificateAuthority(true).buildSelfSigned();
    }

    @Test
    @DisplayName("has a certificate that can be used, of any usual kind")
    void certificates() throws Exception {
        RegistryCertificate checked = complete().settings().certificate();
        assertFails(ErrorCode.INVALID_ARGUMENT, checked::check, "certificate.pem", "it does not exist");
        X509Bundle ec = certificate(new CertificateBuilder().ecp256());
        X509Bundle rsa = certificate(new CertificateBuilder().rsa2048());
        for (X509Bundle one : new X509Bundle[] {ec, rsa}) {
            write(one, one);
            checked.check();
        }
        write(ec, rsa);
        assertFails(ErrorCode.INVALID_ARGUMENT, checked::check, "key.pem", "it is not the key of");
        write(ec, certificate(new CertificateBuilder().ecp256()));
        assertFails(ErrorCode.INVALID_ARGUMENT, checked::check, "key.pem", "it is not the key of");
        X509Bundle expired = certificate(new CertificateBuilder()
                .ecp256()
                .notBefore(Instant.now().minusSeconds(7200))
                .notAfter(Instant.now().minusSeconds(3600)));
        write(expired, expired);
        assertFails(ErrorCode.INVALID_ARGUMENT, checked::check, "certificate.pem", "the certificate expired at");
    }
}

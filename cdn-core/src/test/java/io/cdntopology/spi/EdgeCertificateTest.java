package io.cdntopology.spi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.cdntopology.failure.CdnException;
import io.cdntopology.failure.ErrorCode;
import io.cdntopology.spi.CertificateSource.Pem;
import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.CertificateBuilder.Algorithm;
import io.netty.pkitesting.X509Bundle;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.PrivateKey;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@DisplayName("The certificate of edges")
class EdgeCertificateTest {
    private final Instant now = Instant.now();

    private CertificateBuilder builder(Algorithm algorithm) {
        return new CertificateBuilder()
                .algorithm(algorithm)
                .subject("CN=docs.example")
                .setIsCertificateAuthority(true)
                .notBefore(now.minus(Duration.ofDays(10)))
                .notAfter(now.plus(Duration.ofDays(80)));
    }

    private X509Bundle selfSigned(Algorithm algorithm) throws Exception {
        return builder(algorithm).buildSelfSigned();
    }

    private static Pem pem(X509Bundle bundle) {
        return new Pem(bundle.getCertificatePathPEM(), bundle.getPrivateKeyPEM());
    }

    @ParameterizedTest
    @EnumSource(
            value = Algorithm.class,
            names = {"ecp256", "ecp384", "rsa2048", "rsa3072"})
    @DisplayName(
            "is taken with its key, with those of its authorities, and is the same when it is read again as it is written")
    void isTaken(Algorithm algorithm) throws Exception {
        X509Bundle authority = builder(Algorithm.ecp256).buildSelfSigned();
        X509Bundle bundle = builder(algorithm).subject("CN=edge").buildIssuedBy(authority);

        EdgeCertificate certificate = EdgeCertificate.of(pem(bundle), now);

        assertThat(certificate.chain()).containsExactly(bundle.getCertificatePath());
        assertThat(certificate.key()).isEqualTo(bundle.getKeyPair().getPrivate());
        String text = new String(certificate.pem(), StandardCharsets.US_ASCII);
        EdgeCertificate again = EdgeCertificate.of(new Pem(text, text), now);
        assertThat(again).isEqualTo(certificate).hasSameHashCodeAs(certificate);
        assertThat(again.pem()).isEqualTo(certificate.pem());
    }

    @ParameterizedTest
    @EnumSource(
            value = Algorithm.class,
            names = {"ecp256", "ecp384", "rsa2048"})
    @DisplayName("is taken with a key in the form of older tools")
    void takesOlderForms(Algorithm algorithm) throws Exception {
        X509Bundle bundle = selfSigned(algorithm);
        PrivateKey key = bundle.getKeyPair().getPrivate();
        String kind = key.getAlgorithm();
        String old = "-----BEGIN " + kind + " PRIVATE KEY-----\n"
                + Base64.getMimeEncoder().encodeToString(innermost(key.getEncoded()))
                + "\n-----END " + kind + " PRIVATE KEY-----\n";

        EdgeCertificate certificate = EdgeCertificate.of(new Pem(bundle.getCertificatePathPEM(), old), now);

        assertThat(certificate.key()).isEqualTo(key);
    }

    /** The older form, which is the last element of PKCS#8. */
    private static byte[] innermost(byte[] pkcs8) {
        ByteBuffer elements = next(ByteBuffer.wrap(pkcs8));
        ByteBuffer version = next(elements);
        ByteBuffer kind = next(elements);
        ByteBuffer key = next(elements);
        assertThat(version.remaining()).isEqualTo(1);
        assertThat(kind.hasRemaining()).isTrue();
        byte[] bytes = new byte[key.remaining()];
        key.get(bytes);
        return bytes;
    }

    /** The content of an element in DER, which is left behind. */
    private static ByteBuffer next(ByteBuffer der) {
        int length = der.position(der.position() + 1).get() & 0xFF;
        if (length > 0x80) {
            byte[] bytes = new byte[length & 0x7F];
            der.get(bytes);
            length = new BigInteger(1, bytes).intValueExact();
        }
        ByteBuffer content = der.slice().limit(length);
        der.position(der.position() + length);
        return content;
    }

    private void assertRefused(Pem pem, String why) {
        CdnException failure = catchThrowableOfType(CdnException.class, () -> EdgeCertificate.of(pem, now));
        assertThat(failure).as(why).isNotNull();
        assertThat(failure.code()).isEqualTo(ErrorCode.CERTIFICATE_REFUSED);
        assertThat(failure).hasMessageContaining(why);
        StringWriter all = new StringWriter();
        failure.printStackTrace(new PrintWriter(all));
        pem.key()
                .lines()
                .filter(line -> line.length() > 8 && !line.startsWith("-"))
                .forEach(line -> assertThat(all.toString()).doesNotContain(line));
    }

    @Test
    @DisplayName("is refused with a key that is not its own, or of another kind")
    void refusesOtherKeys() throws Exception {
        X509Bundle bundle = selfSigned(Algorithm.ecp256);
        String chain = bundle.getCertificatePathPEM();
        assertRefused(new Pem(chain, selfSigned(Algorithm.ecp256).getPrivateKeyPEM()), "it is not the key of");
        assertRefused(new Pem(chain, selfSigned(Algorithm.ecp384).getPrivateKeyPEM()), "it is not the key of");
        assertRefused(new Pem(chain, selfSigned(Algorithm.rsa2048).getPrivateKeyPEM()), "not of the kind");
    }

    @Test
    @DisplayName("is refused outside of the time that it is valid in")
    void refusesTimes() throws Exception {
        Pem expired = pem(builder(Algorithm.ecp256)
                .notAfter(now.minus(Duration.ofHours(1)))
                .buildSelfSigned());
        Pem coming = pem(builder(Algorithm.ecp256)
                .notBefore(now.plus(Duration.ofHours(1)))
                .buildSelfSigned());
        assertRefused(expired, "has expired at");
        assertRefused(coming, "is not valid before");
    }

    @Test
    @DisplayName("is refused where nginx or clients would refuse it")
    void refusesKinds() throws Exception {
        assertRefused(pem(selfSigned(Algorithm.ed25519)), "a key of the kind Ed");
    }

    @Test
    @DisplayName("is refused where what was given is something else, without quoting it")
    void refusesOtherTexts() throws Exception {
        X509Bundle bundle = selfSigned(Algorithm.rsa2048);
        String chain = bundle.getCertificatePathPEM();
        String key = bundle.getPrivateKeyPEM();
        assertRefused(new Pem("", key), "it holds no certificate in PEM");
        assertRefused(new Pem(key, chain), "it holds no certificate in PEM");
        assertRefused(new Pem(chain.substring(0, 200), key), "it holds no certificate in PEM");
        assertRefused(new Pem(chain, ""), "there is none in PEM");
        assertRefused(new Pem(chain, key.replace("PRIVATE", "ENCRYPTED PRIVATE")), "it is encrypted");
        String cut = key.substring(0, key.length() / 2) + "\n-----END PRIVATE KEY-----\n";
        assertRefused(new Pem(chain, cut), "it is damaged");
    }

    @Test
    @DisplayName("is read from files, and says what is wrong with those")
    void isReadFromFiles(@TempDir Path directory) throws Exception {
        X509Bundle bundle = selfSigned(Algorithm.ecp256);
        Path chain = directory.resolve("fullchain.pem");
        Path key = directory.resolve("privkey.pem");
        CertificateSource source = CertificateSource.files(chain, key);
        assertThatThrownBy(source::read)
                .isInstanceOf(CdnException.class)
                .hasMessageContainingAll(chain.toString(), "it does not exist");
        Files.writeString(chain, bundle.getCertificatePathPEM());
        Files.writeString(key, bundle.getPrivateKeyPEM());

        assertThat(EdgeCertificate.of(source.read(), now).chain()).containsExactly(bundle.getCertificate());
    }

    @Test
    @DisplayName("shows its key in no text")
    void isSilent() throws Exception {
        X509Bundle bundle = selfSigned(Algorithm.ecp256);
        String secret = Base64.getEncoder()
                .encodeToString(bundle.getKeyPair().getPrivate().getEncoded());
        Pem pem = pem(bundle);
        EdgeCertificate certificate = EdgeCertificate.of(pem, now);
        assertThat(pem + " " + certificate)
                .contains("CN=docs.example", "until")
                .doesNotContain("KEY", secret.substring(0, 16), secret.substring(secret.length() - 20));
    }
}

package io.cdntopology.etcd;

import static io.cdntopology.etcd.Failures.assertFails;
import static org.assertj.core.api.Assertions.assertThat;

import io.cdntopology.failure.CdnException;
import io.cdntopology.failure.ErrorCode;
import io.netty.pkitesting.CertificateBuilder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@DisplayName("The files of an etcd's description, which are read when a client connects")
class EtcdFilesTest {
    private static final String SECRET = "s3cret-pa55word";

    @TempDir
    Path directory;

    private TestAuthority authority;
    private TestAuthority.Issued client;

    @BeforeEach
    void issue() throws Exception {
        authority = new TestAuthority(directory, "authority");
        client = authority.client("cdn");
    }

    private static EtcdCoordination described() {
        return Etcd.endpoints("https://127.0.0.1:1");
    }

    private static void connect(UnaryOperator<EtcdCoordination> options) {
        options.apply(described()).connect().close();
    }

    private Path write(String content) throws Exception {
        return Files.writeString(directory.resolve("written"), content);
    }

    private void assertRefused(Path file, String why, UnaryOperator<EtcdCoordination> options) {
        CdnException failure = assertFails(ErrorCode.COORDINATION_REFUSED, () -> connect(options));
        assertThat(failure.problems().get(0).where()).isEqualTo(file.toString());
        assertThat(failure)
                .hasMessageStartingWith("Connecting to etcd failed: ")
                .hasMessageContaining(why);
        assertThat(Failures.printed(failure)).doesNotContain(SECRET);
    }

    @Test
    @DisplayName("are taken if they are good, without a look at etcd")
    void good() throws Exception {
        Path password = write(SECRET + "\n");
        connect(d -> d.trust(authority.file())
                .clientCertificate(client.chain(), client.key())
                .user("cdn", password));
        Path two = write(Files.readString(authority.file()) + "a comment\n" + Files.readString(client.chain()));
        connect(d -> d.trust(two));
    }

    @ParameterizedTest
    @EnumSource(names = {"rsa2048", "ed25519", "ecp384"})
    @DisplayName("may hold keys of each usual kind")
    void keys(CertificateBuilder.Algorithm algorithm) throws Exception {
        TestAuthority.Issued issued = authority.client("of-some-kind", algorithm);
        connect(d -> d.clientCertificate(issued.chain(), issued.key()));
    }

    @Test
    @DisplayName("have to exist")
    void missing() {
        Path missing = directory.resolve("missing.pem");
        assertRefused(missing, "it does not exist", d -> d.trust(missing));
        assertRefused(missing, "it does not exist", d -> d.clientCertificate(missing, client.key()));
        assertRefused(missing, "it does not exist", d -> d.clientCertificate(client.chain(), missing));
        assertRefused(missing, "it does not exist", d -> d.user("cdn", missing));
        assertRefused(directory, "it cannot be read", d -> d.trust(directory));
    }

    @Test
    @DisplayName("have to hold certificates where they are to")
    void noCertificate() throws Exception {
        for (String content : List.of(
                "",
                SECRET,
                "-----BEGIN CERTIFICATE-----\n" + SECRET + "\n-----END CERTIFICATE-----\n",
                "-----BEGIN CERTIFICATE-----\nMIIB\n-----END " + SECRET + "-----\n",
                "-----BEGIN " + SECRET + "-----\n" + SECRET)) {
            Path file = write(content);
            assertRefused(file, "it holds no certificate in PEM", d -> d.trust(file));
            assertRefused(file, "it holds no certificate in PEM", d -> d.clientCertificate(file, client.key()));
        }
        assertRefused(client.key(), "it holds no certificate in PEM", d -> d.trust(client.key()));
    }

    @Test
    @DisplayName("have to hold a private key in PKCS#8, not encrypted, where they are to")
    void noKey() throws Exception {
        String base64 = Base64.getEncoder().encodeToString(SECRET.getBytes(StandardCharsets.UTF_8));
        assertKeyRefused("", "it holds no private key");
        assertKeyRefused(SECRET, "it holds no private key");
        assertKeyRefused(pem("PRIVATE KEY", base64), "its key cannot be read");
        assertKeyRefused(pem("PRIVATE KEY", "A"), "its key cannot be read");
        assertKeyRefused(pem("PRIVATE KEY", SECRET), "not in PKCS#8");
        assertKeyRefused(pem("RSA PRIVATE KEY", base64), "not in PKCS#8");
        assertKeyRefused(pem("ENCRYPTED PRIVATE KEY", base64), "encrypted");
    }

    private void assertKeyRefused(String content, String why) throws Exception {
        Path file = write(content);
        assertRefused(file, why, d -> d.clientCertificate(client.chain(), file));
    }

    private static String pem(String type, String content) {
        return "-----BEGIN " + type + "-----\n" + content + "\n-----END " + type + "-----\n";
    }

    @Test
    @DisplayName("have to hold the key of the certificate")
    void anotherKey() throws Exception {
        TestAuthority.Issued other = authority.client("other");
        assertRefused(
                other.key(),
                "is not that of the first certificate",
                d -> d.clientCertificate(client.chain(), other.key()));
    }

    @Test
    @DisplayName("have to hold one line of text, the password")
    void noPassword() throws Exception {
        Path file = write("\n");
        assertRefused(file, "it is empty", d -> d.user("cdn", file));
        write(SECRET + "\n" + SECRET + "\n");
        assertRefused(file, "more than one line", d -> d.user("cdn", file));
        Files.write(file, new byte[] {(byte) 0xFF, (byte) 0xFE});
        assertRefused(file, "not text in UTF-8", d -> d.user("cdn", file));
    }

    @Test
    @DisplayName("are read up to a megabyte")
    void tooLarge() throws Exception {
        Path file = write("x".repeat((1 << 20) + 1));
        assertRefused(file, "it is larger than", d -> d.trust(file));
    }

    @Test
    @DisplayName("give the password without the end of its line")
    void lineEnds() throws Exception {
        for (String content : List.of(SECRET, SECRET + "\n", SECRET + "\r\n")) {
            assertThat(new SecretFile("Testing", write(content)).line()).isEqualTo(SECRET);
        }
        assertThat(new SecretFile("Testing", write(" " + SECRET + " \n")).line())
                .isEqualTo(" " + SECRET + " ");
    }
}

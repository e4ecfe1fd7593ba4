package io.cdntopology.git;

import static io.cdntopology.git.Readings.assertFails;
import static org.assertj.core.api.Assertions.assertThat;

import io.cdntopology.failure.CdnException;
import io.cdntopology.failure.ErrorCode;
import io.cdntopology.spi.ContentRepository;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyPair;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.sshd.common.config.keys.KeyUtils;
import org.apache.sshd.common.config.keys.OpenSshCertificate;
import org.apache.sshd.common.config.keys.PublicKeyEntry;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A server that shows a certificate by {@code ssh-keygen}, and lines of {@code known_hosts} that name its authority. */
@Timeout(60)
class HostCertificatesIT {
    private static final String ALWAYS = "always:forever";

    @TempDir
    Path temp;

    private final KeyPair hostKey = SshKeys.make("Ed25519", 255);
    private final KeyPair authority = SshKeys.make("Ed25519", 255);
    private SshStage stage;
    private GitSshServer server;

    @BeforeEach
    void start() throws IOException {
        stage = new SshStage(temp, hostKey);
        server = stage.server;
        stage.far.put("a", "1").commit("First");
    }

    @AfterEach
    void stop() {
        stage.close();
    }

    /** Has an authority certify the server's key, with options of {@code ssh-keygen}. */
    private void certify(KeyPair by, String... options) throws Exception {
        Path key = temp.resolve("authority");
        Files.deleteIfExists(key);
        Files.createFile(key, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(key, SshKeys.openSsh(by));
        Files.writeString(temp.resolve("host.pub"), PublicKeyEntry.toString(hostKey.getPublic()) + "\n");
        List<String> command = new ArrayList<>(List.of("ssh-keygen", "-q", "-s", key.toString(), "-I", "far"));
        command.addAll(List.of(options));
        command.add(temp.resolve("host.pub").toString());
        assertThat(new ProcessBuilder(command).inheritIO().start().waitFor()).isZero();
        PublicKeyEntry entry = PublicKeyEntry.parsePublicKeyEntry(Files.readString(temp.resolve("host-cert.pub")));
        server.certify((OpenSshCertificate) entry.resolvePublicKey(null, Map.of(), null));
    }

    private static String line(String pattern, KeyPair by) {
        return "@cert-authority " + pattern + " " + PublicKeyEntry.toString(by.getPublic()) + "\n";
    }

    private ContentRepository open(String knownHosts) {
        return stage.open(stage.described()
                .privateKey(() -> SshKeys.openSsh(SshKeys.ED25519))
                .knownHosts(knownHosts));
    }

    private CdnException refused(String knownHosts) {
        CdnException refused = assertFails(ErrorCode.SOURCE_NOT_TRUSTED, open(knownHosts)::latest);
        assertThat(server.commands()).isEmpty();
        return refused;
    }

    @ParameterizedTest
    @ValueSource(strings = {"*", "127.0.0.*", "127.0.0.1", "other.example,127.0.0.1", "[127.0.0.1]:PORT", "[*]:PORT"})
    void aCertificateByAnAuthorityForTheServerIsTaken(String pattern) throws Exception {
        certify(authority, "-h", "-n", "other.example,127.0.0.1", "-V", ALWAYS);

        open(line(pattern.replace("PORT", "" + server.port()), authority)).latest();
    }

    @ParameterizedTest
    @CsvSource({"EC, 256", "EC, 521", "RSA, 2048"})
    void authoritiesOfEachKindAreTaken(String algorithm, int size) throws Exception {
        KeyPair other = SshKeys.make(algorithm, size);
        certify(other, "-h", "-n", "127.0.0.1", "-V", "-1h:+1h");

        open(line("*", authority) + line("*", other)).latest();
    }

    @ParameterizedTest
    @ValueSource(strings = {"other.example", "*.example", "*,!127.0.0.1", "[127.0.0.1]:1"})
    void anAuthorityForOtherServersIsNot(String pattern) throws Exception {
        certify(authority, "-h", "-n", "127.0.0.1", "-V", ALWAYS);

        assertThat(refused(line(pattern, authority)))
                .hasMessageContaining("certified by ssh-ed25519 " + KeyUtils.getFingerPrint(authority.getPublic()))
                .hasMessageContaining(server.knownHost().strip());
    }

    @ParameterizedTest
    @CsvSource({
        "expired, -h -n 127.0.0.1 -V -2h:-1h",
        "not valid yet, -h -n 127.0.0.1 -V +1h:+2h",
        "for another host, -h -n other.example -V always:forever",
        "for a part of the name, -h -n 127.0.0 -V always:forever",
        "for no host in particular, -h -V always:forever",
        "with a critical option, -h -n 127.0.0.1 -V always:forever -O critical:new@example.org=1",
    })
    void oneThatIsNotValidIsRefused(String what, String options) throws Exception {
        certify(authority, options.split(" ", -1));

        assertThat(refused(line("*", authority)))
                .as(what)
                .hasMessageContaining("a certificate that is not valid")
                .hasMessageContaining("ssh-keyscan");
    }

    @Test
    void oneByAnotherAuthorityIsRefused() throws Exception {
        KeyPair other = SshKeys.make("Ed25519", 255);
        certify(other, "-h", "-n", "127.0.0.1", "-V", ALWAYS);

        assertThat(refused(line("*", authority)))
                .hasMessageContaining(KeyUtils.getFingerPrint(other.getPublic()))
                .hasMessageContaining(KeyUtils.getFingerPrint(authority.getPublic()));
    }

    @Test
    void oneThatIsSignedWithSha1IsRefused() throws Exception {
        KeyPair rsa = SshKeys.make("RSA", 2048);
        certify(rsa, "-h", "-n", "127.0.0.1", "-V", ALWAYS, "-t", "ssh-rsa");

        assertThat(refused(line("*", rsa))).hasMessageContaining("SHA-1").hasMessageContaining("rsa-sha2-512");
    }

    @Test
    void anAuthorityIsNoServer() {
        server.changeHostKey(authority);

        assertThat(refused(line("*", authority))).hasMessageContaining("without a certificate");
    }

    @Test
    void whatIsRevokedIsRefused() throws Exception {
        certify(authority, "-h", "-n", "127.0.0.1", "-V", ALWAYS);
        String lines = line("*", authority);

        assertThat(refused(lines + lines.replace("@cert-authority", "@revoked")))
                .hasMessageContaining("authority that knownHosts(…) says is revoked");
        assertThat(refused(lines + "@revoked * " + PublicKeyEntry.toString(hostKey.getPublic())))
                .hasMessageContaining("which knownHosts(…) says is revoked");
    }

    @Test
    void aKeyThatIsTrustedItselfNeedsNoCertificate() throws Exception {
        open(line("*", authority) + server.knownHost()).latest();
        certify(SshKeys.make("Ed25519", 255), "-h", "-n", "other.example", "-V", "-2h:-1h");

        open(line("*", authority) + server.knownHost()).latest();
    }
}

package io.cdntopology.git;

import static io.cdntopology.git.Readings.assertFails;
import static io.cdntopology.git.Readings.commitOf;
import static io.cdntopology.git.Readings.texts;
import static org.assertj.core.api.Assertions.assertThat;

import io.cdntopology.failure.CdnException;
import io.cdntopology.failure.ErrorCode;
import io.cdntopology.release.CommitId;
import io.cdntopology.spi.ContentRepository;
import io.cdntopology.spi.Revision;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.sshd.common.config.keys.KeyUtils;
import org.apache.sshd.common.config.keys.PublicKeyEntry;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A repository behind ssh: who is let in, who is trusted, what is kept, and what goes wrong. */
@Timeout(60)
class GitSshIT {
    private static final String SECRET = "s3cr3t";

    @TempDir
    Path temp;

    private final KeyPair hostKey = SshKeys.make("Ed25519", 255);
    private SshStage stage;
    private FarSide far;
    private GitSshServer server;

    @BeforeEach
    void start() throws IOException {
        stage = new SshStage(temp, hostKey);
        far = stage.far;
        server = stage.server;
    }

    @AfterEach
    void stop() {
        stage.close();
    }

    private GitSource described() {
        return stage.described();
    }

    private GitSource source() {
        return described().privateKey(() -> SshKeys.openSsh(SshKeys.ED25519)).knownHosts(server.knownHost());
    }

    private ContentRepository open(GitSource source) {
        return stage.open(source);
    }

    private CdnException refused(ErrorCode code, GitSource source) {
        CdnException refused = assertFails(code, open(source)::latest);
        for (Throwable e = refused; e != null; e = e.getCause()) {
            assertThat(e.toString()).doesNotContain(SECRET, "PRIVATE KEY");
        }
        return refused;
    }

    @Test
    void commitsAreFetchedOneAfterTheOtherOnOneConnection() {
        far.put("a", "1").put("b/c", "1").commit("First");
        ContentRepository repository = open(source());
        assertThat(texts(repository, repository.latest())).isEqualTo(Map.of("a", "1", "b/c", "1"));
        for (int i = 2; i < 6; i++) {
            CommitId newest = far.put("b/c", "" + i).commit("Commit " + i);
            Revision revision = repository.latest();
            assertThat(commitOf(revision)).isEqualTo(newest);
            assertThat(texts(repository, revision)).isEqualTo(Map.of("a", "1", "b/c", "" + i));
            assertThat(repository.latest()).isEqualTo(revision);
        }

        assertThat(server.connections()).isEqualTo(1);
        assertThat(server.commands()).hasSize(9);
    }

    @Test
    void anOlderCommitIsFetchedByItsId() {
        CommitId first = far.put("a", "1").commit("First");
        far.put("a", "2").commit("Second");
        ContentRepository repository = open(source());
        repository.latest();

        assertThat(texts(repository, repository.at(first))).isEqualTo(Map.of("a", "1"));
        far.put("a", "3").commit("Third");
        assertThat(texts(repository, repository.latest())).isEqualTo(Map.of("a", "3"));
        assertFails(
                ErrorCode.REVISION_NOT_FOUND,
                () -> repository.at(new CommitId("0123456789abcdef0123456789abcdef01234567")));
    }

    @Test
    void keysOfEachKindAndFormatAreTaken() throws IOException {
        far.put("a", "1").commit("First");
        KeyPair ecdsa = SshKeys.make("EC", 256);
        KeyPair rsa = SshKeys.make("RSA", 2048);
        for (Map.Entry<String, KeyPair> key : Map.of(
                        SshKeys.pkcs8(SshKeys.ED25519), SshKeys.ED25519,
                        SshKeys.openSsh(ecdsa), ecdsa,
                        SshKeys.openSsh(rsa), rsa,
                        SshKeys.pkcs8(rsa), rsa)
                .entrySet()) {
            server.authorize(key.getValue());
            Path file = Files.writeString(temp.resolve("key"), key.getKey());

            open(described().privateKey(file).knownHosts(server.knownHost())).latest();
        }
    }

    @Test
    void hostKeysOfEachKindAreTakenAndAskedForByWhatIsKnown() {
        far.put("a", "1").commit("First");
        KeyPair ecdsa = SshKeys.make("EC", 384);
        KeyPair rsa = SshKeys.make("RSA", 2048);
        server.changeHostKey(hostKey, ecdsa, rsa);
        for (KeyPair known : List.of(hostKey, ecdsa, rsa)) {
            open(described()
                            .privateKey(() -> SshKeys.openSsh(SshKeys.ED25519))
                            .knownHosts(server.knownHost(known.getPublic())))
                    .latest();
        }
    }

    @Test
    void aKeyThatIsReplacedIsReadAnewAtTheNextConnection() throws IOException {
        far.put("a", "1").commit("First");
        Path key = Files.writeString(temp.resolve("key"), SshKeys.openSsh(SshKeys.make("Ed25519", 255)));
        Path hosts = Files.writeString(temp.resolve("hosts"), "# none\n");
        ContentRepository repository = open(described().privateKey(key).knownHosts(hosts));
        assertFails(ErrorCode.SOURCE_NOT_TRUSTED, repository::latest);
        Files.writeString(hosts, server.knownHost());
        assertFails(ErrorCode.CREDENTIALS_REFUSED, repository::latest);
        Files.writeString(key, SshKeys.openSsh(SshKeys.ED25519));

        repository.latest();
        Files.delete(key);
        repository.latest();
        server.cut();
        server.restore();
        assertThat(assertFails(ErrorCode.CREDENTIALS_REFUSED, repository::latest))
                .hasMessageContaining(key.toString());
    }

    @Test
    void anEncryptedKeyNeedsItsPassphrase() {
        far.put("a", "1").commit("First");
        assertIsOpened(SshKeys.encrypted(SshKeys.ED25519, SECRET));
    }

    /** The key was made by {@code openssl genpkey}, and encrypted by {@code openssl pkcs8 -topk8}. */
    @Test
    void aKeyThatOpensslEncryptedNeedsItsPassphrase() throws Exception {
        far.put("a", "1").commit("First");
        PublicKeyEntry itsPublic = PublicKeyEntry.parsePublicKeyEntry(resource("ssh/encrypted-pkcs8.pub"));
        server.authorize(new KeyPair(itsPublic.resolvePublicKey(null, Map.of(), null), null));
        assertIsOpened(resource("ssh/encrypted-pkcs8.pem"));
    }

    private static String resource(String name) throws Exception {
        return Files.readString(Path.of(GitSshIT.class.getResource("/" + name).toURI()));
    }

    private void assertIsOpened(String key) {
        GitSource source = described().privateKey(() -> key).knownHosts(server.knownHost());

        open(source.passphrase(() -> SECRET)).latest();
        assertThat(refused(ErrorCode.CREDENTIALS_REFUSED, source)).hasMessageContaining("set passphrase(…)");
        assertThat(refused(ErrorCode.CREDENTIALS_REFUSED, source.passphrase(() -> SECRET + "!")))
                .hasMessageContaining("correct passphrase(…)");
    }

    @Test
    void whatIsNoKeyIsSaidAndNotRepeated() {
        for (String text : List.of(
                "",
                SECRET,
                PublicKeyEntry.toString(SshKeys.ED25519.getPublic()),
                SshKeys.openSsh(SshKeys.ED25519).substring(0, 200),
                SshKeys.openSsh(SshKeys.ED25519).replace("AAAA", SECRET))) {
            assertThat(refused(
                            ErrorCode.CREDENTIALS_REFUSED,
                            described().privateKey(() -> text).knownHosts(server.knownHost())))
                    .hasMessageContaining("ssh-keygen");
        }
        String encrypted = SshKeys.pkcs8(SshKeys.ED25519).replace("PRIVATE KEY", "ENCRYPTED PRIVATE KEY");
        assertThat(refused(
                        ErrorCode.CREDENTIALS_REFUSED,
                        described()
                                .privateKey(() -> encrypted)
                                .passphrase(() -> SECRET)
                                .knownHosts(server.knownHost())))
                .hasMessageContaining("ssh-keygen -p");
    }

    @Test
    void aKeyThatTheServerDoesNotLetInIsNamed() {
        KeyPair other = SshKeys.make("Ed25519", 255);
        CdnException refused = refused(
                ErrorCode.CREDENTIALS_REFUSED,
                described().privateKey(() -> SshKeys.openSsh(other)).knownHosts(server.knownHost()));

        assertThat(refused)
                .hasMessageContaining("'git'")
                .hasMessageContaining(KeyUtils.getFingerPrint(other.getPublic()))
                .hasMessageContaining("privateKey(…)");
    }

    @Test
    void anUnknownServerIsNotAskedAndTheLineThatTrustsItIsTold() {
        far.put("a", "1").commit("First");
        GitSource source = described().privateKey(() -> SshKeys.openSsh(SshKeys.ED25519));
        CdnException refused = refused(
                ErrorCode.SOURCE_NOT_TRUSTED, source.knownHosts("# none\nother.example ssh-ed25519 AAAA\nnonsense"));

        assertThat(refused)
                .hasMessageContaining(KeyUtils.getFingerPrint(hostKey.getPublic()))
                .hasMessageContaining(server.knownHost().strip());
        assertThat(server.commands()).isEmpty();
        open(source.knownHosts(server.knownHost().replace("\n", " a comment\r\n")))
                .latest();
    }

    @Test
    void aServerWithAnotherKeyIsNotTrusted() {
        far.put("a", "1").commit("First");
        KeyPair other = SshKeys.make("EC", 256);
        GitSource source = source();
        ContentRepository repository = open(source);
        repository.latest();
        server.changeHostKey(other);

        CdnException refused = assertFails(ErrorCode.SOURCE_NOT_TRUSTED, repository::latest);
        assertThat(refused)
                .hasMessageContaining(KeyUtils.getFingerPrint(hostKey.getPublic()))
                .hasMessageContaining(KeyUtils.getFingerPrint(other.getPublic()))
                .hasMessageContaining("was changed");
    }

    @Test
    void aRevokedHostKeyIsNotTrusted() {
        String line = server.knownHost();

        assertThat(refused(
                        ErrorCode.SOURCE_NOT_TRUSTED,
                        described()
                                .privateKey(() -> SshKeys.openSsh(SshKeys.ED25519))
                                .knownHosts(line + "@revoked " + line)))
                .hasMessageContaining("revoked");
    }

    @Test
    void aMissingRepositoryIsNotFound() {
        assertThat(refused(
                        ErrorCode.REPOSITORY_NOT_FOUND,
                        Git.repository(server.url("no.git"))
                                .privateKey(() -> SshKeys.openSsh(SshKeys.ED25519))
                                .knownHosts(server.knownHost())))
                .hasMessageContaining("no.git")
                .hasMessageNotContaining("git@");
    }

    @Test
    void aMissingBranchListsThoseThatExist() {
        far.put("a", "1").commit("First");

        assertThat(refused(ErrorCode.REVISION_NOT_FOUND, source().branch("mein")))
                .hasMessageContaining("the branches main");
    }

    @Test
    void aConnectionThatTheServerClosedIsMadeAnew() {
        far.put("a", "1").commit("First");
        ContentRepository repository = open(source());
        repository.latest();
        server.cut();
        assertFails(ErrorCode.SOURCE_UNREACHABLE, repository::latest);
        server.restore();
        CommitId second = far.put("a", "2").commit("Second");

        assertThat(commitOf(repository.latest())).isEqualTo(second);
        assertThat(server.connections()).isEqualTo(2);
    }

    @Test
    void anUnknownHostIsUnreachable() {
        assertThat(refused(
                        ErrorCode.SOURCE_UNREACHABLE,
                        Git.repository("git@no-such-host.invalid:x.git")
                                .privateKey(() -> SshKeys.openSsh(SshKeys.ED25519))
                                .knownHosts(server.knownHost())))
                .hasMessageContaining("its host is not known");
    }

    @Test
    void aServerThatSaysNothingTimesOut() throws IOException {
        try (ServerSocket deaf = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            GitSource source = Git.repository("ssh://git@127.0.0.1:" + deaf.getLocalPort() + "/x.git")
                    .privateKey(() -> SshKeys.openSsh(SshKeys.ED25519))
                    .knownHosts(server.knownHost())
                    .timeout(Duration.ofSeconds(1));

            assertThat(refused(ErrorCode.SOURCE_TIMEOUT, source)).hasMessageContaining("timeout(…)");
        }
    }

    @Test
    void aCommandThatSaysNothingTimesOut() {
        server.stall();

        assertThat(refused(ErrorCode.SOURCE_TIMEOUT, source().timeout(Duration.ofSeconds(1))))
                .hasMessageContaining("timeout(…)");
        Awaitility.await().until(server::isLeft);
    }

    @Test
    void theDeadlineEndsWhatSaysNothing() {
        server.stall();

        assertThat(refused(ErrorCode.SOURCE_TIMEOUT, source().deadline(Duration.ofSeconds(2))))
                .hasMessageContaining("deadline(…)");
        Awaitility.await().until(server::isLeft);
    }

    @Test
    void closingEndsACallAndTheConnection() throws Exception {
        far.put("a", "1").commit("First");
        ContentRepository repository = open(source());
        repository.latest();
        server.stall();
        CompletableFuture<Revision> call = CompletableFuture.supplyAsync(repository::latest);
        Awaitility.await().until(() -> server.commands().size() == 2);
        repository.close();

        assertFails(ErrorCode.CLOSED, () -> {
            try {
                call.get(5, TimeUnit.SECONDS);
            } catch (ExecutionException e) {
                throw e.getCause();
            }
        });
        Awaitility.await().until(server::isLeft);
    }

    @Test
    void nothingIsReadFromOrWrittenToTheUsersDirectory() throws IOException {
        far.put("a", "1").commit("First");
        Path home = Path.of(System.getProperty("user.home"));
        boolean before = Files.exists(home.resolve(".config/jgit"));
        open(source()).latest();

        assertThat(Files.exists(home.resolve(".config/jgit"))).isEqualTo(before);
        try (var files = Files.list(temp.resolve("near0"))) {
            assertThat(files.map(file -> file.getFileName().toString())).doesNotContain(".ssh", "known_hosts");
        }
    }
}

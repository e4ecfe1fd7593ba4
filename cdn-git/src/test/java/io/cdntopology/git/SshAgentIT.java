package io.cdntopology.git;

import static io.cdntopology.git.Readings.assertFails;
import static io.cdntopology.git.Readings.commitOf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.cdntopology.failure.CdnException;
import io.cdntopology.failure.ErrorCode;
import io.cdntopology.release.CommitId;
import io.cdntopology.spi.ContentRepository;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.KeyPair;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.apache.sshd.common.config.keys.KeyUtils;
import org.apache.sshd.common.util.buffer.ByteArrayBuffer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** A repository behind ssh, by keys that only an ssh-agent has. */
@Timeout(60)
class SshAgentIT {
    private static final KeyPair OTHER = SshKeys.make("Ed25519", 255);
    private static final Duration SILENCE = Duration.ofSeconds(1);

    @TempDir
    Path temp;

    private SshStage stage;
    private FarSide far;
    private GitSshServer server;
    private SshAgentProcess agent;

    @BeforeEach
    void start() throws IOException {
        stage = new SshStage(temp, SshKeys.make("Ed25519", 255));
        far = stage.far;
        server = stage.server;
        far.put("a", "1").commit("First");
        agent = new SshAgentProcess(temp);
    }

    @AfterEach
    void stop() {
        stage.close();
        agent.close();
    }

    private GitSource source(Path socket) {
        return stage.described().sshAgent(socket).knownHosts(server.knownHost());
    }

    private GitSource source() {
        return source(agent.socket());
    }

    private ContentRepository open(GitSource source) {
        return stage.open(source);
    }

    private CdnException refused(ErrorCode code, GitSource source) {
        return assertFails(code, open(source)::latest);
    }

    private static String fingerprint(KeyPair key) {
        return KeyUtils.getFingerPrint(key.getPublic());
    }

    @Test
    void itsKeysOfEachKindAreTaken() {
        KeyPair ecdsa = SshKeys.make("EC", 256);
        KeyPair rsa = SshKeys.make("RSA", 2048);
        agent.add(SshKeys.ED25519).add(ecdsa).add(rsa);
        for (KeyPair key : List.of(SshKeys.ED25519, ecdsa, rsa)) {
            server.authorize(key);

            open(source()).latest();
            open(source().sshAgentKey(fingerprint(key))).latest();
        }
        assertThat(server.isOfferedAnAgent()).isFalse();
    }

    @Test
    void itIsAskedAgainAtTheNextConnectionOnly() {
        agent.add(SshKeys.ED25519);
        ContentRepository repository = open(source());
        repository.latest();
        agent.close();
        CommitId second = far.put("a", "2").commit("Second");

        assertThat(commitOf(repository.latest())).isEqualTo(second);
        server.cut();
        server.restore();
        assertThat(assertFails(ErrorCode.CREDENTIALS_REFUSED, repository::latest))
                .hasMessageContaining(agent.socket().toString())
                .hasMessageContaining("Connection refused");
    }

    @Test
    void aKeyThatTheServerDoesNotLetInIsNamed() {
        agent.add(OTHER);

        assertThat(refused(ErrorCode.CREDENTIALS_REFUSED, source()))
                .hasMessageContaining("'git'")
                .hasMessageContaining(fingerprint(OTHER))
                .hasMessageNotContaining(fingerprint(SshKeys.ED25519));
    }

    @Test
    void oneOfManyKeysIsChosenByItsFingerprint() {
        server.limitTries(3);
        for (int i = 0; i < 4; i++) {
            agent.add(SshKeys.make("Ed25519", 255));
        }
        agent.add(SshKeys.ED25519);

        assertThat(refused(ErrorCode.CREDENTIALS_REFUSED, source())).hasMessageContaining("sshAgentKey(");
        open(source().sshAgentKey(fingerprint(SshKeys.ED25519))).latest();
    }

    @Test
    void aKeyThatItDoesNotHaveIsMissed() {
        agent.add(OTHER);

        assertThat(refused(ErrorCode.CREDENTIALS_REFUSED, source().sshAgentKey(fingerprint(SshKeys.ED25519))))
                .hasMessageContaining(fingerprint(OTHER))
                .hasMessageContaining(fingerprint(SshKeys.ED25519))
                .hasMessageContaining("sshAgentKey(…)");
        assertThat(server.connections()).isZero();
    }

    @Test
    void oneThatIsEmptyOrLockedIsOfNoUse() {
        assertThat(refused(ErrorCode.CREDENTIALS_REFUSED, source())).hasMessageContaining("`ssh-add FILE`");
        agent.add(SshKeys.ED25519).lock();
        assertThat(refused(ErrorCode.CREDENTIALS_REFUSED, source())).hasMessageContaining("`ssh-add -X`");
        agent.unlock();

        open(source()).latest();
    }

    @Test
    void oneThatRefusesToSignSaysWithWhichKey() {
        agent.add(SshKeys.ED25519, "-c");

        assertThat(refused(ErrorCode.CREDENTIALS_REFUSED, source()))
                .hasMessageContaining("refuses to sign")
                .hasMessageContaining(fingerprint(SshKeys.ED25519));
    }

    @Test
    void whereNoneListensThatIsSaid() {
        Path missing = temp.resolve("missing.sock");

        assertThat(refused(ErrorCode.CREDENTIALS_REFUSED, source(missing)))
                .hasMessageContaining(missing.toString())
                .hasMessageContaining("No such file");
        assertThat(refused(ErrorCode.CREDENTIALS_REFUSED, source(temp.resolve("x".repeat(200)))))
                .hasMessageContaining("too long");
    }

    static Stream<Arguments> whatIsNoAnswer() {
        byte[] keys = ScriptedAgent.keys(SshKeys.ED25519);
        return Stream.of(
                Arguments.of(
                        "of another protocol", "HTTP/1.1 400 Bad Request\r\n\r\n".getBytes(StandardCharsets.US_ASCII)),
                Arguments.of("nothing", new byte[0]),
                Arguments.of("without content", new byte[4]),
                Arguments.of("of 2 GiB", new byte[] {0x7f, -1, -1, -1, 12}),
                Arguments.of("of 4 GiB", new byte[] {-1, -1, -1, -1, 12}),
                Arguments.of("cut off", Arrays.copyOf(keys, keys.length - 20)),
                Arguments.of("no", ScriptedAgent.message((byte) 5)),
                Arguments.of(
                        "with many keys missing",
                        ScriptedAgent.message((byte) 12, (byte) 127, (byte) 0, (byte) 0, (byte) 0)),
                Arguments.of(
                        "with a long key",
                        ScriptedAgent.message(
                                (byte) 12,
                                (byte) 0,
                                (byte) 0,
                                (byte) 0,
                                (byte) 1,
                                (byte) 127,
                                (byte) 0,
                                (byte) 0,
                                (byte) 0)));
    }

    @ParameterizedTest(name = "an answer {0}")
    @MethodSource("whatIsNoAnswer")
    void whatDoesNotAnswerAsOneIsRefused(String name, byte[] answer) throws IOException {
        try (ScriptedAgent other = new ScriptedAgent(temp.resolve("other.sock"), true, List.of(answer))) {
            assertThat(refused(ErrorCode.CREDENTIALS_REFUSED, source(other.socket())))
                    .hasMessageContaining("does not answer as an ssh-agent");
        }
        assertThat(server.connections()).isZero();
    }

    @Test
    void keysThatNobodyCanUseDoNoHarm() throws IOException {
        try (ScriptedAgent other = of("ssh-ed448")) {
            assertThat(refused(ErrorCode.CREDENTIALS_REFUSED, source(other.socket())))
                    .hasMessageContaining("does not let in");
        }
    }

    @Test
    void certificatesAreNotTried() throws IOException {
        try (ScriptedAgent other = of("ssh-ed25519-cert-v01@openssh.com")) {
            assertThat(refused(ErrorCode.CREDENTIALS_REFUSED, source(other.socket())))
                    .hasMessageContaining("apart from certificates");
        }
        assertThat(server.connections()).isZero();
    }

    private ScriptedAgent of(String keyType) throws IOException {
        ByteArrayBuffer key = new ByteArrayBuffer();
        key.putString(keyType);
        ByteArrayBuffer answer = new ByteArrayBuffer();
        answer.putByte((byte) 12);
        answer.putUInt(1);
        answer.putBytes(key.getCompactData());
        answer.putString("test");
        return new ScriptedAgent(
                temp.resolve("other.sock"), false, List.of(ScriptedAgent.message(answer.getCompactData())));
    }

    static Stream<Arguments> silences() {
        return Stream.of(
                Arguments.of("at once", List.of()),
                Arguments.of("within an answer", List.of(new byte[] {0, 0, 1, 0, 12})),
                Arguments.of("when it is to sign", List.of(ScriptedAgent.keys(SshKeys.ED25519))));
    }

    @ParameterizedTest(name = "silent {0}")
    @MethodSource("silences")
    void oneThatSaysNothingIsLeftAfterTheTimeout(String when, List<byte[]> script) throws IOException {
        try (ScriptedAgent silent = new ScriptedAgent(temp.resolve("silent.sock"), false, script)) {
            assertThat(refused(ErrorCode.SOURCE_TIMEOUT, source(silent.socket()).timeout(SILENCE)))
                    .hasMessageContaining(silent.socket().toString())
                    .hasMessageContaining("timeout(…)");
            assertIsLeft(silent);
        }
    }

    @ParameterizedTest(name = "silent {0}")
    @MethodSource("silences")
    void theDeadlineEndsOneThatSaysNothing(String when, List<byte[]> script) throws IOException {
        try (ScriptedAgent silent = new ScriptedAgent(temp.resolve("silent.sock"), false, script)) {
            long start = System.nanoTime();
            assertThat(refused(ErrorCode.SOURCE_TIMEOUT, source(silent.socket()).deadline(SILENCE)))
                    .hasMessageContaining("deadline(…)");
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(SILENCE.plusSeconds(1));
            assertIsLeft(silent);
        }
    }

    private void assertIsLeft(ScriptedAgent silent) {
        await().atMost(Duration.ofSeconds(3)).untilAsserted(() -> {
            assertThat(silent.open()).isZero();
            assertThat(server.isLeft()).isTrue();
            assertThat(Thread.getAllStackTraces().entrySet())
                    .noneMatch(thread -> Arrays.toString(thread.getValue()).contains("AgentSocket"));
        });
    }

    /** The kernel lets a client wait that is one more than it keeps for the server. */
    @Test
    void theDeadlineEndsWhatWaitsToBeTaken() throws IOException {
        UnixDomainSocketAddress address = UnixDomainSocketAddress.of(temp.resolve("full.sock"));
        try (ServerSocketChannel full =
                        ServerSocketChannel.open(StandardProtocolFamily.UNIX).bind(address, 1);
                SocketChannel one = SocketChannel.open(address);
                SocketChannel another = SocketChannel.open(address)) {
            assertThat(full.isOpen() && one.isConnected() && another.isConnected())
                    .isTrue();
            ContentRepository repository = open(source(address.getPath()).deadline(SILENCE));

            assertFails(ErrorCode.SOURCE_TIMEOUT, repository::latest);
            await().atMost(Duration.ofSeconds(3))
                    .untilAsserted(() -> assertThat(Thread.getAllStackTraces().entrySet())
                            .noneMatch(
                                    thread -> Arrays.toString(thread.getValue()).contains("AgentSocket")));
        }
    }
}

package io.cdntopology.git;

import static io.cdntopology.git.Readings.commitOf;
import static io.cdntopology.git.Readings.texts;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import io.cdntopology.failure.CdnException;
import io.cdntopology.failure.ErrorCode;
import io.cdntopology.git.FaultyLine.Fault;
import io.cdntopology.release.CommitId;
import io.cdntopology.spi.ContentRepository;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.eclipse.jgit.transport.Daemon;
import org.eclipse.jgit.transport.resolver.FileResolver;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** A line to a server that breaks, or nearly does, at any time. */
@Timeout(60)
class FaultyLineIT {
    private static final Duration DEADLINE = Duration.ofSeconds(2);
    private static final Duration SOON = Duration.ofSeconds(3);
    private static final List<ErrorCode> CODES =
            List.of(ErrorCode.SOURCE_TIMEOUT, ErrorCode.SOURCE_UNREACHABLE, ErrorCode.SOURCE_DAMAGED);

    /** By git's own protocol a server says in the same way, by nothing, that there is no repository. */
    private static final ErrorCode CUT_AT_ONCE = ErrorCode.REPOSITORY_NOT_FOUND;

    @TempDir
    Path temp;

    private FarSide far;
    private AutoCloseable server;
    private FaultyLine line;
    private ContentRepository repository;

    /** How a server is spoken to. */
    enum Protocol {
        HTTP,
        DAEMON,
        SSH
    }

    /** Where the server has said nothing yet, and within the pack. */
    static Stream<Arguments> faults() {
        return Stream.of(
                Arguments.of(Protocol.HTTP, Fault.DRIP, 0),
                Arguments.of(Protocol.HTTP, Fault.DRIP, 30_000),
                Arguments.of(Protocol.HTTP, Fault.STALL, 30_000),
                Arguments.of(Protocol.HTTP, Fault.RESET, 30_000),
                Arguments.of(Protocol.DAEMON, Fault.DRIP, 0),
                Arguments.of(Protocol.DAEMON, Fault.DRIP, 30_000),
                Arguments.of(Protocol.SSH, Fault.DRIP, 30_000));
    }

    @BeforeEach
    void createFarSide() {
        far = FarSide.create(temp.resolve("far.git"));
    }

    @AfterEach
    void close() throws Exception {
        repository.close();
        line.close();
        server.close();
        far.close();
    }

    private void open(Protocol protocol) throws IOException {
        open(protocol, Duration.ofSeconds(1));
    }

    private void open(Protocol protocol, Duration timeout) throws IOException {
        GitSource source = switch (protocol) {
            case HTTP -> http();
            case DAEMON -> daemon();
            case SSH -> ssh();
        };
        repository = source.timeout(timeout).deadline(DEADLINE).open(temp.resolve("near"));
    }

    private GitSource http() {
        GitHttpServer http = new GitHttpServer(temp);
        server = http;
        line = new FaultyLine(http.port());
        return Git.repository("http://127.0.0.1:" + line.port() + "/far.git");
    }

    private GitSource daemon() throws IOException {
        Daemon daemon = new Daemon(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        daemon.setRepositoryResolver(new FileResolver<>(temp.toFile(), true));
        daemon.start();
        server = daemon::stop;
        line = new FaultyLine(daemon.getAddress().getPort());
        return Git.repository("git://127.0.0.1:" + line.port() + "/far.git");
    }

    private GitSource ssh() {
        GitSshServer ssh = new GitSshServer(temp, SshKeys.ED25519);
        ssh.authorize(SshKeys.ED25519);
        server = ssh;
        String port = ":" + URI.create(ssh.url("far.git")).getPort();
        line = new FaultyLine(URI.create(ssh.url("far.git")).getPort());
        return Git.repository(ssh.url("far.git").replace(port, ":" + line.port()))
                .privateKey(() -> SshKeys.openSsh(SshKeys.ED25519))
                .knownHosts(ssh.knownHost().replace(port, ":" + line.port()));
    }

    private CommitId commit(int bytes) {
        byte[] noise = new byte[bytes];
        new Random(bytes).nextBytes(noise);
        return far.put("noise", 0100644, noise).put("index.html", "whole").commit("Noise");
    }

    private CdnException failure() {
        return catchThrowableOfType(CdnException.class, repository::latest);
    }

    @ParameterizedTest
    @MethodSource("faults")
    void endsInTimeWithItsThreadAndItsConnectionAndGoesOn(Protocol protocol, Fault fault, int bytes)
            throws IOException {
        CommitId commit = commit(100_000);
        open(protocol);
        line.fail(fault, bytes);
        long start = System.nanoTime();

        assertThat(failure().code()).isIn(CODES);
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(DEADLINE.plusSeconds(2));
        assertLeft();
        line.fail(Fault.NONE, 0);
        assertThat(commitOf(repository.latest())).isEqualTo(commit);
        assertThat(texts(repository, repository.at(commit))).containsEntry("index.html", "whole");
    }

    private void assertLeft() {
        await().atMost(SOON).untilAsserted(() -> {
            assertThat(line.open()).isZero();
            assertThat(working()).isEmpty();
        });
    }

    @Test
    void whoIsSilentWithinAnAnswerIsLeftAtTheDeadlineHoweverLongThatIsAllowed() throws IOException {
        CommitId commit = commit(100_000);
        open(Protocol.HTTP, Duration.ofMinutes(1));
        line.fail(Fault.STALL, 30_000);

        assertThat(failure()).hasMessageContaining("deadline(…)");
        assertLeft();
        line.fail(Fault.NONE, 0);
        assertThat(commitOf(repository.latest())).isEqualTo(commit);
    }

    /** The threads of this module that do something. */
    private static List<String> working() {
        return Thread.getAllStackTraces().entrySet().stream()
                .filter(thread -> thread.getKey().getName().equals("cdn-git"))
                .map(thread -> Arrays.toString(thread.getValue()))
                .filter(stack -> stack.contains("io.cdntopology.git"))
                .toList();
    }

    @ParameterizedTest
    @EnumSource(Protocol.class)
    void whereverItIsCutNothingHalfIsThereAndTheNextFetchIsWhole(Protocol protocol) throws IOException {
        far.put("index.html", "before").commit("First");
        open(protocol);
        line.fail(Fault.NONE, 0);
        CommitId before = commitOf(repository.latest());
        CommitId commit = commit(64_000);
        int failures = 0;
        for (long at = 0; at < 80_000; at += 4_096) {
            line.fail(Fault.CUT, at);
            try {
                assertThat(commitOf(repository.latest())).isEqualTo(commit);
            } catch (CdnException e) {
                failures++;
                assertThat(e.code() == CUT_AT_ONCE ? at == 0 && protocol == Protocol.DAEMON : CODES.contains(e.code()))
                        .as(e.toString())
                        .isTrue();
                assertThat(texts(repository, repository.at(before))).isEqualTo(Map.of("index.html", "before"));
                assertThat(complete()).isEqualTo(1);
            }
        }
        assertThat(failures).isGreaterThanOrEqualTo(15);
        assertThat(commitOf(repository.latest())).isEqualTo(commit);
        assertThat(texts(repository, repository.at(commit))).containsEntry("index.html", "whole");
    }

    private long complete() throws IOException {
        try (Stream<Path> files = Files.list(temp.resolve("near/repository.git/refs/cdn"))) {
            return files.count();
        }
    }
}

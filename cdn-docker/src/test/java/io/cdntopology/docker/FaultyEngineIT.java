package io.cdntopology.docker;

import static io.cdntopology.docker.Failures.assertFails;
import static org.assertj.core.api.Assertions.assertThat;

import com.github.dockerjava.api.DockerClient;
import io.cdntopology.failure.CdnException;
import io.cdntopology.failure.ErrorCode;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

@DisplayName("An engine that does not do what it should")
class FaultyEngineIT {
    private static final Duration LONG = Duration.ofSeconds(15);
    private static final Duration SHORT = Duration.ofMillis(700);
    private static final String BODY_MISSING = "HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n{\"ID\":";

    /** Changes something, or would. */
    private static String start(DockerClient client) {
        client.startContainerCmd("web").exec();
        return "started";
    }

    private static String startAgain(EngineConnection connection) {
        return connection.callRepeatable("Starting web", FaultyEngineIT::start);
    }

    @TempDir
    Path directory;

    private FakeEngine engine;

    private enum Transport {
        SOCKET,
        PORT
    }

    private FakeEngine start(Transport transport) throws IOException {
        engine = transport == Transport.PORT ? FakeEngine.onPort() : FakeEngine.onSocket(directory.resolve("socket"));
        return engine.speaking("1.24", "1.41").answering("/start", FakeEngine.status("204 No Content", ""));
    }

    private EngineConnection open(Duration timeout) {
        return EngineConnection.open(engine.host(), timeout);
    }

    @AfterEach
    void stop() throws Exception {
        if (engine != null) {
            engine.close();
        }
    }

    @ParameterizedTest
    @EnumSource(Transport.class)
    @DisplayName("and does not answer is given up in time, and so is one that stops in the middle of an answer")
    void hanging(Transport transport) throws Exception {
        start(transport).answering("/version", FakeEngine.hanging(""));
        assertFails(ErrorCode.ENGINE_UNREACHABLE, () -> open(SHORT), "there was no answer within PT0.7S");
        engine.speaking("1.24", "1.41").answering("/info", FakeEngine.hanging(BODY_MISSING));
        assertFails(ErrorCode.ENGINE_UNREACHABLE, () -> open(SHORT), "there was no answer within PT0.7S");
    }

    @ParameterizedTest
    @EnumSource(Transport.class)
    @DisplayName("and was given up has no thread of this process wait for it")
    void threads(Transport transport) throws Exception {
        start(transport).answering("/start", FakeEngine.hanging("HTTP/1.1 200"));
        try (EngineConnection connection = open(SHORT)) {
            assertFails(
                    ErrorCode.ENGINE_UNREACHABLE,
                    () -> connection.call("Starting web", FaultyEngineIT::start),
                    "Starting web");
            awaitNoneWaiting();
        }
    }

    @ParameterizedTest
    @EnumSource(Transport.class)
    @DisplayName("and was given up has no thread wait for other answers that it was to give at the same time")
    void others(Transport transport) throws Exception {
        start(transport).answering("/start", FakeEngine.hanging(""));
        try (EngineConnection connection = open(SHORT)) {
            try (EngineCalls.Begun<String> first = connection.begin("Starting web", FaultyEngineIT::start);
                    EngineCalls.Begun<String> second = connection.begin("Starting another", FaultyEngineIT::start)) {
                assertThat(first).isNotSameAs(second);
                assertFails(ErrorCode.ENGINE_UNREACHABLE, second::answer, "Starting another");
            }
            awaitNoneWaiting();
        }
    }

    private static void awaitNoneWaiting() {
        Awaitility.await()
                .atMost(LONG)
                .untilAsserted(() -> assertThat(waiting()).isEmpty());
    }

    private static Stream<String> waiting() {
        return Thread.getAllStackTraces().entrySet().stream()
                .filter(entry -> entry.getKey().getName().startsWith("cdn-docker-call-"))
                .filter(entry -> Stream.of(entry.getValue())
                        .anyMatch(frame -> frame.getClassName().contains("dockerjava")))
                .map(entry -> entry.getKey().getName());
    }

    @ParameterizedTest
    @EnumSource(Transport.class)
    @DisplayName("and ended idle connections is asked again on a new one, if the call can be made twice")
    void stale(Transport transport) throws Exception {
        start(transport);
        try (EngineConnection connection = open(LONG)) {
            for (int i = 0; i < 3; i++) {
                engine.breakConnections();
                assertThat(startAgain(connection)).isEqualTo("started");
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Transport.class)
    @DisplayName("and ended all of many idle connections is asked again once")
    void manyStale(Transport transport) throws Exception {
        start(transport);
        CountDownLatch together = new CountDownLatch(8);
        engine.answering("/start", out -> {
            together.countDown();
            try {
                assertThat(together.await(15, TimeUnit.SECONDS)).isTrue();
            } catch (InterruptedException e) {
                throw new IOException(e);
            }
            FakeEngine.status("204 No Content", "").write(out);
        });
        try (EngineConnection connection = open(LONG)) {
            Stream.generate(() -> CompletableFuture.supplyAsync(
                            () -> connection.call("Starting web", FaultyEngineIT::start),
                            command -> new Thread(command).start()))
                    .limit(8)
                    .toList()
                    .forEach(CompletableFuture::join);
            engine.breakConnections();
            assertThat(startAgain(connection)).isEqualTo("started");
        }
    }

    @ParameterizedTest
    @EnumSource(Transport.class)
    @DisplayName("and broke the connection of a call that cannot be made twice is not asked again")
    void notRepeated(Transport transport) throws Exception {
        start(transport).answering("/start", FakeEngine.raw(""));
        try (EngineConnection connection = open(LONG)) {
            assertFails(
                    ErrorCode.ENGINE_UNREACHABLE,
                    () -> connection.call("Starting web", FaultyEngineIT::start),
                    "Starting web");
            assertThat(engine.requests()).filteredOn(r -> r.endsWith("/start")).hasSize(1);
            assertFails(
                    ErrorCode.ENGINE_UNREACHABLE,
                    () -> connection.callRepeatable("Starting web", FaultyEngineIT::start));
            assertThat(engine.requests()).filteredOn(r -> r.endsWith("/start")).hasSize(3);
        }
    }

    static Stream<String> garbage() {
        return Stream.of(
                "SSH-2.0-OpenSSH_9.2\r\n",
                "HTTP/1.1 200 OK\r\nContent-Length: 13\r\n\r\n<html></html>",
                "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nnull",
                "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n[]",
                "HTTP/1.1 404 Not Found\r\nContent-Length: 9\r\n\r\nnot found");
    }

    @ParameterizedTest
    @MethodSource("garbage")
    @DisplayName("and is none is refused")
    void noEngine(String answer) throws Exception {
        start(Transport.PORT).answering("/version", FakeEngine.raw(answer));
        assertFails(
                answer.startsWith("SSH") ? ErrorCode.ENGINE_UNREACHABLE : ErrorCode.ENGINE_REFUSED, () -> open(LONG));
    }

    @Test
    @DisplayName("and broke off its answer may do better later")
    void brokenOff() throws Exception {
        start(Transport.PORT).answering("/info", FakeEngine.raw(BODY_MISSING));
        assertFails(ErrorCode.ENGINE_UNREACHABLE, () -> open(LONG), "the connection broke");
    }

    @Test
    @DisplayName("and says why is quoted, on one line")
    void quoted() throws Exception {
        start(Transport.PORT);
        try (EngineConnection connection = open(LONG)) {
            engine.answering("/start", FakeEngine.status("500 Internal", "{\"message\":\"driver\\nfailed\"}"));
            assertFails(
                    ErrorCode.ENGINE_UNREACHABLE,
                    () -> connection.call("Starting web", FaultyEngineIT::start),
                    "(500): driver failed");
            engine.answering("/start", FakeEngine.status("409 Conflict", "{\"message\":\"name is taken\"}"));
            assertFails(
                    ErrorCode.CONFLICT, () -> connection.call("Starting web", FaultyEngineIT::start), "name is taken");
            engine.answering("/start", FakeEngine.status("403 Forbidden", "x".repeat(100_000)));
            CdnException failure = assertFails(
                    ErrorCode.ENGINE_REFUSED,
                    () -> connection.call("Starting web", FaultyEngineIT::start),
                    "(403): xxx");
            assertThat(failure.getMessage()).hasSizeLessThan(1000);
        }
    }

    @Test
    @DisplayName("and wants TLS says so itself")
    void wantsTls() throws Exception {
        start(Transport.PORT)
                .answering(
                        "/version",
                        FakeEngine.raw(
                                "HTTP/1.0 400 Bad Request\r\n\r\nClient sent an HTTP request to an HTTPS server.\n"));
        assertFails(ErrorCode.ENGINE_REFUSED, () -> open(LONG), "it speaks TLS only; give tls(…)");
    }

    @Test
    @DisplayName("and is not there is one that should be started")
    void absent() throws Exception {
        Path socket = directory.resolve("missing");
        DockerHost missing = DockerHost.unixSocket(socket);
        assertFails(
                ErrorCode.ENGINE_UNREACHABLE,
                () -> EngineConnection.open(missing, LONG),
                "there is no socket at " + socket,
                "systemctl start docker");
        start(Transport.SOCKET).close();
        assertThat(Files.exists(directory.resolve("socket"))).isTrue();
        assertFails(ErrorCode.ENGINE_UNREACHABLE, () -> open(LONG), "nothing answers there", "systemctl start docker");
        int free;
        try (ServerSocket bound = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            free = bound.getLocalPort();
        }
        assertFails(
                ErrorCode.ENGINE_UNREACHABLE,
                () -> EngineConnection.open(DockerHost.tcp("127.0.0.1", free), LONG),
                "nothing answers there");
        assertFails(
                ErrorCode.ENGINE_UNREACHABLE,
                () -> EngineConnection.open(
                        DockerHost.tcp("engine.invalid", 2375).insecure(), LONG),
                "its name is not known");
    }

    @ParameterizedTest
    @EnumSource(Transport.class)
    @DisplayName("does not hold up whoever closes the connection")
    void closed(Transport transport) throws Exception {
        CountDownLatch asked = new CountDownLatch(1);
        start(transport).answering("/start", out -> asked.countDown());
        EngineConnection connection = open(LONG);
        CompletableFuture<CdnException> failure = CompletableFuture.supplyAsync(
                () -> assertFails(ErrorCode.CLOSED, () -> connection.call("Starting web", FaultyEngineIT::start)));
        assertThat(asked.await(15, TimeUnit.SECONDS)).isTrue();
        connection.close();
        connection.close();
        assertThat(failure.get(10, TimeUnit.SECONDS)).hasMessageContaining("the connection was closed");
        assertFails(
                ErrorCode.CLOSED,
                () -> connection.call("Starting web", FaultyEngineIT::start),
                "the connection was closed");
    }

    @Test
    @DisplayName("does not hold up a thread that is interrupted")
    void interrupted() throws Exception {
        CountDownLatch asked = new CountDownLatch(1);
        start(Transport.SOCKET).answering("/start", out -> asked.countDown());
        try (EngineConnection connection = open(LONG)) {
            CompletableFuture<Boolean> status = new CompletableFuture<>();
            Thread caller = new Thread(() -> {
                assertFails(ErrorCode.INTERRUPTED, () -> connection.call("Starting web", FaultyEngineIT::start));
                status.complete(Thread.currentThread().isInterrupted());
            });
            caller.start();
            assertThat(asked.await(15, TimeUnit.SECONDS)).isTrue();
            caller.interrupt();
            assertThat(status.get(10, TimeUnit.SECONDS)).isTrue();
        }
    }

    @Test
    @DisplayName("is not spoken to in a way that would expose it, or for no time")
    void notOpened() {
        DockerHost exposed = DockerHost.tcp("10.255.255.1", 2375);
        assertFails(ErrorCode.INVALID_ARGUMENT, () -> EngineConnection.open(exposed, LONG), "insecure()");
        DockerHost host = DockerHost.unixSocket(directory.resolve("missing"));
        assertFails(ErrorCode.INVALID_ARGUMENT, () -> EngineConnection.open(host, Duration.ZERO), "timeout");
        assertFails(ErrorCode.INVALID_ARGUMENT, () -> EngineConnection.open(host, Duration.ofDays(2)), "timeout");
    }
}

package io.cdntopology.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.io.IOException;
import java.net.ConnectException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

/** Clients that are slow, go away, come often, or are there when the edge stops. */
@Timeout(60)
class EdgeClientsTest {
    private static final int STALLED_CLIENTS = 50;

    /** More than the socket buffers of both sides hold. */
    private static final int LARGE_BYTES = 32 * 1024 * 1024;

    @TempDir
    private Path directory;

    private final List<RawConnection> stalled = new ArrayList<>();
    private Map<String, String> files;

    @BeforeEach
    void makeFiles() {
        files = Map.of("index.html", "home", "large.bin", "x".repeat(LARGE_BYTES));
    }

    @AfterEach
    void closeStalled() throws IOException {
        for (RawConnection connection : stalled) {
            connection.close();
        }
    }

    @Test
    void stalledClientsDoNotBlockOthers() throws IOException {
        try (EdgeFixture edge = EdgeFixture.start(directory)) {
            edge.root().live(files);
            for (int i = 0; i < STALLED_CLIENTS; i++) {
                stall(edge, i);
            }
            for (int i = 0; i < 20; i++) {
                assertThat(edge.get("/").body()).isEqualTo("home");
            }
        }
    }

    @Test
    void whenStalledClientsHoldEveryThreadTheyMakeRoom() throws IOException {
        try (EdgeFixture edge = EdgeFixture.start(directory, 2, Duration.ZERO)) {
            edge.root().live(files);
            stall(edge, 0);
            stall(edge, 1);
            await().until(() -> edgeThreads() == 2);
            assertThat(edge.get("/").body()).isEqualTo("home");
        }
    }

    @Test
    void aClientThatGoesAwayIsNoErrorAndHarmsNobody() throws IOException {
        Logger logger = (Logger) LoggerFactory.getLogger("io.cdntopology");
        ListAppender<ILoggingEvent> log = new ListAppender<>();
        log.start();
        logger.addAppender(log);
        try (EdgeFixture edge = EdgeFixture.start(directory)) {
            edge.root().live(files);
            for (int i = 0; i < 5; i++) {
                try (RawConnection connection = new RawConnection(edge.address())) {
                    connection.send("GET /large.bin HTTP/1.1\r\nHost: edge\r\n\r\n");
                }
            }
            assertThat(edge.get("/").body()).isEqualTo("home");
            await().until(() -> edgeThreadsIn("write") == 0);
        } finally {
            logger.detachAppender(log);
        }
        assertThat(log.list).noneMatch(event -> event.getLevel().isGreaterOrEqual(Level.WARN));
    }

    @Test
    void aLargeFileArrivesWhole() throws IOException {
        try (EdgeFixture edge = EdgeFixture.start(directory)) {
            edge.root().live(files);
            assertThat(edge.get("/large.bin").body()).hasSize(LARGE_BYTES);
            assertThat(edge.get("/large.bin", "Range: bytes=70000-270000").body())
                    .hasSize(200_001);
        }
    }

    @Test
    void aFileThatCannotBeReadIsAnErrorAndNotHalfAResponse() throws IOException {
        try (EdgeFixture edge = EdgeFixture.start(directory)) {
            Path tree = edge.root().tree(edge.root().live(files));
            try (RawConnection connection = new RawConnection(edge.address())) {
                connection.send("GET /large.bin HTTP/1.1\r\nHost: edge\r\n\r\n");
                await().until(() -> edgeThreadsIn("write") == 1);
                Files.write(tree.resolve("large.bin"), new byte[0]);
                assertThatThrownBy(() -> connection.request("GET", "/")).isInstanceOf(IOException.class);
            }
            assertThat(edge.get("/").body()).isEqualTo("home");
        }
    }

    /** JDK-6968351: 44 ms for each response on a connection that stays open; on newer JDKs only from 8 KiB on. */
    @ParameterizedTest
    @ValueSource(ints = {10, 20_000, 60_000})
    void responsesDoNotWaitForTheClientsDelayedAcknowledgements(int bytes) throws Exception {
        try (EdgeFixture edge = EdgeFixture.start(directory)) {
            edge.root().live(Map.of("index.html", "x".repeat(bytes)));
            HttpClient client = HttpClient.newHttpClient();
            HttpRequest request = HttpRequest.newBuilder(edge.address()).build();
            List<Long> millis = new ArrayList<>();
            for (int i = 0; i < 60; i++) {
                long start = System.nanoTime();
                client.send(request, HttpResponse.BodyHandlers.ofString());
                millis.add(TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start));
            }
            millis.sort(null);
            assertThat(millis.get(millis.size() / 2)).as("median").isLessThan(35);
        }
    }

    @Test
    void connectionsStayOpenWhereThatCostsNothing() throws IOException {
        try (EdgeFixture edge = EdgeFixture.start(directory)) {
            edge.root().live(files);
            String tag = edge.get("/").header("etag").orElseThrow();
            try (RawConnection connection = new RawConnection(edge.address())) {
                for (int i = 0; i < 20; i++) {
                    assertThat(connection.request("HEAD", "/").status()).isEqualTo(200);
                    assertThat(connection
                                    .request("GET", "/", "If-None-Match: " + tag)
                                    .status())
                            .isEqualTo(304);
                }
            }
        }
    }

    @Test
    void aRequestWithABodyIsAnsweredToo() throws IOException {
        try (EdgeFixture edge = EdgeFixture.start(directory)) {
            edge.root().live(files);
            try (RawConnection connection = new RawConnection(edge.address())) {
                connection.send("POST / HTTP/1.1\r\nHost: edge\r\nContent-Length: 5\r\n\r\nhello");
                assertThat(connection.request("HEAD", "/").status()).isEqualTo(405);
            }
        }
    }

    @Test
    void stopEndsEveryConnectionAtOnceAndListensNoMore() throws IOException {
        EdgeFixture edge = EdgeFixture.start(directory);
        edge.root().live(files);
        URI address = edge.address();
        edge.get("/");
        stall(edge, 0);
        stall(edge, 1);
        try (RawConnection idle = new RawConnection(address)) {
            idle.request("HEAD", "/");
            long start = System.nanoTime();
            edge.edge().stop();
            edge.edge().stop();
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(5));
            assertThatThrownBy(() -> idle.request("HEAD", "/")).isInstanceOf(IOException.class);
        }
        // Taking the port instead would fail where another process got it meanwhile for a connection of its own.
        assertThatThrownBy(() -> new Socket(address.getHost(), address.getPort()))
                .isInstanceOf(ConnectException.class);
        await().until(() -> edgeThreads() == 0);
    }

    @Test
    void threadsAreNamedAfterTheEdgeAndDoNotKeepTheProcessAlive() throws IOException {
        try (EdgeFixture edge = EdgeFixture.start(directory)) {
            edge.root().live(files);
            edge.get("/");
            assertThat(Thread.getAllStackTraces().keySet())
                    .filteredOn(thread -> thread.getName().matches("cdn-edge-eu-1-[0-9]+"))
                    .isNotEmpty()
                    .allMatch(Thread::isDaemon);
        }
    }

    /** Takes nothing of a large response, or never ends its request. */
    private void stall(EdgeFixture edge, int kind) throws IOException {
        RawConnection connection = new RawConnection(edge.address());
        stalled.add(connection);
        connection.send("GET /large.bin HTTP/1.1\r\nHost: edge\r\n" + (kind % 2 == 0 ? "\r\n" : "X-Slow: "));
    }

    private static long edgeThreads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("cdn-edge-eu-1-"))
                .count();
    }

    /** How many threads of the edge are in a method of this name. */
    private static long edgeThreadsIn(String method) {
        return Thread.getAllStackTraces().entrySet().stream()
                .filter(thread -> thread.getKey().getName().startsWith("cdn-edge-eu-1-"))
                .filter(thread -> List.of(thread.getValue()).stream()
                        .anyMatch(frame -> frame.getMethodName().equals(method)))
                .count();
    }
}

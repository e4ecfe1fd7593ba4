package io.cdntopology.docker;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.cdntopology.topology.EdgeConfiguration;
import io.cdntopology.topology.EdgeConfigurationBuilder;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("The container of an nginx edge")
@NeedsEngine
class NginxContainerIT {
    /** Of the largest machines that clouds offer to everybody. */
    private static final int MANY_PROCESSORS = 192;

    @TempDir
    private Path directory;

    private EngineConnection engine;
    private Path contentRoot;

    @BeforeEach
    void open() throws IOException {
        engine = EngineConnection.open(DockerHost.local(), EngineConnection.DEFAULT_TIMEOUT);
        contentRoot = Files.createDirectory(directory.resolve("www"));
    }

    @AfterEach
    void close() {
        engine.close();
    }

    private NginxContainer start() {
        return start(EdgeConfiguration.DEFAULT);
    }

    private NginxContainer start(EdgeConfiguration configuration) {
        return NginxContainer.start(
                engine,
                directory,
                contentRoot,
                NginxConfiguration.text(NginxSettings.DEFAULT.withConfiguration(configuration)));
    }

    @Test
    @DisplayName("runs as root too, with workers of another user")
    void root() throws Exception {
        try (NginxContainer edge = NginxContainer.startAsRoot(engine, directory, contentRoot)) {
            assertThat(Http.get(edge.awaitAnswer()).statusCode()).isEqualTo(503);
            assertThat(edge.log().lines()).noneMatch(line -> !line.startsWith("{"));
        }
    }

    @Test
    @DisplayName("has room for a worker for each of 192 processors in the memory that it has by default")
    void manyProcessors() throws Exception {
        NginxSettings settings = new NginxSettings(
                "/www", EdgeConfiguration.DEFAULT, 4, 8080, Optional.empty(), OptionalInt.of(MANY_PROCESSORS));
        try (NginxContainer edge =
                NginxContainer.start(engine, directory, contentRoot, NginxConfiguration.text(settings))) {
            Awaitility.await().atMost(30, TimeUnit.SECONDS).until(() -> edge.workers() == MANY_PROCESSORS);
            assertThat(Http.get(edge.awaitAnswer()).statusCode()).isEqualTo(503);
            assertThat(edge.log().lines()).noneMatch(line -> !line.startsWith("{"));
        }
    }

    @Test
    @DisplayName("logs requests as lines of JSON of bounded length, and nothing else while there is no release")
    void log() throws Exception {
        try (NginxContainer edge = start()) {
            URI address = edge.awaitAnswer();
            send(address, "GET /a\"b\u00e9\u0001 HTTP/1.1\r\nHost: x\r\nUser-Agent: \"\\\u00ff\r\n\r\n");
            send(
                    address,
                    "GET /" + "x".repeat(7_000) + " HTTP/1.1\r\nHost: x\r\nUser-Agent: " + "y".repeat(7_000)
                            + "\r\nConnection: close\r\n\r\n");
            send(address, "A".repeat(500) + " / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
            send(address, "no HTTP\r\n\r\n");
            List<JsonNode> lines = new ArrayList<>();
            Awaitility.await().atMost(20, TimeUnit.SECONDS).untilAsserted(() -> {
                lines.clear();
                for (String line : edge.log().lines().toList()) {
                    assertThat(line).hasSizeLessThan(2_000).startsWith("{");
                    lines.add(new ObjectMapper().readTree(line));
                }
                assertThat(lines).hasSizeGreaterThanOrEqualTo(5);
            });
            assertThat(lines).anySatisfy(line -> {
                assertThat(line.get("method").asText()).isEqualTo("GET");
                assertThat(line.get("uri").asText()).isEqualTo("/" + "x".repeat(999));
                assertThat(line.get("agent").asText()).isEqualTo("y".repeat(200));
            });
            assertThat(lines).anySatisfy(line -> {
                assertThat(line.get("method").asText()).isEqualTo("A".repeat(16));
                assertThat(line.get("status").asText()).isEqualTo("405");
            });
            assertThat(lines)
                    .allSatisfy(line -> assertThat(line.fieldNames())
                            .toIterable()
                            .containsExactly(
                                    "time", "client", "method", "uri", "status", "bytes", "seconds", "release",
                                    "agent"));
        }
    }

    @Test
    @DisplayName(
            "takes the largest configuration that can be made, and as many headers as anybody adds, without a warning")
    void largeConfiguration() throws Exception {
        String pattern = "/" + "é".repeat(9) + "\"".repeat(240);
        EdgeConfigurationBuilder large = EdgeConfiguration.builder()
                .header(pattern, "X-Value", "\\".repeat(2_000))
                .cacheControl("/" + "**/".repeat(3) + "*", "private=\"" + "\\".repeat(1_980) + "\"");
        for (int i = 0; i < 100; i++) {
            large.header("X-" + i + "-" + "x".repeat(59), "1").header("/" + i, "X-File-" + i, "CONFIGURATION_NAME");
        }
        try (NginxContainer edge = start(large.build())) {
            assertThat(Http.get(edge.awaitAnswer()).headers().map()).containsKey("X-99-" + "x".repeat(59));
            assertThat(edge.log().lines()).noneMatch(line -> !line.startsWith("{"));
        }
    }

    /** Sends text as it is, and waits until the edge has ended the connection. */
    private static void send(URI address, String text) throws IOException {
        try (Socket socket = new Socket(address.getHost(), address.getPort())) {
            socket.setSoTimeout(20_000);
            socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
            assertThat(socket.getInputStream().readAllBytes()).isNotEmpty();
        }
    }

    @Test
    @DisplayName("ends when it is told to, and has logged all requests then")
    void end() throws Exception {
        try (NginxContainer edge = start()) {
            URI address = edge.awaitAnswer();
            assertThat(Http.get(address.resolve("last")).statusCode()).isEqualTo(503);
            edge.signal("QUIT");
            Awaitility.await().atMost(20, TimeUnit.SECONDS).until(() -> !edge.isRunning());
            assertThat(edge.exitCode()).isZero();
            assertThat(edge.log()).containsOnlyOnce("\"uri\":\"/last\"");
        }
    }
}

package io.cdntopology.etcd;

import static io.cdntopology.etcd.Failures.assertFails;
import static org.assertj.core.api.Assertions.assertThat;

import io.cdntopology.failure.ErrorCode;
import io.cdntopology.spi.CoordinationClient;
import io.cdntopology.spi.Key;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("TLS to a real etcd")
@Timeout(60)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TlsIT {
    private static final Key KEY = new Key("/tls/key");

    private final List<EtcdProcess> started = new ArrayList<>();
    private TestAuthority ours;
    private TestAuthority theirs;
    private TestAuthority.Issued client;
    private EtcdProcess plain;
    private EtcdProcess mutual;

    @BeforeAll
    void startEtcd(@TempDir Path directory) throws Exception {
        ours = new TestAuthority(directory, "ours");
        theirs = new TestAuthority(directory, "theirs");
        client = ours.client("cdn");
        plain = start(directory.resolve("plain"), EtcdSetup.PLAIN);
        mutual = start(
                directory.resolve("mutual"),
                EtcdSetup.tls(ours.server("127.0.0.1")).clientsOf(ours, client));
    }

    private EtcdProcess start(Path directory, EtcdSetup setup) throws IOException {
        Files.createDirectories(directory);
        EtcdProcess process = EtcdProcess.start(directory, setup);
        started.add(process);
        return process;
    }

    @AfterAll
    void stopEtcd() {
        started.forEach(EtcdProcess::close);
    }

    private static String read(EtcdCoordination described) {
        try (CoordinationClient connected = described.connect()) {
            return "revision " + connected.read(KEY).revision();
        }
    }

    private EtcdCoordination trusting(String... urls) {
        return Etcd.endpoints(urls).timeout(Failures.TIMEOUT).trust(ours.file());
    }

    private EtcdCoordination mutual(TestAuthority.Issued shown) {
        return trusting(mutual.url()).clientCertificate(shown.chain(), shown.key());
    }

    @Test
    @DisplayName("works with the authority of the member and a certificate that it accepts")
    void works() {
        assertThat(read(mutual(client))).startsWith("revision");
    }

    @Test
    @DisplayName("is refused here if no trusted authority issued the member's certificate")
    void wrongAuthority() {
        EtcdCoordination described = Etcd.endpoints(mutual.url()).clientCertificate(client.chain(), client.key());
        for (EtcdCoordination distrusting : List.of(described, described.trust(theirs.file()))) {
            assertThat(assertFails(ErrorCode.COORDINATION_REFUSED, () -> read(distrusting)))
                    .hasMessageContaining("no authority that is trusted here")
                    .hasMessageContaining("trust(…)");
        }
    }

    @Test
    @DisplayName("is refused by etcd without a certificate of the client")
    void noClientCertificate() {
        assertThat(assertFails(ErrorCode.COORDINATION_REFUSED, () -> read(trusting(mutual.url()))))
                .hasMessageContaining("etcd wants a certificate of this client")
                .hasMessageContaining("clientCertificate(…)");
    }

    @Test
    @DisplayName("is refused by etcd with a client certificate of another authority")
    void wrongClientCertificate() throws Exception {
        TestAuthority.Issued foreign = theirs.client("cdn");
        assertThat(assertFails(ErrorCode.COORDINATION_REFUSED, () -> read(mutual(foreign))))
                .hasMessageContaining("etcd refuses the certificate of this client");
    }

    @Test
    @DisplayName("takes a client certificate that was replaced, at the next call, in the same client")
    void rotation() throws Exception {
        TestAuthority.Issued shown = theirs.client("rotated");
        try (CoordinationClient connected = mutual(shown).connect()) {
            assertFails(ErrorCode.COORDINATION_REFUSED, () -> connected.read(KEY));
            shown.replaceBy(client);
            assertThat(connected.read(KEY).revision()).isPositive();
        }
    }

    @Test
    @DisplayName("is refused here if the member's certificate has expired")
    void expired(@TempDir Path directory) throws Exception {
        EtcdProcess expired = start(directory, EtcdSetup.tls(ours.expiredServer("127.0.0.1")));
        assertThat(assertFails(ErrorCode.COORDINATION_REFUSED, () -> read(trusting(expired.url()))))
                .hasMessageContaining("the certificate of etcd has expired");
    }

    @Test
    @DisplayName("is refused here if the member's certificate names another host")
    void wrongHost() {
        EtcdCoordination described =
                trusting("https://localhost:" + mutual.port()).clientCertificate(client.chain(), client.key());
        assertThat(assertFails(ErrorCode.COORDINATION_REFUSED, () -> read(described)))
                .hasMessageContaining("does not name the host of the URL");
    }

    @Test
    @DisplayName("checks each member by the host of its own URL")
    void hostOfEachMember(@TempDir Path directory) throws Exception {
        EtcdProcess byName =
                start(directory, EtcdSetup.tls(ours.server("localhost")).clientsOf(ours, client));
        EtcdCoordination both = trusting(mutual.url(), "https://localhost:" + byName.port())
                .clientCertificate(client.chain(), client.key());
        byName.ask("put", "/tls/key", "by name");
        mutual.ask("put", "/tls/key", "by address");
        try (CoordinationClient connected = both.connect()) {
            for (String value : List.of("by name", "by address")) {
                Awaitility.await()
                        .pollDelay(Duration.ZERO)
                        .pollInterval(Duration.ofMillis(10))
                        .atMost(Duration.ofSeconds(10))
                        .until(() -> connected
                                .read(KEY)
                                .entry(KEY)
                                .orElseThrow()
                                .value()
                                .equals(value));
            }
        }
    }

    @Test
    @DisplayName("is refused here if something else answers at the port")
    void anotherProtocol() throws Exception {
        try (ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            Thread answering = new Thread(() -> answerInHttp(server), "answering");
            answering.setDaemon(true);
            answering.start();
            EtcdCoordination described = trusting("https://127.0.0.1:" + server.getLocalPort());
            assertThat(assertFails(ErrorCode.COORDINATION_REFUSED, () -> read(described)))
                    .hasMessageContaining("does not speak TLS");
        }
    }

    private static void answerInHttp(ServerSocket server) {
        try {
            while (true) {
                Socket client = server.accept();
                client.getOutputStream().write("HTTP/1.1 400 Bad Request\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            }
        } catch (IOException e) {
            // The test is over.
        }
    }

    @Test
    @DisplayName("is not spoken by a client with http URLs, who is told to look at the scheme")
    void plainToTls() {
        EtcdCoordination described = Etcd.endpoints("http://127.0.0.1:" + mutual.port());
        assertThat(assertFails(ErrorCode.COORDINATION_UNAVAILABLE, () -> read(described)))
                .hasMessageContaining("http URLs");
    }

    @Test
    @DisplayName("is not spoken by a member with http URLs, and its client is told to look at the scheme")
    void tlsToPlain() {
        assertThat(assertFails(
                        ErrorCode.COORDINATION_UNAVAILABLE, () -> read(trusting("https://127.0.0.1:" + plain.port()))))
                .hasMessageContaining("https URLs");
    }
}

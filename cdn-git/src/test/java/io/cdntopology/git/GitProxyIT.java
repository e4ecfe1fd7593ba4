package io.cdntopology.git;

import static io.cdntopology.git.Readings.assertFails;
import static io.cdntopology.git.Readings.texts;
import static org.assertj.core.api.Assertions.assertThat;

import io.cdntopology.failure.CdnException;
import io.cdntopology.failure.ErrorCode;
import io.cdntopology.spi.ContentRepository;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A repository on an HTTP server that is reached through a proxy, which wants a password. */
@Timeout(60)
class GitProxyIT {
    private static final String SECRET = "s3cr3t";

    private static ServerCertificate certificate;

    @TempDir
    Path temp;

    private final List<ContentRepository> opened = new ArrayList<>();
    private FarSide far;
    private GitHttpServer server;
    private BasicProxy proxy;

    @BeforeAll
    static void makeCertificate(@TempDir Path keys) throws Exception {
        certificate = ServerCertificate.make(keys.resolve("keys"));
    }

    @BeforeEach
    void start() throws Exception {
        Files.createDirectory(temp.resolve("root"));
        far = FarSide.create(temp.resolve("root/far.git"));
        far.put("a", "1").commit("First");
        proxy = new BasicProxy("me", SECRET);
    }

    @AfterEach
    void stop() {
        opened.forEach(ContentRepository::close);
        proxy.close();
        server.close();
        far.close();
    }

    private GitSource source(String scheme) throws Exception {
        if (server != null) {
            server.close();
        }
        if (scheme.equals("http")) {
            server = new GitHttpServer(temp.resolve("root"));
            return Git.repository("http://git.invalid:" + server.port() + "/far.git");
        }
        server = new GitHttpServer(temp.resolve("root"), Optional.of(certificate.context()));
        return Git.repository(server.url("far.git"))
                .trust(Files.writeString(temp.resolve("authorities.pem"), certificate.pem()));
    }

    private ContentRepository open(GitSource source) {
        ContentRepository repository = source.open(temp.resolve("near" + opened.size()));
        opened.add(repository);
        return repository;
    }

    private static Map<String, String> site(ContentRepository repository) {
        return texts(repository, repository.latest());
    }

    @ParameterizedTest
    @ValueSource(strings = {"http", "https"})
    void itIsToldThePasswordAndTheServerIsNot(String scheme) throws Exception {
        GitSource source = source(scheme).credentials("reader", () -> "other " + SECRET);
        server.require("reader", "other " + SECRET);
        ContentRepository repository = open(source.proxy("127.0.0.1", proxy.port(), "me", () -> SECRET));

        assertThat(site(repository)).isEqualTo(Map.of("a", "1"));
        far.put("a", "2").commit("Second");
        assertThat(site(repository)).isEqualTo(Map.of("a", "2"));
        assertThat(proxy.requests())
                .isNotEmpty()
                .allMatch(request ->
                        request.startsWith("https".equals(scheme) ? "CONNECT 127.0.0.1:" + server.port() : ""));
    }

    @ParameterizedTest
    @ValueSource(strings = {"http", "https"})
    void aWrongPasswordIsSaidAndNotRepeated(String scheme) throws Exception {
        GitSource source = source(scheme);
        proxy.require("me", "another");

        CdnException refused = assertFails(
                ErrorCode.CREDENTIALS_REFUSED,
                open(source.proxy("127.0.0.1", proxy.port(), "me", () -> SECRET))::latest);
        assertThat(refused)
                .hasMessageContaining("the proxy refuses these credentials")
                .hasMessageContaining("proxy(host, port, user, password)");
        for (Throwable e = refused; e != null; e = e.getCause()) {
            assertThat(e.toString()).doesNotContain(SECRET, "Basic");
        }
        assertThat(server.requests()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"http", "https"})
    void oneThatWantsAPasswordSaysSo(String scheme) throws Exception {
        assertThat(assertFails(
                        ErrorCode.CREDENTIALS_REFUSED, open(source(scheme).proxy("127.0.0.1", proxy.port()))::latest))
                .hasMessageContaining("the proxy wants credentials")
                .hasMessageContaining("set proxy(host, port, user, password)");
    }

    @ParameterizedTest
    @ValueSource(strings = {"http", "https"})
    void aPasswordFileIsReadAnew(String scheme) throws Exception {
        Path file = Files.writeString(temp.resolve("password"), "old\n");
        ContentRepository repository = open(source(scheme).proxy("127.0.0.1", proxy.port(), "me", file));
        assertFails(ErrorCode.CREDENTIALS_REFUSED, repository::latest);
        Files.writeString(file, SECRET + "\n");

        assertThat(site(repository)).isEqualTo(Map.of("a", "1"));
        Files.delete(file);
        assertThat(assertFails(
                        ErrorCode.CREDENTIALS_REFUSED,
                        open(source(scheme).proxy("127.0.0.1", proxy.port(), "me", file))::latest))
                .hasMessageContaining(file.toString());
    }

    @Test
    void aServerThatIsNotTrustedIsNotAskedAroundIt() throws Exception {
        GitSource source = source("https").proxy("127.0.0.1", proxy.port(), "me", () -> SECRET);
        Files.writeString(
                temp.resolve("authorities.pem"),
                ServerCertificate.make(temp.resolve("others")).pem());

        assertFails(ErrorCode.SOURCE_NOT_TRUSTED, open(source)::latest);
        assertThat(server.requests()).isEmpty();
    }

    @Test
    void oneThatSaysNothingTimesOut() throws Exception {
        try (ServerSocket deaf = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            GitSource source = source("https")
                    .proxy("127.0.0.1", deaf.getLocalPort(), "me", () -> SECRET)
                    .timeout(Duration.ofSeconds(1));

            assertFails(ErrorCode.SOURCE_TIMEOUT, open(source)::latest);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"SSH-2.0-OpenSSH_9.2\r\n\r\n", "HTTP/1.1 503 Busy\r\n\r\n", "HTTP/1.1 200 OK\r\n"})
    void whatOpensNoTunnelIsUnreachable(String answer) throws Exception {
        try (ServerSocket other = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            Thread thread = new Thread(() -> answer(other, answer));
            thread.start();
            GitSource source = source("https").proxy("127.0.0.1", other.getLocalPort(), "me", () -> SECRET);

            assertThat(assertFails(ErrorCode.SOURCE_UNREACHABLE, open(source)::latest))
                    .hasMessageContaining("the proxy");
            thread.join();
        }
    }

    private static void answer(ServerSocket listening, String text) {
        try (var client = listening.accept()) {
            client.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
            client.shutdownOutput();
            client.getInputStream().readAllBytes();
        } catch (IOException e) {
            // The client has ended it.
        }
    }
}

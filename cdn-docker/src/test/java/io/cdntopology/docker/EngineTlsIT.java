package io.cdntopology.docker;

import static io.cdntopology.docker.Failures.assertFails;
import static io.cdntopology.docker.Failures.printed;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsParameters;
import com.sun.net.httpserver.HttpsServer;
import io.cdntopology.failure.ErrorCode;
import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("TLS to an engine")
class EngineTlsIT {
    private static final String SECRET = "s3cret-pa55word";
    private static final Duration TIMEOUT = Duration.ofSeconds(15);
    private static final X509Bundle AUTHORITY = authority("authority");

    @TempDir
    Path server;

    @TempDir
    Path client;

    private HttpsServer engine;

    private static X509Bundle authority(String name) {
        try {
            return new CertificateBuilder()
                    .ecp256()
                    .subject("CN=" + name)
                    .setIsCertificateAuthority(true)
                    .buildSelfSigned();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private static CertificateBuilder certificate(String commonName) {
        return new CertificateBuilder().ecp256().subject("CN=" + commonName);
    }

    private static CertificateBuilder serverCertificate() {
        return certificate("engine").addSanIpAddress("127.0.0.1").addExtendedKeyUsageServerAuth();
    }

    private static void write(Path directory, X509Bundle authority, X509Bundle own) throws Exception {
        Files.writeString(directory.resolve("ca.pem"), authority.getCertificatePEM());
        Files.writeString(directory.resolve("cert.pem"), own.getCertificatePathPEM());
        Files.writeString(directory.resolve("key.pem"), own.getPrivateKeyPEM());
    }

    /** Starts what answers as an engine does, and wants a certificate of the authority. */
    private void start(X509Bundle certificate) throws Exception {
        write(server, AUTHORITY, certificate);
        SSLContext context = new EngineTls(server, "Starting").context();
        engine = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        engine.setHttpsConfigurator(new HttpsConfigurator(context) {
            @Override
            public void configure(HttpsParameters parameters) {
                SSLParameters wanted = context.getDefaultSSLParameters();
                wanted.setNeedClientAuth(true);
                parameters.setSSLParameters(wanted);
            }
        });
        engine.createContext("/", exchange -> {
            boolean version = exchange.getRequestURI().getPath().equals("/version");
            String answer = version ? "{\"ApiVersion\":\"1.41\",\"MinAPIVersion\":\"1.12\"}" : FakeEngine.INFO;
            byte[] bytes = answer.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, bytes.length);
            exchange.getResponseBody().write(bytes);
            exchange.close();
        });
        engine.start();
    }

    @BeforeEach
    void identify() throws Exception {
        write(
                client,
                AUTHORITY,
                certificate("client").addExtendedKeyUsageClientAuth().buildIssuedBy(AUTHORITY));
    }

    @AfterEach
    void stop() {
        if (engine != null) {
            engine.stop(0);
        }
    }

    private EngineConnection open() {
        int port = engine == null ? 1 : engine.getAddress().getPort();
        return EngineConnection.open(DockerHost.tcp("127.0.0.1", port).tls(client), TIMEOUT);
    }

    @Test
    @DisplayName("is spoken if both sides know each other")
    void spoken() throws Exception {
        start(serverCertificate().buildIssuedBy(AUTHORITY));
        try (EngineConnection connection = open()) {
            assertThat(connection.facts().name()).isEqualTo("fake");
        }
    }

    @Test
    @DisplayName("is refused to an engine that cannot prove who it is")
    void engineRefused() throws Exception {
        start(serverCertificate().buildIssuedBy(authority("another")));
        assertFails(ErrorCode.ENGINE_REFUSED, this::open, "comes from no authority of ca.pem");
        stop();
        start(certificate("engine").addSanDnsName("another.example.org").buildIssuedBy(AUTHORITY));
        assertFails(ErrorCode.ENGINE_REFUSED, this::open, "does not name this host");
        stop();
        Instant now = Instant.now();
        start(serverCertificate()
                .notBefore(now.minus(Duration.ofDays(2)))
                .notAfter(now.minus(Duration.ofHours(1)))
                .buildIssuedBy(AUTHORITY));
        assertFails(ErrorCode.ENGINE_REFUSED, this::open, "has expired");
    }

    @ParameterizedTest
    @ValueSource(strings = {"ca.pem", "cert.pem", "key.pem"})
    @DisplayName("needs three files, and tells nothing of what is in them")
    void files(String name) throws Exception {
        Path file = client.resolve(name);
        String begin = "-----BEGIN " + (name.equals("key.pem") ? "PRIVATE KEY" : "CERTIFICATE") + "-----\n";
        for (String content :
                new String[] {"", SECRET, begin + SECRET, begin + SECRET + begin.replace("BEGIN", "END")}) {
            Files.writeString(file, content);
            assertThat(printed(assertFails(ErrorCode.ENGINE_REFUSED, this::open, file.toString(), "it holds no ")))
                    .doesNotContain(SECRET);
        }
        Files.delete(file);
        assertFails(ErrorCode.ENGINE_REFUSED, this::open, file.toString(), "it does not exist");
        Files.createDirectory(file);
        assertFails(ErrorCode.ENGINE_REFUSED, this::open, file.toString(), "it cannot be read");
    }

    @Test
    @DisplayName("needs a certificate that the engine accepts")
    void clientRefused() throws Exception {
        write(server, AUTHORITY, serverCertificate().buildIssuedBy(AUTHORITY));
        write(client, AUTHORITY, certificate("stranger").buildIssuedBy(authority("another")));
        SSLContext context = new EngineTls(server, "Starting").context();
        try (ServerSocket listening = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            CompletableFuture<Void> refused = CompletableFuture.runAsync(() -> refuse(listening, context));
            DockerHost host =
                    DockerHost.tcp("127.0.0.1", listening.getLocalPort()).tls(client);
            assertFails(
                    ErrorCode.ENGINE_REFUSED,
                    () -> EngineConnection.open(host, TIMEOUT),
                    "the engine refuses TLS with this client",
                    "cert.pem");
            refused.get(10, TimeUnit.SECONDS);
        }
    }

    /** Reads on until the client ends the connection: one that is closed before may lose what was said last. */
    private static void refuse(ServerSocket listening, SSLContext context) {
        try (Socket accepted = listening.accept()) {
            SSLSocket secured = (SSLSocket) context.getSocketFactory().createSocket(accepted, "127.0.0.1", 0, false);
            secured.setUseClientMode(false);
            secured.setNeedClientAuth(true);
            assertThatThrownBy(secured::startHandshake).isInstanceOf(SSLException.class);
            long unused = accepted.getInputStream().transferTo(OutputStream.nullOutputStream());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

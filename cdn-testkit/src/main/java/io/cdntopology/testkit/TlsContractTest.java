package io.cdntopology.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.cdntopology.Cdn;
import io.cdntopology.CdnStatus.EdgeStatus;
import io.cdntopology.CdnTopology;
import io.cdntopology.CdnTopologyBuilder;
import io.cdntopology.event.CdnEvent;
import io.cdntopology.failure.CdnException;
import io.cdntopology.failure.ErrorCode;
import io.cdntopology.plan.Step;
import io.cdntopology.spi.CertificateSource;
import io.cdntopology.spi.EdgeContract;
import io.cdntopology.topology.EdgeTls;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpClient.Version;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.Certificate;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Stream;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * What a network does whose edges speak TLS, whatever it runs on. An implementation extends this class, and passes. One
 * network runs for all tests.
 */
@Timeout(240)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
public abstract class TlsContractTest {
    private static final Duration SOON = Duration.ofSeconds(30);
    private static final int REDIRECT_PORT = 9443;
    private static final String PAGE = "<p>over TLS</p>\n";
    private static final Map<String, String> SITE = Map.of("index.html", PAGE, "a/page.html", PAGE);
    private static final int LOADED_RENEWALS = 2;

    private final Queue<CdnEvent> events = new ConcurrentLinkedQueue<>();
    private Path directory;
    private CdnTopology topology;
    private Cdn cdn;
    private TestCertificate current;
    private int made;

    /** For subclasses. */
    protected TlsContractTest() {}

    /**
     * Says what the network consists of, apart from its edges: a name, content, coordination, a platform.
     *
     * @param home a directory of the test
     * @param site what the content has to be, path to text
     */
    protected abstract void describe(CdnTopologyBuilder builder, Path home, Map<String, String> site) throws Exception;

    /** Whether its edges speak HTTP/2; default true. */
    protected boolean speaksHttp2() {
        return true;
    }

    /** The network that runs. */
    protected final Cdn cdn() {
        return cdn;
    }

    /** The private key of the certificate that edges show, as text. */
    protected final String key() {
        return current.keyText();
    }

    /** Starts the network. */
    @BeforeAll
    final void start(@TempDir Path home) throws Exception {
        directory = home;
        CdnTopologyBuilder builder = CdnTopology.builder();
        describe(builder, home, SITE);
        EdgeTls how = EdgeTls.DEFAULT.withRedirect(REDIRECT_PORT).withInterval(Duration.ofSeconds(1));
        topology = builder.tls(CertificateSource.files(chainFile(), keyFile()), how)
                .edges("eu", 2)
                .build();
        assertThatThrownBy(topology::start)
                .as("without a certificate it does not start")
                .isInstanceOfSatisfying(
                        CdnException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.CERTIFICATE_REFUSED));
        give(certificate());
        cdn = topology.start(events::add);
        cdn.awaitConverged(Duration.ofMinutes(3));
    }

    /** Ends the network, of which nothing stays. */
    @AfterAll
    final void end() {
        if (cdn != null) {
            cdn.close();
        }
        if (topology != null) {
            topology.destroy();
            assertThat(topology.plan().steps()).hasOnlyElementsOfType(Step.Create.class);
        }
    }

    private Path chainFile() {
        return directory.resolve("fullchain.pem");
    }

    private Path keyFile() {
        return directory.resolve("privkey.pem");
    }

    private TestCertificate certificate() {
        return TestCertificate.create(directory, "edge-" + made++, "-1d", 90);
    }

    private void give(TestCertificate certificate) {
        certificate.writeTo(chainFile(), keyFile());
        current = certificate;
    }

    private List<URI> tlsAddresses() {
        return cdn.status().edges().stream()
                .map(EdgeStatus::tlsAddress)
                .flatMap(address -> address.stream())
                .toList();
    }

    private URI plainAddress() {
        return cdn.status().edges().get(0).address();
    }

    private HttpResponse<String> ask(URI uri) throws IOException, InterruptedException {
        HttpClient client = HttpClient.newBuilder()
                .sslContext(TestCertificate.trusted(current))
                .build();
        return client.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString());
    }

    private static Certificate shown(HttpResponse<?> response) {
        try {
            return response.sslSession().orElseThrow().getPeerCertificates()[0];
        } catch (SSLPeerUnverifiedException e) {
            throw new IllegalStateException(e);
        }
    }

    private void assertAllShow(TestCertificate certificate) throws Exception {
        for (URI edge : tlsAddresses()) {
            assertThat(shown(ask(edge))).isEqualTo(certificate.certificate());
        }
    }

    private void awaitRenewed(long before) {
        await().atMost(SOON).until(() -> renewals() >= before + tlsAddresses().size());
    }

    private long renewals() {
        return events.stream()
                .filter(CdnEvent.CertificateRenewed.class::isInstance)
                .count();
    }

    private Stream<ErrorCode> troubles() {
        return cdn.status().troubles().stream().map(CdnException::code);
    }

    @Test
    void theSameIsAnsweredOverTls() throws Exception {
        assertThat(tlsAddresses()).hasSize(2);
        for (URI edge : tlsAddresses()) {
            HttpResponse<String> page = ask(edge.resolve("a/page.html"));
            assertThat(page.statusCode()).isEqualTo(200);
            assertThat(page.body()).isEqualTo(PAGE);
            assertThat(page.headers().firstValue(EdgeContract.RELEASE_HEADER)).isPresent();
            assertThat(page.version()).isEqualTo(speaksHttp2() ? Version.HTTP_2 : Version.HTTP_1_1);
            assertThat(ask(edge.resolve("-/health")).statusCode()).isEqualTo(200);
            assertThat(ask(edge.resolve("none")).statusCode()).isEqualTo(404);
        }
    }

    @Test
    void plainHttpRedirectsWhatIsNotAboutTheEdge() throws Exception {
        String target = "a/page.html?q=%2Fa%20b&r=%C3%A4";
        HttpResponse<String> redirect = ask(plainAddress().resolve(target));
        assertThat(redirect.statusCode()).isEqualTo(308);
        assertThat(redirect.headers().firstValue("Location"))
                .contains("https://127.0.0.1:" + REDIRECT_PORT + "/" + target);
        assertThat(redirect.headers().firstValue("Cache-Control")).contains("no-store");
        assertThat(ask(plainAddress().resolve("-/health")).statusCode()).isEqualTo(200);
        assertThat(ask(plainAddress().resolve("-/release")).body()).contains("\"commit\"");
        assertThat(ask(plainAddress().resolve("-x")).statusCode()).isEqualTo(308);
    }

    /** As browsers do, the clients repeat a request that was left without an answer. */
    @Test
    void renewalsLoseNoRequest() throws Exception {
        TestCertificate[] all = new TestCertificate[LOADED_RENEWALS + 1];
        all[0] = current;
        for (int i = 1; i < all.length; i++) {
            all[i] = certificate();
        }
        try (TlsLoad load = TlsLoad.on(tlsAddresses(), TestCertificate.trusted(all), PAGE)) {
            for (int i = 1; i < all.length; i++) {
                long before = renewals();
                long answers = load.answers();
                give(all[i]);
                awaitRenewed(before);
                await().atMost(SOON).until(() -> load.answers() > answers + 20);
            }
            assertThat(load.wrong()).isEmpty();
        }
        assertAllShow(current);
    }

    @Test
    void whatCannotBeUsedLeavesTheOneBeforeAndIsTold() throws Exception {
        TestCertificate before = current;
        String key = certificate().keyText();
        Files.writeString(keyFile(), key);
        await().atMost(SOON).until(() -> troubles().anyMatch(ErrorCode.CERTIFICATE_REFUSED::equals));
        assertThat(events)
                .filteredOn(CdnEvent.CertificateRefused.class::isInstance)
                .isNotEmpty();
        assertAllShow(before);
        // Not even a line of it; that a key begins with such and such a line may be said.
        assertThat(cdn.status().toString() + events)
                .doesNotContain(
                        key.lines().filter(line -> !line.startsWith("-----")).toList());

        long renewed = renewals();
        give(before);
        await().atMost(SOON).until(() -> cdn.status().troubles().isEmpty());
        assertThat(renewals()).as("nothing has changed").isEqualTo(renewed);
    }

    @Test
    void anEndThatIsNearIsTold() throws Exception {
        long before = renewals();
        give(TestCertificate.create(directory, "edge-" + made++, "-85d", 90));
        awaitRenewed(before);
        await().atMost(SOON).until(() -> troubles().anyMatch(ErrorCode.CERTIFICATE_EXPIRING::equals));
        assertAllShow(current);

        give(certificate());
        awaitRenewed(before + tlsAddresses().size());
        await().atMost(SOON).until(() -> cdn.status().troubles().isEmpty());
        assertAllShow(current);
    }
}

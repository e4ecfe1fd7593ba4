package io.cdntopology.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import io.cdntopology.CdnStatus;
import io.cdntopology.event.CdnEvent;
import io.cdntopology.event.Subscription;
import io.cdntopology.failure.CdnException;
import io.cdntopology.failure.ErrorCode;
import io.cdntopology.release.CommitId;
import io.cdntopology.spi.CertificateSource;
import io.cdntopology.spi.EdgeContract;
import io.cdntopology.sync.Publication;
import io.cdntopology.sync.Quarantine;
import io.cdntopology.topology.ConfigurationRollout;
import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of the commits of a configuration, on one network. */
@Tag("engine")
@DisplayName("A configuration from a repository")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ConfigurationIT {
    private static final String NAME = "configuration-it";
    private static final Duration SOON = Duration.ofSeconds(30);
    private static final Map<String, String> SITE = Map.of("index.html", "<p>one</p>\n", "404.html", "<p>gone</p>\n");

    private final HttpClient http = HttpClient.newHttpClient();
    private HttpClient tlsHttp;
    private ConfiguredNetwork network;

    @BeforeAll
    void start(@TempDir Path home) throws Exception {
        ConfigurationRollout rollout = ConfigurationRollout.builder()
                .port(80)
                .watch(Duration.ofMillis(200))
                .build();
        X509Bundle certificate = new CertificateBuilder()
                .ecp256()
                .subject("CN=edge")
                .addSanIpAddress("127.0.0.1")
                .setIsCertificateAuthority(true)
                .buildSelfSigned();
        CertificateSource.Pem pem =
                new CertificateSource.Pem(certificate.getCertificatePathPEM(), certificate.getPrivateKeyPEM());
        SSLContext trust = SSLContext.getInstance("TLS");
        trust.init(null, certificate.toTrustManagerFactory().getTrustManagers(), null);
        tlsHttp = HttpClient.newBuilder().sslContext(trust).build();
        network = ConfiguredNetwork.start(
                NAME,
                home,
                3,
                ConfiguredNetwork.blobs(SITE),
                NginxRepository.files(),
                rollout,
                builder -> builder.tls(() -> pem));
    }

    @AfterAll
    void end() {
        if (network != null) {
            network.close();
        }
    }

    private HttpResponse<String> get(URI edge, String path) throws IOException, InterruptedException {
        return http.send(HttpRequest.newBuilder(edge.resolve(path)).build(), BodyHandlers.ofString());
    }

    private void assertAnswersOverTls() throws Exception {
        for (CdnStatus.EdgeStatus edge : network.cdn().status().edges()) {
            HttpResponse<String> page = tlsHttp.send(
                    HttpRequest.newBuilder(edge.tlsAddress().orElseThrow()).build(), BodyHandlers.ofString());
            assertThat(page.statusCode()).isEqualTo(200);
            assertThat(page.body()).isEqualTo(SITE.get("index.html"));
            assertThat(page.version()).isEqualTo(HttpClient.Version.HTTP_2);
        }
    }

    private void assertServes(CommitId configuration, String version) throws Exception {
        for (URI edge : network.edges()) {
            HttpResponse<String> page = get(edge, "/");
            assertThat(page.statusCode()).isEqualTo(200);
            assertThat(page.body()).isEqualTo(SITE.get("index.html"));
            assertThat(page.headers().firstValue(EdgeContract.CONFIGURATION_HEADER))
                    .contains(configuration.value());
            assertThat(page.headers().firstValue("X-Version")).contains(version);
            assertThat(page.headers().firstValue("X-Content-Type-Options")).contains("nosniff");
        }
        await().atMost(SOON)
                .untilAsserted(() -> assertThat(network.cdn().status().edges())
                        .extracting(CdnStatus.EdgeStatus::configuration)
                        .allSatisfy(named -> assertThat(named).contains(configuration)));
    }

    @Test
    @DisplayName("is served by each edge, with all that its files include")
    void isServed() throws Exception {
        CommitId commit = network.push(NginxRepository.version(2));

        Publication publication = network.cdn().configuration().publish();

        assertThat(publication.release().commit()).isEqualTo(commit);
        assertServes(commit, "2");
        HttpResponse<String> missing = get(network.edges().get(0), "/missing");
        assertThat(missing.statusCode()).isEqualTo(404);
        assertThat(missing.body()).isEqualTo(SITE.get("404.html"));
    }

    @Test
    @DisplayName("is taken back by a rollback, and its commit kept out")
    void isRolledBack() throws Exception {
        CommitId good = network.push(NginxRepository.version(3));
        network.cdn().configuration().publish();
        CommitId bad = network.push(NginxRepository.version(4));
        network.cdn().configuration().publish();
        assertServes(bad, "4");

        network.cdn().configuration().rollback("the header is wrong");

        assertServes(good, "3");
        assertThat(network.cdn().configuration().quarantines())
                .filteredOn(kept -> kept.commit().equals(bad))
                .extracting(Quarantine::reason)
                .containsExactly("the header is wrong");
        CdnException refused = catchThrowableOfType(
                CdnException.class, () -> network.cdn().configuration().publish());
        assertThat(refused.code()).isEqualTo(ErrorCode.COMMIT_QUARANTINED);
    }

    @Test
    @DisplayName(
            "is taken back from the edges that have it when a listener aborts its rollout, and its commit kept out")
    void isAborted() throws Exception {
        CommitId good = network.push(NginxRepository.version(8));
        network.cdn().configuration().publish();
        CommitId bad = network.push(NginxRepository.version(9));
        CompletableFuture<Optional<Quarantine>> kept = new CompletableFuture<>();
        Consumer<CdnEvent> aborting = event -> {
            if (event instanceof CdnEvent.EdgeConfigured given
                    && given.configuration().equals(bad)) {
                kept.complete(network.cdn().configuration().abort("the header is wrong"));
            }
        };

        Subscription listening = network.cdn().events(aborting);
        try {
            CdnException aborted = catchThrowableOfType(
                    CdnException.class, () -> network.cdn().configuration().publish());
            assertThat(aborted.code()).isEqualTo(ErrorCode.ROLLOUT_ABORTED);
            assertThat(kept.get().map(Quarantine::commit)).contains(bad);
        } finally {
            listening.close();
        }

        assertServes(good, "8");
        assertThat(network.events())
                .anySatisfy(event -> assertThat(event)
                        .isInstanceOfSatisfying(
                                CdnEvent.ConfigurationUndone.class,
                                undone -> assertThat(undone.reason().code()).isEqualTo(ErrorCode.ROLLOUT_ABORTED)));
    }

    @Test
    @DisplayName("is what an edge serves by that starts anew")
    void outlastsTheEdge() throws Exception {
        CommitId commit = network.push(NginxRepository.version(5));
        network.cdn().configuration().publish();

        DockerCommand.docker("restart", "cdn_" + NAME + "_edge_edge-2");

        await().atMost(SOON).ignoreExceptions().untilAsserted(() -> assertServes(commit, "5"));
    }

    @Test
    @DisplayName("may be no more than what is added to the generated one")
    void isAdded() throws Exception {
        CommitId commit = network.push(Map.of(
                "conf.d/version.conf", "map $uri $version {\n    default 6;\n}\n",
                "server.d/version.conf", "add_header X-Version $version always;\n"));

        network.cdn().configuration().publish();

        assertServes(commit, "6");
        assertThat(get(network.edges().get(0), "/").headers().firstValue(EdgeContract.RELEASE_HEADER))
                .isPresent();
        assertAnswersOverTls();
    }

    @Test
    @DisplayName("has its own server answer over TLS by the certificate of the network")
    void speaksTls() throws Exception {
        Map<String, String> files = new TreeMap<>(NginxRepository.version(7));
        files.put("conf.d/tls.conf", """
                server {
                    listen 8443 ssl default_server;
                    include cdn/tls.conf;
                    root /www/current/site;
                    include cdn/edge.conf;
                }
                """);
        CommitId commit = network.push(files);

        network.cdn().configuration().publish();

        assertServes(commit, "7");
        assertAnswersOverTls();
    }
}

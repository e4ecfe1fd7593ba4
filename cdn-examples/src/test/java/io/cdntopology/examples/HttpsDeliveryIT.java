package io.cdntopology.examples;

import static io.cdntopology.examples.DockerCommand.docker;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.cdntopology.Cdn;
import io.cdntopology.CdnTopology;
import io.cdntopology.Convergence;
import io.cdntopology.embedded.Embedded;
import io.cdntopology.event.CdnEvent;
import io.cdntopology.failure.CdnException;
import io.cdntopology.failure.ErrorCode;
import io.cdntopology.failure.Problem;
import io.cdntopology.git.Git;
import io.cdntopology.git.GitSource;
import io.cdntopology.spi.ContentRepository;
import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/** nginx with TLS and Basic authentication before {@code git http-backend}, as the source of content. */
@Tag("engine")
@DisplayName("A repository behind nginx, with TLS and a password")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class HttpsDeliveryIT {
    private static final String WRONG = "wr0ng-s3cr3t";

    private final AtomicInteger opened = new AtomicInteger();
    private final ByteArrayOutputStream log = new ByteArrayOutputStream();
    private PrintStream err;
    private Path home;
    private Path authorities;
    private GitServer server;

    @BeforeAll
    void start(@TempDir Path directory) throws Exception {
        home = directory;
        err = System.err;
        System.setErr(new PrintStream(new Tee(log, err), true, StandardCharsets.UTF_8));
        X509Bundle certificate = builder("git").addSanIpAddress("127.0.0.1").buildIssuedBy(authority());
        authorities = Files.writeString(home.resolve("authorities.pem"), certificate.getRootCertificatePEM());
        server = GitServer.start(home, certificate);
        push("<p>one</p>\n");
    }

    @AfterAll
    void end() throws Exception {
        System.setErr(err);
        if (server != null) {
            server.remove();
        }
    }

    private static CertificateBuilder builder(String name) {
        return new CertificateBuilder().ecp256().subject("CN=" + name);
    }

    private static X509Bundle authority() throws Exception {
        return builder("authority").setIsCertificateAuthority(true).buildSelfSigned();
    }

    private String push(String page) throws Exception {
        String commit = server.commit(List.of(Map.of("index.html", page))).get(0);
        server.push(commit);
        return commit;
    }

    private GitSource at(String url) {
        return Git.repository(url).pollInterval(Duration.ofHours(1)).trust(authorities);
    }

    private GitSource source() {
        return at(server.url()).credentials(GitServer.USER, server::password);
    }

    private String newest(GitSource source) {
        try (ContentRepository repository = source.open(home.resolve("near" + opened.incrementAndGet()))) {
            return repository.latest().release().commit().value();
        }
    }

    private Problem refused(ErrorCode code, GitSource source) {
        return refused(code, source, () -> newest(source));
    }

    private Problem refused(ErrorCode code, GitSource source, Runnable call) {
        CdnException refused = catchThrowableOfType(CdnException.class, call::run);
        assertThat(refused.code()).as(refused.toString()).isEqualTo(code);
        StringWriter trace = new StringWriter();
        refused.printStackTrace(new PrintWriter(trace));
        assertNoSecret(trace + source.toString());
        assertThat(refused.problems()).hasSize(1);
        return refused.problems().get(0);
    }

    private void assertNoSecret(String shown) {
        for (String secret : List.of(server.password(), WRONG)) {
            String pair = GitServer.USER + ":" + secret;
            assertThat(shown + log.toString(StandardCharsets.UTF_8))
                    .doesNotContain(secret)
                    .doesNotContain(Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8)));
        }
    }

    @Test
    @DisplayName("is served, push after push, and while its password is refused what was live stays live")
    void delivers() throws Exception {
        AtomicReference<String> password = new AtomicReference<>(server.password());
        GitSource source = at(server.url()).credentials(GitServer.USER, password::get);
        Queue<CdnEvent> events = new ConcurrentLinkedQueue<>();
        CdnTopology topology = CdnTopology.builder()
                .name("https-it")
                .content(source)
                .coordination(Embedded.coordination())
                .platform(Embedded.platform())
                .edge("edge")
                .build();
        try (Cdn cdn = topology.start(events::add)) {
            cdn.awaitConverged(Duration.ofSeconds(30));
            push("<p>two</p>\n");
            cdn.publish();
            assertServed(cdn, "<p>two</p>\n");

            password.set(WRONG);
            push("<p>three</p>\n");
            Problem problem = refused(ErrorCode.CREDENTIALS_REFUSED, source, cdn::publish);
            assertThat(problem.fix()).contains("correct credentials(…)");
            assertServed(cdn, "<p>two</p>\n");
            assertNoSecret(events.toString() + cdn.status() + topology);

            password.set(server.password());
            cdn.publish();
            assertServed(cdn, "<p>three</p>\n");
        }
    }

    private static void assertServed(Cdn cdn, String page) throws Exception {
        for (Convergence.Proof proof :
                cdn.awaitConverged(Duration.ofSeconds(30)).edges()) {
            assertThat(get(proof.address())).isEqualTo(page);
        }
    }

    private static String get(URI address) throws Exception {
        return HttpClient.newHttpClient()
                .send(HttpRequest.newBuilder(address).build(), BodyHandlers.ofString())
                .body();
    }

    @Test
    @DisplayName("lets nobody in without the password")
    void refusesStrangers() {
        Problem wrong =
                refused(ErrorCode.CREDENTIALS_REFUSED, at(server.url()).credentials(GitServer.USER, () -> WRONG));
        assertThat(wrong.where()).isEqualTo(server.url());
        assertThat(wrong.why()).isEqualTo("the server answered 401 to these credentials");
        assertThat(wrong.fix()).contains("correct credentials(…)");
        Problem token = refused(ErrorCode.CREDENTIALS_REFUSED, at(server.url()).token(server::password));
        assertThat(token.why()).isEqualTo("the server answered 401 to these credentials");
        Problem none = refused(ErrorCode.CREDENTIALS_REFUSED, at(server.url()));
        assertThat(none.why()).isEqualTo("the server answered 401 to a request without any");
        assertThat(none.fix()).contains("set credentials(user, password)");
    }

    @Test
    @DisplayName("is told nothing unless its certificate is by a known authority and for its address")
    void isTrusted() throws Exception {
        String url = server.url().replace("site.git", "untold.git");
        GitSource unknown = Git.repository(url).credentials(GitServer.USER, server::password);
        assertThat(refused(ErrorCode.SOURCE_NOT_TRUSTED, unknown).fix()).contains("trust(…)");
        Path others = Files.writeString(home.resolve("others.pem"), authority().getCertificatePEM());
        assertThat(refused(ErrorCode.SOURCE_NOT_TRUSTED, unknown.trust(others)).fix())
                .contains("trust(…)");
        Problem name = refused(
                ErrorCode.SOURCE_NOT_TRUSTED,
                at(url.replace("127.0.0.1", "localhost")).credentials(GitServer.USER, server::password));
        assertThat(name.why()).contains("localhost");
        assertThat(name.fix()).contains("name the host as its certificate does");
        assertThat(docker("logs", server.container())).contains("site.git").doesNotContain("untold.git");
    }

    @Test
    @DisplayName("is missed by its name, as is a branch")
    void missing() {
        String url = server.url().replace("site.git", "other.git");
        Problem repository =
                refused(ErrorCode.REPOSITORY_NOT_FOUND, at(url).credentials(GitServer.USER, server::password));
        assertThat(repository.where()).isEqualTo(url);
        assertThat(repository.why()).contains("404");
        Problem branch = refused(ErrorCode.REVISION_NOT_FOUND, source().branch("mein"));
        assertThat(branch.why()).contains("branch(\"mein\") does not exist");
        assertThat(branch.fix()).contains("there are the branches main");
    }

    @Test
    @Order(Integer.MAX_VALUE)
    @DisplayName("is unreachable without what is behind nginx, and without nginx, and found again when that is back")
    void isCutOff() throws Exception {
        String socket = "/run/fcgiwrap/socket";
        docker("exec", server.container(), "mv", socket, socket + ".away");
        Problem behind = refused(ErrorCode.SOURCE_UNREACHABLE, source());
        assertThat(behind.why()).contains("the server answered 502");
        assertThat(behind.fix()).contains("tried again");
        docker("exec", server.container(), "mv", socket + ".away", socket);
        String commit = push("<p>four</p>\n");
        assertThat(newest(source())).isEqualTo(commit);

        docker("stop", server.container());
        Problem gone = refused(ErrorCode.SOURCE_UNREACHABLE, source());
        assertThat(gone.why()).isEqualTo("it does not take connections");
        assertThat(gone.fix()).contains("check that the server runs");
    }
}

package io.cdntopology.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.cdntopology.failure.CdnException;
import io.cdntopology.failure.ErrorCode;
import io.cdntopology.release.CommitId;
import io.cdntopology.spi.EdgeContract;
import io.cdntopology.sync.Quarantine;
import io.cdntopology.topology.ConfigurationRollout;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What is broken in a configuration, in every way that we could think of, is never served, and said. */
@Tag("engine")
@DisplayName("A configuration that is broken")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BrokenConfigurationIT {
    private static final Duration PAUSE = Duration.ofMillis(10);
    private static final Map<String, String> SITE = Map.of("index.html", "<p>one</p>\n");
    private static final String SERVER_LINE = "server_name _;";

    private ConfiguredNetwork network;
    private String good = "";
    private PageLoad load;

    @BeforeAll
    void start(@TempDir Path home) throws Exception {
        ConfigurationRollout rollout = ConfigurationRollout.builder()
                .port(80)
                .patience(Duration.ofSeconds(5))
                .answerWithin(Duration.ofSeconds(1))
                .watch(Duration.ofMillis(500))
                .build();
        network = ConfiguredNetwork.start(
                "broken-it", home, 2, ConfiguredNetwork.blobs(SITE), NginxRepository.files(), rollout);
        good = network.cdn()
                .status()
                .configuration()
                .orElseThrow()
                .release()
                .commit()
                .value();
        load = PageLoad.on(network.edges(), Map.of("none", SITE), PAUSE);
    }

    @AfterAll
    void end() throws Exception {
        if (load != null) {
            load.end();
        }
        if (network != null) {
            network.close();
        }
    }

    /**
     * One way to be broken.
     *
     * @param name  what it is
     * @param files the repository
     * @param said  what is said of it
     */
    record Broken(String name, Map<String, String> files, List<String> said) {
        @Override
        public String toString() {
            return name;
        }
    }

    private static Broken server(String name, String directives, String... said) {
        return new Broken(
                name, NginxRepository.withServer(SERVER_LINE, SERVER_LINE + "\n    " + directives), List.of(said));
    }

    private static Broken file(String name, String path, String text, String... said) {
        return new Broken(name, NginxRepository.with(path, text), List.of(said));
    }

    private static Broken without(String name, String text, String... said) {
        return new Broken(name, NginxRepository.withServer(text, ""), List.of(said));
    }

    /** Some of them, spread over all; each of the 35 with {@code -Dcdn.broken=35}. */
    static Stream<Broken> some() {
        List<Broken> all = all().toList();
        int count = Math.min(all.size(), Integer.getInteger("cdn.broken", 8));
        return IntStream.range(0, count).mapToObj(i -> all.get(i * all.size() / count));
    }

    private static Stream<Broken> all() {
        return Stream.of(
                server("an unknown directive", "serve_files on;", "conf.d/site.conf:4", "serve_files"),
                server("a missing semicolon", "etag on", "conf.d/site.conf:", "etag"),
                file(
                        "a brace that is not closed",
                        "conf.d/more.conf",
                        "server {\n    listen 81;\n",
                        "conf.d/more.conf:3"),
                file("a brace too many", "conf.d/more.conf", "}\n", "conf.d/more.conf:1", "}"),
                file(
                        "a quote that is not closed",
                        "conf.d/more.conf",
                        "map $uri $x {\n default \"a;\n}\n",
                        "conf.d/more.conf:"),
                server("a directive twice", "root /www;", "conf.d/site.conf:5", "root"),
                server(
                        "a directive in the wrong place",
                        "worker_processes 1;",
                        "conf.d/site.conf:4",
                        "not allowed here"),
                server(
                        "the wrong number of arguments",
                        "keepalive_timeout;",
                        "conf.d/site.conf:4",
                        "invalid number of arguments"),
                server("a value that is none", "keepalive_timeout soon;", "conf.d/site.conf:4", "keepalive_timeout"),
                server("an include that is missing", "include absent.conf;", "conf.d/site.conf:4", "absent.conf"),
                server(
                        "a certificate that is missing",
                        "listen 443 ssl; ssl_certificate absent.pem; ssl_certificate_key absent.key;",
                        "absent.pem"),
                new Broken(
                        "a certificate that is none",
                        with(
                                NginxRepository.withServer(
                                        SERVER_LINE,
                                        SERVER_LINE
                                                + " listen 443 ssl; ssl_certificate a.pem; ssl_certificate_key a.pem;"),
                                "a.pem",
                                "no certificate\n"),
                        List.of("a.pem", "PEM")),
                file(
                        "the same address twice",
                        "conf.d/more.conf",
                        "server {\n    listen 80 default_server;\n}\n",
                        "conf.d/site.conf:2",
                        "duplicate default server"),
                server("the same address twice in a server", "listen 80;", "duplicate listen"),
                server("an unknown variable", "return 200 $absent;", "absent"),
                server("an expression that is none", "location ~ \"(a\" { }", "conf.d/site.conf:4"),
                server(
                        "a port that is taken",
                        "listen 127.0.0.1:80 backlog=5; listen 127.0.0.1:81; listen [::]:80 ipv6only=off;",
                        "Address already in use"),
                server("an address that is not here", "listen 192.0.2.1:81;", "192.0.2.1:81"),
                server(
                        "a host that is not known",
                        "location /api { proxy_pass http://absent.invalid; }",
                        "conf.d/site.conf:4",
                        "absent.invalid"),
                server("a module that is missing", "perl_set $x 'sub { }';", "conf.d/site.conf:4", "perl_set"),
                file(
                        "a module that cannot be loaded",
                        "custom.d/modules.conf",
                        "load_module modules/absent.so;\n",
                        "custom.d/modules.conf:1",
                        "absent.so"),
                server("a file that may not be read", "include /etc/shadow;", "conf.d/site.conf:4", "/etc/shadow"),
                server("a log that cannot be written", "access_log /var/lib/log;", "/var/lib/log"),
                file("a main file that is empty", "nginx.conf", "", "no \"events\" section"),
                file(
                        "a zone that is too small",
                        "conf.d/more.conf",
                        "limit_req_zone $uri zone=x:1k rate=1r/s;\n",
                        "conf.d/more.conf:1",
                        "x:1k"),
                file("a name that is kept for others", "cdn/edge.conf", "", "cdn"),
                without("what tells the release", "include cdn/edge.conf;", "/-/release", "include cdn/edge.conf"),
                new Broken(
                        "another port",
                        NginxRepository.withServer("listen 80 default_server;", "listen 81;"),
                        List.of("no answer")),
                server("an error for the health check", "if ($uri = /-/health) { return 500; }", "/-/health", "500"),
                server("an error for each page", "location / { return 500; }", "/", "500"),
                server(
                        "an answer that is slow",
                        "location = / { limit_rate 1; root /etc/nginx; try_files /mime.types =404; }",
                        "within PT1S"),
                server("a redirect to itself", "location = / { return 302 /; }", "redirect"),
                server("a circle of rewrites", "location / { rewrite ^ /a$uri last; }", "500"),
                file("workers that cannot start", "custom.d/limits.conf", "worker_rlimit_nofile 4;\n", "error log"),
                file(
                        "workers without connections",
                        "nginx.conf",
                        NginxRepository.files().getOrDefault("nginx.conf", "").replace("512", "2"),
                        "worker_connections"));
    }

    private static Map<String, String> with(Map<String, String> files, String path, String text) {
        Map<String, String> all = new LinkedHashMap<>(files);
        all.put(path, text);
        return all;
    }

    @ParameterizedTest(name = "by {0}")
    @MethodSource("some")
    void isNeverServed(Broken broken) throws Exception {
        CommitId commit = network.push(broken.files());

        CdnException refused = catchThrowableOfType(
                CdnException.class, () -> network.cdn().configuration().publish());

        assertThat(refused.code()).as("%s", refused.getMessage()).isEqualTo(ErrorCode.CONFIGURATION_REFUSED);
        assertThat(refused.getMessage()).contains(commit.abbreviated());
        assertThat(refused.getMessage()).contains(broken.said());
        assertThat(network.cdn().configuration().quarantines())
                .extracting(Quarantine::commit)
                .contains(commit);
        for (URI edge : network.edges()) {
            HttpResponse<Void> answer = HttpClient.newHttpClient()
                    .send(
                            HttpRequest.newBuilder(edge.resolve(EdgeContract.RELEASE_PATH))
                                    .build(),
                            BodyHandlers.discarding());
            assertThat(answer.headers().firstValue(EdgeContract.CONFIGURATION_HEADER))
                    .contains(good);
        }
        assertThat(load.wrong()).isEmpty();
        assertThat(load.answers()).isPositive();
    }
}

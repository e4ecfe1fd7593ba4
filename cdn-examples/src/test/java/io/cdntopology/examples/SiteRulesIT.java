package io.cdntopology.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.cdntopology.Cdn;
import io.cdntopology.CdnTopology;
import io.cdntopology.Convergence;
import io.cdntopology.docker.Docker;
import io.cdntopology.docker.DockerHost;
import io.cdntopology.etcd.Etcd;
import io.cdntopology.examples.GitOrigin.Blob;
import io.cdntopology.failure.CdnException;
import io.cdntopology.failure.ErrorCode;
import io.cdntopology.git.Git;
import io.cdntopology.release.CommitId;
import io.cdntopology.topology.EdgeConfiguration;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** What single rules mean is for the contract of edges to say. */
@Tag("engine")
@DisplayName("The rules of a site, on nginx")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SiteRulesIT {
    private static final Duration FIRST = Duration.ofMinutes(3);
    private static final Duration SOON = Duration.ofSeconds(30);

    private final HttpClient http = HttpClient.newHttpClient();
    private GitOrigin origin;
    private GitOrigin guide;
    private Cdn cdn;

    @BeforeAll
    void start(@TempDir Path home) throws Exception {
        // The agent is somebody else.
        Files.setPosixFilePermissions(home, PosixFilePermissions.fromString("rwxr-xr-x"));
        origin = GitOrigin.create(home.resolve("origin.git"));
        guide = GitOrigin.create(home.resolve("guide.git"));
        push(origin, Map.of("index.html", "first"));
        push(guide, Map.of("index.html", "guide 1"));
        cdn = CdnTopology.builder()
                .name("rules-it")
                .content(Git.repository(origin.repository().toString()).pollInterval(Duration.ofHours(1)))
                .mount("/guide", Git.repository(guide.repository().toString()).pollInterval(Duration.ofHours(1)))
                .configuration(EdgeConfiguration.builder().siteRules().build())
                .coordination(Etcd.managed().image("cdn-test/etcd:1"))
                .platform(Docker.engine(DockerHost.local())
                        .edgeImage("cdn-test/nginx:1")
                        .agentImage("cdn-test/java:1")
                        .workDirectory(home.resolve("work")))
                .edges("edge", 2)
                .build()
                .start();
        cdn.awaitConverged(FIRST);
    }

    @AfterAll
    void end() {
        if (cdn != null) {
            cdn.destroy();
        }
    }

    private static CommitId push(GitOrigin origin, Map<String, String> files) throws Exception {
        Map<String, Blob> blobs = new HashMap<>();
        files.forEach((path, text) -> blobs.put(path, Blob.of(text)));
        origin.commit("next", blobs);
        return new CommitId(origin.head());
    }

    private void publish(Map<String, String> files) throws Exception {
        push(origin, files);
        cdn.publish();
        cdn.awaitConverged(SOON);
    }

    private void assertAnswers(String path, String expected) throws Exception {
        for (Convergence.Proof edge : cdn.awaitConverged(SOON).edges()) {
            URI address = edge.address().resolve(path);
            HttpResponse<String> answer =
                    http.send(HttpRequest.newBuilder(address).build(), BodyHandlers.ofString());
            Optional<String> location = answer.headers().firstValue("Location");
            assertThat(answer.statusCode() + " " + location.orElse(answer.body()))
                    .isEqualTo(expected);
        }
    }

    private CommitId configuration() {
        return cdn.status().configuration().orElseThrow().release().commit();
    }

    @Test
    @DisplayName("are released with its content, stay while only that changes, and are undone with it")
    void releasedTogether() throws Exception {
        publish(Map.of("index.html", "old", "_redirects", "/go /there\n", "_headers", "/*\n  X-Site: old\n"));
        assertAnswers("/go", "301 /there");
        CommitId configuration = configuration();

        publish(Map.of("index.html", "new", "_redirects", "/go /there\n", "_headers", "/*\n  X-Site: old\n"));
        assertAnswers("/", "200 new");
        assertThat(configuration()).as("no reload").isEqualTo(configuration);

        publish(Map.of("index.html", "newer", "_redirects", "/go /elsewhere 302\n"));
        assertAnswers("/go", "302 /elsewhere");
        cdn.rollback("it is tried");
        assertAnswers("/go", "301 /there");
        assertAnswers("/", "200 new");
    }

    @Test
    @DisplayName("are those of a site that comes from two repositories, of which one can be undone without the other")
    void severalSources() throws Exception {
        publish(Map.of("index.html", "page 1", "_redirects", "/guide/go /guide/\n"));
        assertAnswers("/guide/", "200 guide 1");
        CommitId bad = push(guide, Map.of("index.html", "guide 2"));
        cdn.publish();
        assertThat(cdn.awaitConverged(SOON).release().commit())
                .isEqualTo(CommitId.joined(List.of(new CommitId(origin.head()), bad)));
        assertAnswers("/guide/", "200 guide 2");
        assertAnswers("/guide/go", "301 /guide/");

        cdn.rollback("the guide is bad");
        assertAnswers("/guide/", "200 guide 1");
        publish(Map.of("index.html", "page 2", "_redirects", "/guide/go /\n"));
        assertAnswers("/", "200 page 2");
        assertAnswers("/guide/go", "301 /");
        assertAnswers("/guide/", "200 guide 1");
    }

    @Test
    @DisplayName("keep a commit from being released if they cannot be used, by file and line")
    void refused() throws Exception {
        publish(Map.of("index.html", "good", "_redirects", "/a /b\n"));
        push(origin, Map.of("index.html", "bad", "_redirects", "/a /b\n/c /d 999\n"));

        CdnException refused = catchThrowableOfType(CdnException.class, cdn::publish);

        assertThat(refused.code()).isEqualTo(ErrorCode.CONTENT_REFUSED);
        assertThat(refused).hasMessageContaining("_redirects:2").hasMessageContaining("999");
        assertAnswers("/", "200 good");
        assertAnswers("/a", "301 /b");
    }
}

package io.cdntopology;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.cdntopology.embedded.Embedded;
import io.cdntopology.embedded.InMemoryContent;
import io.cdntopology.failure.CdnException;
import io.cdntopology.failure.ErrorCode;
import io.cdntopology.release.CommitId;
import io.cdntopology.spi.Coordination;
import io.cdntopology.sync.Publication;
import io.cdntopology.topology.EdgeConfiguration;
import io.cdntopology.webhook.Webhook;
import io.cdntopology.webhook.WebhookReceiver;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A network in one JVM")
class CdnEmbeddedTest {
    private static final Duration SOON = Duration.ofSeconds(20);

    private final InMemoryContent site = Embedded.content().withPollInterval(Duration.ofHours(1));
    private final HttpClient http = HttpClient.newHttpClient();

    private CdnTopology topology() {
        return topology(EdgeConfiguration.DEFAULT);
    }

    private CdnTopology topology(EdgeConfiguration configuration) {
        return topology(configuration, Embedded.coordination());
    }

    private CdnTopology topology(Coordination coordination) {
        return topology(EdgeConfiguration.DEFAULT, coordination);
    }

    private CdnTopology topology(EdgeConfiguration configuration, Coordination coordination) {
        return CdnTopology.builder()
                .configuration(configuration)
                .name("docs")
                .content(site)
                .coordination(coordination)
                .platform(Embedded.platform())
                .edges("eu", 3)
                .build();
    }

    private CommitId push(String text) {
        return site.edit(e -> e.file("index.html", text).file("a/b/deep.txt", text))
                .commit("Say " + text);
    }

    private String get(URI edge, String path) throws IOException, InterruptedException {
        return http.send(HttpRequest.newBuilder(edge.resolve(path)).build(), HttpResponse.BodyHandlers.ofString())
                .body();
    }

    @Test
    @DisplayName("serves what was there before it started, on every edge")
    void servesTheFirstCommit() throws Exception {
        CommitId first = push("one");
        try (Cdn cdn = topology().start()) {
            Convergence convergence = cdn.awaitConverged(SOON);

            assertThat(convergence.release().commit()).isEqualTo(first);
            assertThat(convergence.edges()).hasSize(3);
            for (Convergence.Proof proof : convergence.edges()) {
                assertThat(get(proof.address(), "/")).isEqualTo("one");
                assertThat(get(proof.address(), "/a/b/deep.txt")).isEqualTo("one");
            }
        }
    }

    @Test
    @DisplayName("serves several sources as one site, and proves by one commit what is of each")
    void servesSeveralSources() throws Exception {
        InMemoryContent guide = Embedded.content().withPollInterval(Duration.ofHours(1));
        CommitId home = push("one");
        CommitId first =
                guide.edit(edits -> edits.file("index.html", "guide 1")).commit("Guide");
        CdnTopology topology = CdnTopology.builder()
                .name("docs")
                .content(site)
                .mount("/guide", guide)
                .coordination(Embedded.coordination())
                .platform(Embedded.platform())
                .edge("eu")
                .build();
        try (Cdn cdn = topology.start()) {
            Convergence convergence = cdn.awaitConverged(SOON);
            URI edge = convergence.edges().get(0).address();
            assertThat(convergence.release().commit()).isEqualTo(CommitId.joined(List.of(home, first)));
            assertThat(get(edge, "/")).isEqualTo("one");
            assertThat(get(edge, "/guide/")).isEqualTo("guide 1");

            CommitId second =
                    guide.edit(edits -> edits.file("index.html", "guide 2")).commit("Guide");
            cdn.publish();
            assertThat(cdn.awaitConverged(SOON).release().commit()).isEqualTo(CommitId.joined(List.of(home, second)));
            assertThat(get(edge, "/guide/")).isEqualTo("guide 2");
        }
    }

    @Test
    @DisplayName("looks for a newer commit when any process says so, through a webhook or not")
    void wakes() throws Exception {
        push("one");
        Coordination coordination = Embedded.coordination();
        try (Cdn leading = topology(coordination).start()) {
            leading.awaitConverged(SOON);
            try (Cdn other = topology(coordination).start();
                    WebhookReceiver receiver = WebhookReceiver.builder()
                            .accept(Webhook.token("a token that nobody guesses"))
                            .start(other::wake)) {
                CommitId second = push("two");
                HttpRequest hook = HttpRequest.newBuilder(receiver.address())
                        .header("Authorization", "Bearer a token that nobody guesses")
                        .POST(HttpRequest.BodyPublishers.noBody())
                        .build();
                assertThat(http.send(hook, HttpResponse.BodyHandlers.discarding())
                                .statusCode())
                        .isEqualTo(202);
                await().atMost(SOON).until(() -> isWanted(leading, second));

                CommitId third = push("three");
                leading.wake();
                await().atMost(SOON).until(() -> isWanted(other, third));
            }
        }
    }

    private static boolean isWanted(Cdn cdn, CommitId commit) {
        return cdn.status()
                .desired()
                .filter(desired -> desired.release().commit().equals(commit))
                .isPresent();
    }

    @Test
    @DisplayName("answers by the rules of a site, and keeps what is live when others cannot be used")
    void siteRules() throws Exception {
        push("one");
        site.edit(e -> e.file("_redirects", "/start /index.html 200\n")).commit("Rule");
        try (Cdn cdn = topology(EdgeConfiguration.builder().siteRules().build()).start()) {
            URI edge = cdn.awaitConverged(SOON).edges().get(0).address();
            assertThat(get(edge, "/start")).isEqualTo("one");

            site.edit(e -> e.file("_redirects", "/start\n").file("index.html", "bad"))
                    .commit("Break a rule");
            assertThatThrownBy(cdn::publish)
                    .isInstanceOfSatisfying(
                            CdnException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.CONTENT_REFUSED))
                    .hasMessageContaining("_redirects:1");
            assertThat(get(edge, "/start")).isEqualTo("one");

            site.edit(e -> e.file("_redirects", "/begin /index.html 200\n").file("index.html", "two"))
                    .commit("Mend it");
            cdn.publish();
            cdn.awaitConverged(SOON);
            assertThat(get(edge, "/begin")).isEqualTo("two");
            assertThat(get(edge, "/start")).isEqualTo("There is no such file\n");
        }
    }

    @Test
    @DisplayName("publishes a push, rolls it back, and goes on with the next newer commit")
    void rollbackSticks() throws Exception {
        CommitId first = push("one");
        try (Cdn cdn = topology().start()) {
            cdn.awaitConverged(SOON);
            CommitId bad = push("bad");
            assertThat(cdn.publish().change()).isEqualTo(Publication.Change.MADE);
            assertThat(cdn.awaitConverged(SOON).release().commit()).isEqualTo(bad);

            assertThat(cdn.rollback("broken header").release().commit()).isEqualTo(first);
            assertThat(cdn.awaitConverged(SOON).release().commit()).isEqualTo(first);
            assertThatThrownBy(cdn::publish)
                    .isInstanceOfSatisfying(
                            CdnException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.COMMIT_QUARANTINED))
                    .hasMessageContaining("broken header");

            CommitId good = push("good");
            cdn.publish();
            assertThat(cdn.awaitConverged(SOON).release().commit()).isEqualTo(good);
            assertThat(get(cdn.status().edges().get(0).address(), "/")).isEqualTo("good");
        }
    }

    @Test
    @DisplayName("refuses content that leaves the site before any host hears of it")
    void refusesHostileContent() {
        CommitId first = push("one");
        try (Cdn cdn = topology().start()) {
            cdn.awaitConverged(SOON);
            site.edit(e -> e.link("leak", "/etc/passwd")).commit("Leak");

            assertThatThrownBy(cdn::publish)
                    .isInstanceOfSatisfying(
                            CdnException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.CONTENT_REFUSED))
                    .hasMessageContaining("leak");
            assertThat(cdn.awaitConverged(SOON).release().commit()).isEqualTo(first);
        }
    }

    @Test
    @DisplayName("tells at once that nothing can be published until somebody changes something")
    void hopelessSource() {
        try (Cdn cdn = topology().start()) {
            assertThatThrownBy(() -> cdn.awaitConverged(Duration.ofMinutes(5)))
                    .isInstanceOfSatisfying(
                            CdnException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.NOT_CONVERGED))
                    .hasMessageContaining("branch");
        }
    }
}

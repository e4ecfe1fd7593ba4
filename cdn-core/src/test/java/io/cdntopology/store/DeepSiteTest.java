package io.cdntopology.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.cdntopology.embedded.EmbeddedPlatform;
import io.cdntopology.release.Release;
import io.cdntopology.release.TreeId;
import io.cdntopology.spi.Blueprint;
import io.cdntopology.spi.PlatformSession;
import io.cdntopology.topology.ContentLimits;
import io.cdntopology.topology.EdgeId;
import io.cdntopology.topology.EdgeSpec;
import io.cdntopology.topology.PartId;
import io.cdntopology.topology.Retention;
import io.cdntopology.topology.Topology;
import io.cdntopology.topology.TopologyName;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("A site deeper than a lookup may follow links")
class DeepSiteTest {
    @TempDir
    Path directory;

    private Workshop workshop;

    @BeforeEach
    void open() {
        workshop = new Workshop(directory.resolve("deep"));
    }

    @AfterEach
    void close() {
        workshop.close();
    }

    private static String deep(int directories) {
        return "d/".repeat(directories) + "index.html";
    }

    private void assertIntact() throws Exception {
        TreeVerifier verifier = new TreeVerifier(workshop.layout());
        for (String tree : workshop.trees()) {
            assertThat(verifier.isIntact(new TreeId(tree))).isTrue();
        }
    }

    @ParameterizedTest(name = "{0} directories")
    @ValueSource(ints = {14, 15, 16, 17, 24, 38, 45, 150, 199})
    @DisplayName("is read through the pointer, from top to bottom")
    void readable(int depth) throws Exception {
        workshop.publish(e -> {
            for (int i = 0; i <= depth; i++) {
                e.file(deep(i), "level " + i);
            }
        });
        for (int i = 0; i <= depth; i++) {
            assertThat(workshop.text(deep(i))).isEqualTo("level " + i);
        }
        assertIntact();
    }

    @ParameterizedTest(name = "{0} directories")
    @ValueSource(ints = {45, 150})
    @DisplayName("is served by an edge")
    void served(int depth) throws Exception {
        workshop.publish(e -> e.file(deep(depth), "deep"));
        EdgeSpec eu = new EdgeSpec(new EdgeId("eu"), EdgeSpec.ANY_PORT);
        Topology topology =
                new Topology(new TopologyName("deep"), List.of(eu), Retention.DEFAULT, ContentLimits.DEFAULT);
        try (PlatformSession platform = EmbeddedPlatform.at(directory).open(Blueprint.of(topology), event -> {})) {
            platform.create(PartId.of(eu.id()));
            int port = platform.observe().get(0).address().orElseThrow().getPort();
            HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/" + deep(depth)))
                    .build();
            HttpResponse<String> answer =
                    HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(answer.body()).isEqualTo("deep");
        }
    }

    @ParameterizedTest(name = "{0} directories")
    @ValueSource(ints = {16, 45, 150})
    @DisplayName("publishes a change at its bottom, at its top, and in between")
    void changes(int depth) throws Exception {
        workshop.publish(e ->
                e.file(deep(depth), "bottom").file(deep(depth / 2), "middle").file("index.html", "top"));
        Object middle = Workshop.inode(workshop.served(deep(depth / 2)));

        workshop.publish(e -> e.file(deep(depth), "BOTTOM"));
        assertThat(workshop.site())
                .isEqualTo(Map.of(deep(depth), "BOTTOM", deep(depth / 2), "middle", "index.html", "top"));
        assertThat(Workshop.inode(workshop.served(deep(depth / 2)))).isEqualTo(middle);

        workshop.publish(e -> e.file(deep(depth), "bottom").file("index.html", "TOP"));
        assertThat(workshop.site())
                .isEqualTo(Map.of(deep(depth), "bottom", deep(depth / 2), "middle", "index.html", "TOP"));

        MaterializedRelease last = workshop.materialize(e -> e.file(deep(depth / 2), "MIDDLE"));
        workshop.store().activate(last.release());
        assertThat(last.files()).isEqualTo(1);
        assertThat(workshop.text(deep(depth / 2))).isEqualTo("MIDDLE");
        assertIntact();
    }

    @Test
    @DisplayName("can be moved below another directory, and back to the root")
    void moved() throws Exception {
        Release atRoot = workshop.publish(e -> e.file(deep(30), "bottom").file(deep(3), "upper"));
        Release below = workshop.publish(
                e -> e.delete("d").file("a/b/" + deep(30), "bottom").file("a/b/" + deep(3), "upper"));
        assertThat(workshop.site()).isEqualTo(Map.of("a/b/" + deep(30), "bottom", "a/b/" + deep(3), "upper"));

        workshop.publish(e -> e.delete("a").file(deep(30), "bottom").file(deep(3), "upper"));
        assertThat(workshop.site()).isEqualTo(Map.of(deep(30), "bottom", deep(3), "upper"));

        workshop.store().activate(below);
        assertThat(workshop.text("a/b/" + deep(30))).isEqualTo("bottom");
        workshop.store().activate(atRoot);
        assertThat(workshop.text(deep(30))).isEqualTo("bottom");
        assertIntact();
    }

    @Test
    @DisplayName("can hold a deep directory twice, by a link or by a copy")
    void twice() throws Exception {
        workshop.publish(e ->
                e.file("v1/" + deep(30), "deep").file("v2/" + deep(30), "deep").link("latest", "v1"));
        for (String version : new String[] {"v1/", "v2/", "latest/"}) {
            assertThat(workshop.text(version + deep(30))).isEqualTo("deep");
        }
        assertIntact();
    }

    @Test
    @DisplayName("is found over a fixed number of links, however deep it is")
    void followsFewLinks() throws Exception {
        workshop.publish(e -> e.file(deep(150), "deep"));
        int links = 0;
        Path at = workshop.served("");
        for (int i = 0; i < 150; i++) {
            at = at.resolve("d");
            links += Files.isSymbolicLink(at) ? 1 : 0;
        }
        assertThat(links).isEqualTo(TreeStat.LINKED_HEIGHTS);
        // Those of the pointer, twice: a lookup that Linux begins anew goes on counting.
        assertThat(2 * (links + 2)).isLessThanOrEqualTo(40);
    }

    @Test
    @DisplayName("is collected with everything in it, and what the live one contains stays")
    void collected() throws Exception {
        for (int i = 0; i < 4; i++) {
            int version = i;
            workshop.publish(e -> e.file(deep(60), "bottom " + version).file("a/" + deep(40), "constant"));
            workshop.pass(Duration.ofHours(2));
        }
        assertThat(workshop.store().collect()).isEqualTo(2);
        assertThat(workshop.text("a/" + deep(40))).isEqualTo("constant");
        assertThat(workshop.text(deep(60))).isEqualTo("bottom 3");
        assertIntact();
        workshop.restartMachine();
        assertThat(workshop.store().damagedTrees()).isZero();
        assertThat(workshop.text(deep(60))).isEqualTo("bottom 3");
    }
}

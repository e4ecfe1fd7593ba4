package io.cdntopology.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** On an engine of its own, as others are in the middle of something on the one that there is. */
@Tag("engine")
@DisplayName("A network in containers whose engine")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class StoppedEngineIT {
    private static final List<String> IMAGES = List.of("cdn-test/nginx:1", "cdn-test/etcd:1", "cdn-test/java:1");
    private static final Duration PAUSE = Duration.ofMillis(10);
    private static final Duration SOON = Duration.ofMinutes(3);
    private static final Duration A_WHILE = Duration.ofSeconds(2);

    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(2)).build();
    private final Map<String, Map<String, String>> sites = new ConcurrentHashMap<>();
    private Path home;
    private GitOrigin origin;
    private OwnEngine engine;
    private ChildJvm application;
    private List<URI> edges = List.of();

    @BeforeAll
    void start(@TempDir Path directory) throws Exception {
        assumeTrue("root".equals(System.getProperty("user.name")), "only root can start an engine");
        home = directory;
        // The agent reads the repository as another user.
        Files.setPosixFilePermissions(home, PosixFilePermissions.fromString("rwxr-xr-x"));
        origin = GitOrigin.create(home.resolve("site.git"));
        engine = OwnEngine.start(IMAGES);
        application = ChildJvm.start(
                engine.runner(),
                StandingApplication.class,
                ChildJvm.CHEAP_START,
                engine.socket().toString(),
                engine.address(),
                home.toString());
        publish();
    }

    @AfterAll
    void end() throws Exception {
        if (application != null) {
            application.close();
        }
        if (engine != null) {
            engine.remove();
        }
    }

    /** It ends its containers one by one, and the application, which cannot know why, starts them again meanwhile. */
    @Test
    @DisplayName("was stopped and started serves again as it was, and publishes by the application that went on")
    void survivesTheEndOfTheEngine() throws Exception {
        List<String> before = containers();

        engine.stop();
        engine.startAgain();

        awaitServing();
        publish();
        assertThat(containers()).containsExactlyInAnyOrderElementsOf(before);
    }

    @Test
    @DisplayName("was killed serves without it, and publishes when it is there again by the application that went on")
    void survivesTheDeathOfTheEngine() throws Exception {
        List<String> before = containers();

        engine.kill();
        PageLoad load = PageLoad.on(edges, sites, PAUSE);
        try {
            await().during(A_WHILE).atMost(SOON).until(() -> load.wrong().isEmpty());
        } finally {
            load.end();
        }
        assertThat(load.answers()).isPositive();
        engine.startAgain();

        awaitServing();
        publish();
        assertThat(containers()).containsExactlyInAnyOrderElementsOf(before);
    }

    private List<String> containers() throws Exception {
        return DockerCommand.lines("--host", engine.host(), "ps", "--all", "--format", "{{.Names}}");
    }

    private void awaitServing() {
        for (URI edge : edges) {
            await().atMost(SOON)
                    .ignoreExceptionsInstanceOf(IOException.class)
                    .until(() -> http.send(
                                            HttpRequest.newBuilder(edge)
                                                    .timeout(A_WHILE)
                                                    .build(),
                                            BodyHandlers.discarding())
                                    .statusCode()
                            == 200);
        }
    }

    /** Commits something new, and waits until all edges serve it. */
    private void publish() throws Exception {
        String text = "version " + sites.size();
        origin.commit(text, Map.of("index.html", GitOrigin.Blob.of(text)));
        sites.put(origin.head(), Map.of("index.html", text));
        application.tell("publish");
        String live = application.awaitLine("live " + origin.head());
        edges = Stream.of(live.split(" ")).skip(2).map(URI::create).toList();
        assertThat(edges).hasSize(2);
    }
}

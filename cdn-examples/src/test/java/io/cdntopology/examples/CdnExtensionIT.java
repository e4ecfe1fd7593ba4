package io.cdntopology.examples;

import static io.cdntopology.examples.DockerCommand.docker;
import static io.cdntopology.examples.DockerCommand.lines;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import io.cdntopology.Cdn;
import io.cdntopology.CdnTopologyBuilder;
import io.cdntopology.docker.Docker;
import io.cdntopology.etcd.Etcd;
import io.cdntopology.git.Git;
import io.cdntopology.testkit.CdnExtension;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.testkit.engine.EngineTestKit;
import org.junit.platform.testkit.engine.Events;

@Tag("engine")
@DisplayName("The JUnit extension, on an engine,")
class CdnExtensionIT {
    @TempDir
    private static Path home;

    private static GitOrigin origin;
    private static int takenPort;

    @BeforeAll
    static void commit() throws Exception {
        origin = GitOrigin.create(home.resolve("site.git"));
        commit("first");
    }

    private static void commit(String text) throws Exception {
        origin.commit(text, Map.of("index.html", GitOrigin.Blob.of(text)));
    }

    private static CdnTopologyBuilder onEngine(CdnTopologyBuilder topology) {
        return topology.content(Git.repository(origin.repository().toString()))
                .coordination(Etcd.managed().image("cdn-test/etcd:1"))
                .platform(Docker.local()
                        .edgeImage("cdn-test/nginx:1")
                        .agentImage("cdn-test/java:1")
                        .workDirectory(home.resolve("work")));
    }

    private static Events run(Class<?> tests) {
        return EngineTestKit.engine("junit-jupiter")
                .selectors(selectClass(tests))
                .execute()
                .allEvents();
    }

    static class Serving {
        @RegisterExtension
        static final CdnExtension cdn =
                CdnExtension.of(topology -> onEngine(topology).edges("eu", 2));

        @Test
        void servesAPushAndThenFails(Cdn running) throws Exception {
            assertThat(get(cdn.baseUri("eu-2"))).isEqualTo("first");
            commit("second");
            cdn.publishAndAwait();
            assertThat(get(cdn.baseUri("eu-2"))).isEqualTo("second");

            assertThat(parts(running.status().name().value()))
                    .as("edges, agent, etcd, content; four volumes; two networks")
                    .hasSize(5 + 4 + 2);
            fail("expected of " + running.status().name());
        }

        private static String get(URI edge) throws Exception {
            return HttpClient.newHttpClient()
                    .send(HttpRequest.newBuilder(edge).build(), HttpResponse.BodyHandlers.ofString())
                    .body();
        }
    }

    @Test
    @DisplayName("serves what is pushed, and leaves nothing when the test fails")
    void serves() throws Exception {
        Throwable failure = failure(run(Serving.class));

        assertThat(failure).hasMessageStartingWith("expected of ");
        assertThat(failure.getSuppressed()).singleElement().asString().contains("edge eu-1 at", "EdgeServing");
        assertNothingIsLeft(failure.getMessage().substring("expected of ".length()));
    }

    static class NotStarting {
        @RegisterExtension
        static final CdnExtension cdn = CdnExtension.of(
                topology -> onEngine(topology).edge("free").edge("taken", edge -> edge.port(takenPort)));

        @Test
        void neverRuns() {
            fail("it runs");
        }
    }

    @Test
    @DisplayName("leaves nothing of a network that starts by half, and all that is of others")
    void startsByHalf() throws Exception {
        String other = docker("volume", "create", "--label", "io.cdntopology.name=test");
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            takenPort = taken.getLocalPort();
            Throwable failure = failure(run(NotStarting.class));

            assertThat(failure).hasMessageContaining(String.valueOf(takenPort));
            String state = failure.getSuppressed()[0].getMessage();
            assertThat(state).contains("did not start", "PartCreated[part=service etcd-1");
            assertNothingIsLeft(state.replaceAll("(?s)^The network (test-[a-z0-9-]+).*", "$1"));
            assertThat(lines("volume", "ls", "--quiet")).contains(other);
        } finally {
            docker("volume", "rm", other);
        }
    }

    private static Throwable failure(Events events) {
        return events.finished().stream()
                .flatMap(event -> event.getPayload(TestExecutionResult.class).stream())
                .flatMap(result -> result.getThrowable().stream())
                .findFirst()
                .orElseThrow();
    }

    private static void assertNothingIsLeft(String network) throws Exception {
        assertThat(network).startsWith("test-");
        assertThat(parts(network)).isEmpty();
        assertThat(home.resolve("work").resolve(network)).doesNotExist();
    }

    private static List<String> parts(String network) throws Exception {
        String ours = "label=io.cdntopology.name=" + network;
        List<String> parts = new ArrayList<>(lines("ps", "--all", "--quiet", "--filter", ours));
        parts.addAll(lines("volume", "ls", "--quiet", "--filter", ours));
        parts.addAll(lines("network", "ls", "--quiet", "--filter", ours));
        return parts;
    }
}

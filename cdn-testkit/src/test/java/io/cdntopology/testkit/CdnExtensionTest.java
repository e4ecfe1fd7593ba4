package io.cdntopology.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.fail;

import io.cdntopology.Cdn;
import io.cdntopology.Convergence;
import io.cdntopology.embedded.Embedded;
import io.cdntopology.embedded.InMemoryContent;
import io.cdntopology.event.CdnEvent;
import io.cdntopology.failure.CdnException;
import io.cdntopology.failure.ErrorCode;
import io.cdntopology.topology.TopologyName;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.RegisterExtension;

@DisplayName("The JUnit extension")
class CdnExtensionTest {
    private static final Duration SOON = Duration.ofSeconds(20);

    /** What the tests of the class that runs saw; they run one after the other. */
    private static final List<TopologyName> NAMES = new ArrayList<>();

    private static final List<URI> ADDRESSES = new ArrayList<>();

    @BeforeEach
    void forget() {
        NAMES.clear();
        ADDRESSES.clear();
    }

    /** What a test notes of its network. */
    private static void note(Cdn cdn) {
        NAMES.add(cdn.status().name());
        cdn.status().edges().forEach(edge -> ADDRESSES.add(edge.address()));
    }

    private static String get(URI page) throws IOException, InterruptedException {
        return HttpClient.newHttpClient()
                .send(HttpRequest.newBuilder(page).build(), HttpResponse.BodyHandlers.ofString())
                .body();
    }

    private static void assertNothingRuns() {
        assertThat(ADDRESSES)
                .allSatisfy(address -> assertThatThrownBy(() -> get(address)).isInstanceOf(IOException.class));
        Awaitility.await()
                .atMost(SOON)
                .until(() -> Thread.getAllStackTraces().keySet().stream()
                        .noneMatch(thread -> thread.getName().startsWith("cdn-test-")));
    }

    // ---- how long a network runs

    static class PerClass {
        @RegisterExtension
        static final CdnExtension cdn = CdnExtension.of(topology -> topology.edges("eu", 2));

        @BeforeAll
        static void runsAlready(Cdn running) {
            note(running);
        }

        @Test
        void first(Cdn running) {
            note(running);
            assertThat(running).isSameAs(cdn.cdn());
        }

        @Test
        void second() {
            note(cdn.cdn());
        }

        @Nested
        class Inner {
            @Test
            void third(Cdn running) {
                note(running);
            }
        }
    }

    @Test
    @DisplayName("runs one network for a class and those in it, when its field is static")
    void perClass() {
        Runs.of(PerClass.class).testEvents().assertStatistics(tests -> tests.succeeded(3));

        assertThat(NAMES).hasSize(4).containsOnly(NAMES.get(0));
        assertThat(NAMES.get(0).value()).matches("test-per-class-[0-9a-f]{8}");
        assertThat(ADDRESSES).hasSize(8);
        assertNothingRuns();
    }

    static class PerTest {
        @RegisterExtension
        final CdnExtension cdn = CdnExtension.of(topology -> topology.edges("eu", 2));

        @Test
        void first(Cdn running) throws Exception {
            note(running);
            cdn.publish(site -> site.file("index.html", "first"));
            assertThat(get(cdn.baseUri("eu-2"))).isEqualTo("first");
        }

        @Test
        void second(Cdn running) throws Exception {
            note(running);
            cdn.publish(site -> site.file("other.html", "second"));
            assertThat(get(cdn.baseUri("eu-2"))).doesNotContain("first");
        }
    }

    @Test
    @DisplayName("runs one network for each test otherwise")
    void perTest() {
        Runs.of(PerTest.class).testEvents().assertStatistics(tests -> tests.succeeded(2));

        assertThat(NAMES).hasSize(2).doesNotHaveDuplicates();
        assertNothingRuns();
    }

    @TestInstance(TestInstance.Lifecycle.PER_CLASS)
    static class PerInstance {
        @RegisterExtension
        final CdnExtension cdn = CdnExtension.of(topology -> topology.edge("eu"));

        @Test
        void first(Cdn running) {
            note(running);
        }

        @Test
        void second(Cdn running) {
            note(running);
        }
    }

    @Test
    @DisplayName("runs one network for an instance of a class that has one for all tests")
    void perInstance() {
        Runs.of(PerInstance.class).testEvents().assertStatistics(tests -> tests.succeeded(2));

        assertThat(NAMES).hasSize(2).containsOnly(NAMES.get(0));
        assertNothingRuns();
    }

    // ---- what tests do with it

    static class Editing {
        private static final InMemoryContent SITE = Embedded.content();

        @RegisterExtension
        static final CdnExtension cdn =
                CdnExtension.of(topology -> topology.content(SITE).edges("eu", 2));

        @BeforeAll
        static void isTheSame() {
            assertThat(cdn.content()).isSameAs(SITE);
        }

        @Test
        void servesWhatIsPublished() throws Exception {
            Convergence convergence = cdn.publish(site -> site.file("index.html", "Hello"));
            assertThat(convergence.release().commit()).isEqualTo(SITE.latest().orElseThrow());
            assertThat(convergence.edges()).hasSize(2);
            for (String edge : List.of("eu-1", "eu-2")) {
                assertThat(get(cdn.baseUri(edge))).isEqualTo("Hello");
            }

            SITE.edit(site -> site.file("index.html", "Goodbye")).commit("Leave");
            cdn.publishAndAwait();
            assertThat(get(cdn.baseUri("eu-1"))).isEqualTo("Goodbye");
        }

        @Test
        void namesTheEdgesThatThereAre() {
            assertThatThrownBy(() -> cdn.baseUri("us-1")).hasMessageContainingAll("us-1", "eu-1", "eu-2");
        }
    }

    @Test
    @DisplayName("publishes edits of a content that it was given, until every edge serves them")
    void publishes() {
        Editing.SITE.edit(site -> site.file("index.html", "before")).commit("Begin");
        Runs.of(Editing.class).testEvents().assertStatistics(tests -> tests.succeeded(2));
    }

    @Test
    @DisplayName("says so when it is used while it does not run")
    void doesNotRun() {
        CdnExtension cdn = CdnExtension.of(topology -> topology.edge("eu"));

        assertThatThrownBy(() -> cdn.baseUri("eu"))
                .isInstanceOfSatisfying(
                        CdnException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.CLOSED));
    }

    // ---- failures

    static class Failing {
        @RegisterExtension
        static final CdnExtension cdn = CdnExtension.of(topology -> topology.edge("eu"));

        @Test
        void fails(Cdn running) throws InterruptedException {
            note(running);
            // Who listens later is told later, so what is told here has been told to the network's log.
            CountDownLatch served = new CountDownLatch(1);
            running.events(event -> {
                if (event instanceof CdnEvent.EdgeServing) {
                    served.countDown();
                }
            });
            cdn.publish(site -> site.file("index.html", "new"));
            served.await();
            fail("expected");
        }
    }

    @Test
    @DisplayName("shows the state of the network and its events with a test that fails, and leaves nothing")
    void explains() {
        assertThat(Runs.failure(Runs.of(Failing.class)))
                .hasMessage("expected")
                .satisfies(failure -> assertThat(suppressed(failure))
                        .singleElement()
                        .asString()
                        .contains(NAMES.get(0).value(), "wanted: commit ", "edge eu at " + ADDRESSES.get(0), "event: ")
                        .contains("Published", "Activated", "EdgeServing"));
        assertNothingRuns();
    }

    private static ServerSocket taken;

    static class NotStarting {
        @RegisterExtension
        final CdnExtension cdn = CdnExtension.of(
                topology -> topology.edge("free").edge("taken", edge -> edge.port(taken.getLocalPort())));

        @Test
        void neverRuns() {
            fail("it runs");
        }
    }

    @Test
    @DisplayName("fails the test when the network does not start, says why, and leaves nothing")
    void doesNotStart() throws Exception {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            taken = socket;
            assertThat(Runs.failure(Runs.of(NotStarting.class)))
                    .hasMessageContaining(String.valueOf(socket.getLocalPort()))
                    .satisfies(failure -> assertThat(suppressed(failure))
                            .singleElement()
                            .asString()
                            .contains("did not start"));
        }
        assertNothingRuns();
    }

    static class NotConverging {
        private static final InMemoryContent SITE = Embedded.content();

        @RegisterExtension
        static final CdnExtension cdn =
                CdnExtension.of(topology -> topology.content(SITE).edge("eu")).withTimeout(Duration.ofMillis(300));

        @Test
        void neverRuns() {
            fail("it runs");
        }
    }

    @Test
    @DisplayName("fails the class when edges do not serve the first commit in time, and leaves nothing")
    void doesNotConverge() {
        NotConverging.SITE.faults().cut();

        assertThat(Runs.failure(Runs.of(NotConverging.class)))
                .hasMessageContainingAll("PT0.3S", "the connection is cut")
                .satisfies(failure -> assertThat(suppressed(failure))
                        .singleElement()
                        .asString()
                        .contains("wanted: nothing yet", "edge eu at", "trouble: "));
        assertNothingRuns();
    }

    static class Named {
        @RegisterExtension
        static final CdnExtension cdn =
                CdnExtension.of(topology -> topology.name("docs").edge("eu"));

        @Test
        void neverRuns() {
            fail("it runs");
        }
    }

    @Test
    @DisplayName("does not let tests have the name of a network that others may run")
    void namesItself() {
        assertThat(Runs.failure(Runs.of(Named.class))).hasMessageContainingAll("name", "test-named-");
    }

    abstract static class Shared {
        @RegisterExtension
        static final CdnExtension cdn = CdnExtension.of(topology -> topology.edge("eu"));
    }

    static class One extends Shared {
        @Test
        void runsAnotherMeanwhile(Cdn running) {
            note(running);
            Throwable refused = Runs.failure(Runs.of(Another.class));
            assertThat(refused).hasMessageContaining(running.status().name().value());
            assertThat(running.awaitConverged(SOON).edges()).hasSize(1);
        }
    }

    static class Another extends Shared {
        @Test
        void neverRuns() {
            fail("it runs");
        }
    }

    @Test
    @DisplayName("does not run for two classes at once, and goes on for the first")
    void runsForOne() {
        Runs.of(One.class).testEvents().assertStatistics(tests -> tests.succeeded(1));
        assertNothingRuns();
    }

    private static List<Throwable> suppressed(Throwable failure) {
        return Stream.of(failure.getSuppressed()).toList();
    }
}

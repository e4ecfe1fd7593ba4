package io.cdntopology.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cdntopology.failure.CdnException;
import io.cdntopology.failure.ErrorCode;
import io.cdntopology.observed.ObservedEdge;
import io.cdntopology.spi.ContainerPlatform;
import io.cdntopology.spi.ContentHost;
import io.cdntopology.spi.PlatformSession;
import io.cdntopology.topology.EdgeId;
import io.cdntopology.topology.EdgeSpec;
import io.cdntopology.topology.TopologyName;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * What every {@link ContainerPlatform} promises. An implementation extends this class and names its platform.
 *
 * <p>Before and after each test every edge of the topologies {@code contract-one} and {@code contract-two} is removed
 * from the platform.
 */
public abstract class ContainerPlatformContractTest {
    private static final TopologyName ONE = new TopologyName("contract-one");
    private static final TopologyName TWO = new TopologyName("contract-two");
    private static final EdgeId EU = new EdgeId("eu-1");
    private static final EdgeId US = new EdgeId("us-1");
    private static final EdgeSpec EU_ANYWHERE = new EdgeSpec(EU, EdgeSpec.ANY_PORT);
    private static final Duration ANSWER_TIMEOUT = Duration.ofSeconds(10);

    private final HttpClient client =
            HttpClient.newBuilder().connectTimeout(ANSWER_TIMEOUT).build();

    /** The platform; called several times, and each time the same one is meant. */
    protected abstract ContainerPlatform platform();

    /** Whether edges live on when their session closes. Default: they do. */
    protected boolean edgesOutliveTheirSession() {
        return true;
    }

    @BeforeEach
    @AfterEach
    final void removeEdges() {
        for (TopologyName name : List.of(ONE, TWO)) {
            try (PlatformSession session = platform().open(name)) {
                session.edges().forEach(edge -> session.removeEdge(edge.spec().id()));
            }
        }
    }

    @Test
    void aPlatformSaysWhereItIs() {
        assertThat(platform().location()).isNotBlank().isEqualTo(platform().location());
    }

    @Test
    void aSessionStartsWithoutEdges() {
        try (PlatformSession session = platform().open(ONE)) {
            assertThat(session.edges()).isEmpty();
        }
    }

    @Test
    void hostsDoNotChangeAndCanBeWrittenTo() {
        try (PlatformSession session = platform().open(ONE)) {
            List<ContentHost> hosts = session.hosts();
            session.createEdge(EU_ANYWHERE);
            assertThat(session.hosts()).isNotEmpty().isEqualTo(hosts);
            assertThat(hosts).extracting(ContentHost::id).doesNotHaveDuplicates();
            assertThat(hosts).extracting(ContentHost::contentRoot).doesNotHaveDuplicates();
            assertThat(hosts).allMatch(host -> Files.isWritable(host.contentRoot()));
        }
    }

    @Test
    void theWorkDirectoryIsNoContentRoot() {
        try (PlatformSession session = platform().open(ONE)) {
            assertThat(session.workDirectory()).isDirectory().isWritable();
            assertThat(session.hosts())
                    .noneMatch(host -> session.workDirectory().startsWith(host.contentRoot()))
                    .noneMatch(host -> host.contentRoot().startsWith(session.workDirectory()));
        }
    }

    @Test
    void aCreatedEdgeExistsAndAnswersAtItsAddress() throws Exception {
        try (PlatformSession session = platform().open(ONE)) {
            ObservedEdge edge = session.createEdge(EU_ANYWHERE);
            assertThat(edge.spec()).isEqualTo(EU_ANYWHERE);
            assertThat(edge.address().getPort()).isPositive();
            assertThat(session.edges()).containsExactly(edge);
            assertThat(healthStatus(edge.address())).isEqualTo(503);
        }
    }

    @Test
    void anEdgeAnswersOnThePortThatItWasGiven() throws Exception {
        try (PlatformSession session = platform().open(ONE)) {
            EdgeSpec fixed = new EdgeSpec(EU, freePort(session));
            ObservedEdge edge = session.createEdge(fixed);
            assertThat(edge.address().getPort()).isEqualTo(fixed.port());
            assertThat(healthStatus(edge.address())).isEqualTo(503);
        }
    }

    @Test
    void creatingAnEdgeAgainChangesNothing() {
        try (PlatformSession session = platform().open(ONE)) {
            ObservedEdge edge = session.createEdge(EU_ANYWHERE);
            assertThat(session.createEdge(EU_ANYWHERE)).isEqualTo(edge);
            assertThat(session.edges()).containsExactly(edge);
        }
    }

    @Test
    void edgesStandBesideEachOther() throws Exception {
        try (PlatformSession session = platform().open(ONE)) {
            ObservedEdge eu = session.createEdge(EU_ANYWHERE);
            ObservedEdge us = session.createEdge(new EdgeSpec(US, EdgeSpec.ANY_PORT));
            assertThat(session.edges()).containsExactlyInAnyOrder(eu, us);
            assertThat(eu.address()).isNotEqualTo(us.address());

            session.removeEdge(EU);
            assertThat(session.edges()).containsExactly(us);
            assertThat(healthStatus(us.address())).isEqualTo(503);
        }
    }

    @Test
    void aRemovedEdgeIsGoneAndAnswersNoMore() {
        try (PlatformSession session = platform().open(ONE)) {
            ObservedEdge edge = session.createEdge(EU_ANYWHERE);
            session.removeEdge(EU);
            session.removeEdge(EU);
            assertThat(session.edges()).isEmpty();
            assertThatThrownBy(() -> healthStatus(edge.address())).isInstanceOf(IOException.class);
        }
    }

    @Test
    void removingAnEdgeThatNeverWasChangesNothing() {
        try (PlatformSession session = platform().open(ONE)) {
            ObservedEdge edge = session.createEdge(EU_ANYWHERE);
            session.removeEdge(US);
            assertThat(session.edges()).containsExactly(edge);
        }
    }

    @Test
    void aRemovedEdgesPortIsFree() throws Exception {
        try (PlatformSession session = platform().open(ONE)) {
            ObservedEdge first = session.createEdge(EU_ANYWHERE);
            healthStatus(first.address());
            session.removeEdge(EU);
            ObservedEdge second =
                    session.createEdge(new EdgeSpec(US, first.address().getPort()));
            assertThat(healthStatus(second.address())).isEqualTo(503);
        }
    }

    @Test
    void aPortThatIsTakenIsNamedAndLeavesNoEdge() {
        try (PlatformSession session = platform().open(ONE)) {
            ObservedEdge eu = session.createEdge(EU_ANYWHERE);
            int taken = eu.address().getPort();
            assertThatThrownBy(() -> session.createEdge(new EdgeSpec(US, taken)))
                    .isInstanceOfSatisfying(
                            CdnException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.EDGE_NOT_STARTED))
                    .hasMessageContainingAll("us-1", String.valueOf(taken));
            assertThat(session.edges()).containsExactly(eu);
        }
    }

    @Test
    void anotherTopologysEdgesAreNotSeen() throws Exception {
        try (PlatformSession one = platform().open(ONE);
                PlatformSession two = platform().open(TWO)) {
            ObservedEdge edge = one.createEdge(EU_ANYWHERE);
            assertThat(two.edges()).isEmpty();
            ObservedEdge namesake = two.createEdge(EU_ANYWHERE);
            assertThat(namesake.address()).isNotEqualTo(edge.address());

            two.removeEdge(EU);
            assertThat(one.edges()).containsExactly(edge);
            assertThat(healthStatus(edge.address())).isEqualTo(503);
        }
    }

    @Test
    void closingTwiceIsClosingOnce() {
        PlatformSession session = platform().open(ONE);
        ObservedEdge edge = session.createEdge(EU_ANYWHERE);
        session.close();
        session.close();
        try (PlatformSession again = platform().open(ONE)) {
            assertThat(again.edges()).isEqualTo(edgesOutliveTheirSession() ? List.of(edge) : List.of());
        }
    }

    /** A port that the platform itself gave away and got back. */
    private static int freePort(PlatformSession session) {
        int port = session.createEdge(EU_ANYWHERE).address().getPort();
        session.removeEdge(EU);
        return port;
    }

    /** What an edge says about its health: 503, as no release is live. */
    private int healthStatus(URI edge) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(edge.resolve("-/health"))
                .timeout(ANSWER_TIMEOUT)
                .build();
        return client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
    }
}

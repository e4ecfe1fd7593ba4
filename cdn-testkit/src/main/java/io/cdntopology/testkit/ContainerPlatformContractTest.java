package io.cdntopology.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.cdntopology.failure.CdnException;
import io.cdntopology.failure.ErrorCode;
import io.cdntopology.observed.ObservedPart;
import io.cdntopology.plan.Plan;
import io.cdntopology.plan.Planner;
import io.cdntopology.plan.Step;
import io.cdntopology.spi.AgentOptions;
import io.cdntopology.spi.Blueprint;
import io.cdntopology.spi.ContainerPlatform;
import io.cdntopology.spi.ContentHost;
import io.cdntopology.spi.PlatformSession;
import io.cdntopology.topology.ContentLimits;
import io.cdntopology.topology.EdgeId;
import io.cdntopology.topology.EdgeSpec;
import io.cdntopology.topology.Part;
import io.cdntopology.topology.PartId;
import io.cdntopology.topology.PartKind;
import io.cdntopology.topology.Retention;
import io.cdntopology.topology.Topology;
import io.cdntopology.topology.TopologyName;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * What every {@link ContainerPlatform} promises. An implementation extends this class and names its platform.
 *
 * <p>Before and after each test every part of the topologies {@code contract-one} and {@code contract-two} is removed
 * from the platform.
 */
public abstract class ContainerPlatformContractTest {
    private static final TopologyName ONE = new TopologyName("contract-one");
    private static final TopologyName TWO = new TopologyName("contract-two");
    private static final EdgeId EU = new EdgeId("eu-1");
    private static final EdgeId US = new EdgeId("us-1");
    private static final PartId EU_PART = PartId.of(EU);
    private static final PartId US_PART = PartId.of(US);
    private static final EdgeSpec EU_ANYWHERE = new EdgeSpec(EU, EdgeSpec.ANY_PORT);
    private static final EdgeSpec US_ANYWHERE = new EdgeSpec(US, EdgeSpec.ANY_PORT);
    private static final Duration ANSWER_TIMEOUT = Duration.ofSeconds(10);

    private final HttpClient client =
            HttpClient.newBuilder().connectTimeout(ANSWER_TIMEOUT).build();

    /** The platform; called several times, and each time the same one is meant. */
    protected abstract ContainerPlatform platform();

    /** Whether parts live on when their session closes. Default: they do. */
    protected boolean partsOutliveTheirSession() {
        return true;
    }

    /** What an agent is told, where there is one; it need not reach anything. Default: nothing. */
    protected AgentOptions agentOptions() {
        return AgentOptions.NONE;
    }

    @BeforeEach
    @AfterEach
    final void removeParts() {
        for (TopologyName name : List.of(ONE, TWO)) {
            try (PlatformSession session = open(name, EU_ANYWHERE)) {
                Planner.destruction(session.observe()).steps().forEach(step -> session.remove(step.part()));
            }
        }
    }

    private PlatformSession open(TopologyName name, EdgeSpec... edges) {
        Topology topology = new Topology(name, List.of(edges), Retention.DEFAULT, ContentLimits.DEFAULT);
        return platform().open(new Blueprint(topology, List.of(), this::agentOptions), event -> {});
    }

    /** Makes what exists what is wanted. */
    private static Plan converge(PlatformSession session) {
        Plan plan = Planner.plan(session.wanted(), session.observe());
        for (Step step : plan.steps()) {
            step.fold(
                    create -> act(() -> session.create(create.part())),
                    start -> act(() -> session.start(start.part())),
                    replace -> act(() -> {
                        session.remove(replace.part());
                        session.create(replace.part());
                    }),
                    remove -> act(() -> session.remove(remove.part())));
        }
        return plan;
    }

    private static boolean act(Runnable action) {
        action.run();
        return true;
    }

    private static Optional<ObservedPart> find(PlatformSession session, PartId id) {
        return session.observe().stream().filter(part -> part.id().equals(id)).findFirst();
    }

    private static URI address(PlatformSession session, PartId id) {
        InetSocketAddress address = find(session, id)
                .flatMap(ObservedPart::address)
                .orElseThrow(() -> new AssertionError(id + " has no address"));
        return URI.create("http://" + address.getHostString() + ":" + address.getPort() + "/");
    }

    private static List<PartId> edges(PlatformSession session) {
        return session.observe().stream()
                .map(ObservedPart::id)
                .filter(id -> id.kind() == PartKind.EDGE)
                .sorted()
                .toList();
    }

    @Test
    void aPlatformSaysWhereItIs() {
        assertThat(platform().location()).isNotBlank().isEqualTo(platform().location());
    }

    @Test
    void openingMakesNothing() {
        try (PlatformSession session = open(ONE, EU_ANYWHERE)) {
            assertThat(session.observe()).isEmpty();
            assertThat(session.wanted()).extracting(Part::id).contains(EU_PART);
        }
    }

    @Test
    void whatIsWantedComesBeforeWhatNeedsItAndDoesNotChange() {
        try (PlatformSession session = open(ONE, EU_ANYWHERE, US_ANYWHERE)) {
            List<Part> wanted = session.wanted();
            assertThat(wanted).extracting(Part::id).doesNotHaveDuplicates().contains(EU_PART, US_PART);
            assertThat(wanted.stream().map(part -> part.id().kind())).isSorted();
            converge(session);
            assertThat(session.wanted()).isEqualTo(wanted);
        }
    }

    @Test
    void aPlanMakesWhatIsWantedAndThenThereIsNothingToDo() {
        try (PlatformSession session = open(ONE, EU_ANYWHERE, US_ANYWHERE)) {
            assertThat(converge(session).isEmpty()).isFalse();
            assertThat(converge(session).describe()).contains("Nothing is to be done");
            assertThat(session.observe())
                    .extracting(ObservedPart::id)
                    .containsExactlyInAnyOrderElementsOf(
                            session.wanted().stream().map(Part::id).toList());
        }
    }

    @Test
    void hostsDoNotChangeAndCanBeWrittenTo() {
        try (PlatformSession session = open(ONE, EU_ANYWHERE)) {
            List<ContentHost> hosts = session.hosts();
            converge(session);
            assertThat(session.hosts()).isEqualTo(hosts);
            assertThat(hosts).extracting(ContentHost::id).doesNotHaveDuplicates();
            assertThat(hosts).extracting(ContentHost::contentRoot).doesNotHaveDuplicates();
            assertThat(hosts).allMatch(host -> Files.isWritable(host.contentRoot()));
        }
    }

    @Test
    void theWorkDirectoryIsNoContentRoot() {
        try (PlatformSession session = open(ONE, EU_ANYWHERE)) {
            assertThat(session.workDirectory()).isDirectory().isWritable();
            assertThat(session.hosts())
                    .noneMatch(host -> session.workDirectory().startsWith(host.contentRoot()))
                    .noneMatch(host -> host.contentRoot().startsWith(session.workDirectory()));
        }
    }

    @Test
    void anEdgeAnswersWhenItIsMade() throws Exception {
        try (PlatformSession session = open(ONE, EU_ANYWHERE)) {
            converge(session);
            assertThat(healthStatus(address(session, EU_PART))).isEqualTo(503);
        }
    }

    @Test
    void anEdgeAnswersOnThePortThatItWasGiven() throws Exception {
        int port = freePort();
        try (PlatformSession session = open(ONE, new EdgeSpec(EU, port))) {
            converge(session);
            URI address = address(session, EU_PART);
            assertThat(address.getPort()).isEqualTo(port);
            assertThat(healthStatus(address)).isEqualTo(503);
        }
    }

    @Test
    void makingAgainChangesNothing() {
        try (PlatformSession session = open(ONE, EU_ANYWHERE)) {
            converge(session);
            List<ObservedPart> before = session.observe();
            session.wanted().forEach(part -> session.create(part.id()));
            session.wanted().forEach(part -> session.start(part.id()));
            assertThat(session.observe()).containsExactlyInAnyOrderElementsOf(before);
        }
    }

    @Test
    void edgesStandBesideEachOther() throws Exception {
        try (PlatformSession session = open(ONE, EU_ANYWHERE, US_ANYWHERE)) {
            converge(session);
            URI us = address(session, US_PART);
            assertThat(address(session, EU_PART)).isNotEqualTo(us);

            session.remove(EU_PART);
            assertThat(edges(session)).containsExactly(US_PART);
            assertThat(address(session, US_PART)).isEqualTo(us);
            assertThat(healthStatus(us)).isEqualTo(503);
        }
    }

    @Test
    void aRemovedEdgeIsGoneAndAnswersNoMore() {
        try (PlatformSession session = open(ONE, EU_ANYWHERE)) {
            converge(session);
            URI address = address(session, EU_PART);
            session.remove(EU_PART);
            session.remove(EU_PART);
            assertThat(edges(session)).isEmpty();
            assertThatThrownBy(() -> healthStatus(address)).isInstanceOf(IOException.class);
        }
    }

    @Test
    void removingWhatNeverWasChangesNothing() {
        try (PlatformSession session = open(ONE, EU_ANYWHERE)) {
            converge(session);
            List<ObservedPart> before = session.observe();
            session.remove(US_PART);
            assertThat(session.observe()).containsExactlyInAnyOrderElementsOf(before);
        }
    }

    @Test
    void aRemovedEdgesPortIsFree() throws Exception {
        int port;
        try (PlatformSession session = open(ONE, EU_ANYWHERE)) {
            converge(session);
            URI address = address(session, EU_PART);
            healthStatus(address);
            port = address.getPort();
            session.remove(EU_PART);
        }
        try (PlatformSession session = open(ONE, new EdgeSpec(US, port))) {
            converge(session);
            assertThat(healthStatus(address(session, US_PART))).isEqualTo(503);
        }
    }

    @Test
    void aPortThatIsTakenIsNamedAndLeavesNoEdge() {
        try (PlatformSession one = open(ONE, EU_ANYWHERE)) {
            converge(one);
            int taken = address(one, EU_PART).getPort();
            try (PlatformSession two = open(TWO, new EdgeSpec(US, taken))) {
                assertThatThrownBy(() -> converge(two))
                        .isInstanceOfSatisfying(
                                CdnException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.EDGE_NOT_STARTED))
                        .hasMessageContainingAll("us-1", String.valueOf(taken));
                assertThat(edges(two)).isEmpty();
            }
            assertThat(edges(one)).containsExactly(EU_PART);
        }
    }

    @Test
    void anEdgeWithOtherSettingsIsReplaced() throws Exception {
        assumeThat(partsOutliveTheirSession()).isTrue();
        int port = freePort();
        try (PlatformSession session = open(ONE, EU_ANYWHERE)) {
            converge(session);
        }
        try (PlatformSession session = open(ONE, new EdgeSpec(EU, port))) {
            assertThat(converge(session).steps()).singleElement().isInstanceOf(Step.Replace.class);
            assertThat(address(session, EU_PART).getPort()).isEqualTo(port);
            assertThat(healthStatus(address(session, EU_PART))).isEqualTo(503);
        }
    }

    @Test
    void anotherTopologysPartsAreNotSeen() throws Exception {
        try (PlatformSession one = open(ONE, EU_ANYWHERE);
                PlatformSession two = open(TWO, EU_ANYWHERE)) {
            converge(one);
            assertThat(two.observe()).isEmpty();
            converge(two);
            URI address = address(one, EU_PART);
            assertThat(address(two, EU_PART)).isNotEqualTo(address);

            two.remove(EU_PART);
            assertThat(edges(one)).containsExactly(EU_PART);
            assertThat(healthStatus(address)).isEqualTo(503);
        }
    }

    @Test
    void destructionLeavesNothing() {
        try (PlatformSession session = open(ONE, EU_ANYWHERE, US_ANYWHERE)) {
            converge(session);
            Plan plan = Planner.destruction(session.observe());
            assertThat(plan.steps().stream().map(Step::part)).isSortedAccordingTo(Collections.reverseOrder());
            plan.steps().forEach(step -> session.remove(step.part()));
            assertThat(session.observe()).isEmpty();
        }
    }

    @Test
    void whatWasMadeHalfIsMadeWhole() throws Exception {
        try (PlatformSession session = open(ONE, EU_ANYWHERE)) {
            List<Part> wanted = session.wanted();
            for (int made = 0; made < wanted.size(); made++) {
                Stream.of(wanted.get(made)).map(Part::id).forEach(session::create);
                assertThat(session.observe()).hasSize(made + 1);
            }
            assertThat(converge(session).isEmpty()).isTrue();
            assertThat(healthStatus(address(session, EU_PART))).isEqualTo(503);
        }
    }

    @Test
    void closingTwiceIsClosingOnce() {
        PlatformSession session = open(ONE, EU_ANYWHERE);
        converge(session);
        List<ObservedPart> before = session.observe();
        session.close();
        session.close();
        assertThatThrownBy(() -> session.create(EU_PART))
                .isInstanceOfSatisfying(
                        CdnException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.CLOSED));
        try (PlatformSession again = open(ONE, EU_ANYWHERE)) {
            assertThat(again.observe())
                    .containsExactlyInAnyOrderElementsOf(partsOutliveTheirSession() ? before : List.of());
        }
    }

    /** A port that the platform itself gave to another edge and got back. */
    private int freePort() {
        try (PlatformSession session = open(ONE, US_ANYWHERE)) {
            converge(session);
            int port = address(session, US_PART).getPort();
            session.remove(US_PART);
            return port;
        }
    }

    /** What an edge says about its health: 503, as no release is live. */
    private int healthStatus(URI edge) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(edge.resolve("-/health"))
                .timeout(ANSWER_TIMEOUT)
                .build();
        return client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
    }
}

package io.cdntopology.testkit;

import io.cdntopology.embedded.EmbeddedPlatform;
import io.cdntopology.observed.ObservedPart;
import io.cdntopology.spi.Blueprint;
import io.cdntopology.spi.PlatformSession;
import io.cdntopology.topology.ContentLimits;
import io.cdntopology.topology.EdgeConfiguration;
import io.cdntopology.topology.EdgeId;
import io.cdntopology.topology.EdgeSpec;
import io.cdntopology.topology.PartId;
import io.cdntopology.topology.Retention;
import io.cdntopology.topology.Topology;
import io.cdntopology.topology.TopologyName;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;

class EmbeddedEdgeContractTest extends EdgeContractTest {
    /** More than any test of the contract starts. */
    private static final int MAX_EDGES = 4;

    @Override
    protected EdgeFixture open(Path directory, EdgeConfiguration configuration) {
        List<EdgeSpec> edges = IntStream.rangeClosed(1, MAX_EDGES)
                .mapToObj(number -> new EdgeSpec(new EdgeId("eu-" + number), EdgeSpec.ANY_PORT))
                .toList();
        Topology topology = new Topology(
                new TopologyName("contract"), edges, Retention.DEFAULT, ContentLimits.DEFAULT, configuration);
        return new Fixture(EmbeddedPlatform.at(directory).open(Blueprint.of(topology), event -> {}));
    }

    private record Fixture(PlatformSession session) implements EdgeFixture {
        @Override
        public Path contentRoot() {
            return session.hosts().get(0).contentRoot();
        }

        @Override
        public URI startEdge() {
            PartId id = session.wanted().get(session.observe().size()).id();
            session.create(id);
            InetSocketAddress address = session.observe().stream()
                    .filter(part -> part.id().equals(id))
                    .map(ObservedPart::address)
                    .findFirst()
                    .orElseThrow()
                    .orElseThrow();
            return URI.create("http://" + address.getHostString() + ":" + address.getPort() + "/");
        }

        @Override
        public void close() {
            session.close();
        }
    }
}

package io.cdntopology.testkit;

import io.cdntopology.embedded.EmbeddedPlatform;
import io.cdntopology.spi.PlatformSession;
import io.cdntopology.topology.EdgeId;
import io.cdntopology.topology.EdgeSpec;
import io.cdntopology.topology.TopologyName;
import java.net.URI;
import java.nio.file.Path;

class EmbeddedEdgeContractTest extends EdgeContractTest {
    @Override
    protected EdgeFixture open(Path directory) {
        return new Fixture(EmbeddedPlatform.at(directory).open(new TopologyName("contract")));
    }

    private record Fixture(PlatformSession session) implements EdgeFixture {
        @Override
        public Path contentRoot() {
            return session.hosts().get(0).contentRoot();
        }

        @Override
        public URI startEdge() {
            EdgeId id = new EdgeId("eu-" + (session.edges().size() + 1));
            return session.createEdge(new EdgeSpec(id, EdgeSpec.ANY_PORT)).address();
        }

        @Override
        public void close() {
            session.close();
        }
    }
}

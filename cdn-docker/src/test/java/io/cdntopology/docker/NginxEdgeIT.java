package io.cdntopology.docker;

import io.cdntopology.testkit.EdgeContractTest;
import io.cdntopology.testkit.EdgeFixture;
import io.cdntopology.topology.EdgeConfiguration;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;

@DisplayName("nginx with the generated configuration")
@NeedsEngine
class NginxEdgeIT extends EdgeContractTest {
    @Override
    protected EdgeFixture open(Path directory, EdgeConfiguration configuration) {
        return new Fixture(directory, configuration);
    }

    /** It takes a range of what it does not send. */
    @Override
    protected boolean ignoresRangesOfHead() {
        return false;
    }

    private static final class Fixture implements EdgeFixture {
        private final EngineConnection engine =
                EngineConnection.open(DockerHost.local(), EngineConnection.DEFAULT_TIMEOUT);
        private final List<NginxContainer> edges = new ArrayList<>();
        private final Path directory;
        private final EdgeConfiguration configuration;

        private Fixture(Path directory, EdgeConfiguration configuration) {
            this.directory = directory;
            this.configuration = configuration;
            try {
                Files.createDirectories(contentRoot());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public Path contentRoot() {
            return directory.resolve("www");
        }

        @Override
        public URI startEdge() {
            NginxContainer edge = NginxContainer.start(
                    engine, directory, contentRoot(), NginxSettings.DEFAULT.withConfiguration(configuration));
            edges.add(edge);
            return edge.awaitAnswer();
        }

        @Override
        public void close() {
            edges.forEach(NginxContainer::close);
            engine.close();
        }
    }
}

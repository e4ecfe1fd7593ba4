package io.cdntopology.testkit;

import io.cdntopology.testkit.EdgeConnection.Response;
import io.cdntopology.topology.EdgeConfiguration;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.function.Consumer;

/**
 * An edge, and power over what it serves.
 *
 * @param fixture where the edge runs
 * @param site    publishes to its content root
 * @param edge    where it answers
 */
record EdgeStage(EdgeFixture fixture, EdgeSite site, URI edge) implements AutoCloseable {
    /** Without a release. */
    static EdgeStage open(EdgeContractTest suite, Path directory, EdgeConfiguration configuration) {
        return open(suite, directory, configuration, site -> {});
    }

    /**
     * With what was published before the edge starts.
     *
     * @param publishing publishes it
     */
    static EdgeStage open(
            EdgeContractTest suite, Path directory, EdgeConfiguration configuration, Consumer<EdgeSite> publishing) {
        EdgeFixture fixture = suite.open(directory.resolve("host"), configuration);
        EdgeSite site = new EdgeSite(fixture.contentRoot(), directory.resolve("source"));
        try {
            publishing.accept(site);
            return new EdgeStage(fixture, site, fixture.startEdge());
        } catch (RuntimeException e) {
            fixture.close();
            site.close();
            throw e;
        }
    }

    Response get(String target, String... headers) throws IOException {
        return request("GET", target, headers);
    }

    /** One request on a connection of its own. */
    Response request(String method, String target, String... headers) throws IOException {
        try (EdgeConnection connection = new EdgeConnection(edge)) {
            return connection.request(method, target, headers);
        }
    }

    @Override
    public void close() {
        fixture.close();
        site.close();
    }
}

package io.cdntopology.testkit;

import io.cdntopology.testkit.EdgeConnection.Response;
import io.cdntopology.topology.EdgeConfiguration;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;

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
        EdgeFixture fixture = suite.open(directory.resolve("host"), configuration);
        try {
            URI edge = fixture.startEdge();
            return new EdgeStage(fixture, new EdgeSite(fixture.contentRoot(), directory.resolve("source")), edge);
        } catch (RuntimeException e) {
            fixture.close();
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

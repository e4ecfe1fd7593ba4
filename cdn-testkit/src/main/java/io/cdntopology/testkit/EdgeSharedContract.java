package io.cdntopology.testkit;

import io.cdntopology.release.Release;
import io.cdntopology.testkit.EdgeConnection.Response;
import io.cdntopology.topology.EdgeConfiguration;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Those parts of {@link EdgeContractTest} whose tests change nothing: one edge serves one release to all of them. */
@Timeout(120)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class EdgeSharedContract {
    final EdgeContractTest suite;
    private final Map<String, String> files;
    private final EdgeConfiguration configuration;
    private EdgeStage stage;

    /**
     * @param files what is served, path to content
     */
    EdgeSharedContract(EdgeContractTest suite, Map<String, String> files) {
        this(suite, files, EdgeConfiguration.DEFAULT);
    }

    /**
     * @param files         what is served, path to content
     * @param configuration what the edge says besides
     */
    EdgeSharedContract(EdgeContractTest suite, Map<String, String> files, EdgeConfiguration configuration) {
        this.suite = suite;
        this.files = files;
        this.configuration = configuration;
    }

    @BeforeAll
    final void open(@TempDir Path directory) {
        stage = EdgeStage.open(suite, directory, configuration, site -> site.live(files));
    }

    @AfterAll
    final void close() {
        if (stage != null) {
            stage.close();
        }
    }

    final Release release() {
        return stage.site().live();
    }

    /** Where a file that is served is on the disk. */
    final Path site(String path) {
        return stage.fixture().contentRoot().resolve("current/site").resolve(path);
    }

    final Response get(String target, String... headers) throws IOException {
        return stage.get(target, headers);
    }

    final Response request(String method, String target, String... headers) throws IOException {
        return stage.request(method, target, headers);
    }

    final EdgeConnection connect() {
        return new EdgeConnection(stage.edge());
    }

    /** A test for each target. */
    static Stream<DynamicTest> forEach(Stream<String> targets, TargetTest test) {
        return targets.map(target -> DynamicTest.dynamicTest(target, () -> test.run(target)));
    }

    /** A test for each target and what is expected of it. */
    static Stream<DynamicTest> forEach(Map<String, String> expectations, ExpectationTest test) {
        return expectations.entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .map(row -> DynamicTest.dynamicTest(row.getKey(), () -> test.run(row.getKey(), row.getValue())));
    }

    /** What is tested of a target. */
    interface TargetTest {
        void run(String target) throws IOException;
    }

    /** What is tested of a target, given what is expected of it. */
    interface ExpectationTest {
        void run(String target, String expected) throws IOException;
    }
}

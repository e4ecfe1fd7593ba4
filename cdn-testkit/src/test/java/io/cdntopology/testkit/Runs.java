package io.cdntopology.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.discovery.DiscoverySelectors;
import org.junit.platform.testkit.engine.EngineExecutionResults;
import org.junit.platform.testkit.engine.EngineTestKit;

/** Runs of classes with tests, which are looked at by tests. */
final class Runs {
    private Runs() {}

    /** Runs the tests of a class. */
    static EngineExecutionResults of(Class<?> tests) {
        return EngineTestKit.engine("junit-jupiter")
                .selectors(DiscoverySelectors.selectClass(tests))
                .execute();
    }

    /** What the only test, or container of tests, that failed has thrown. */
    static Throwable failure(EngineExecutionResults results) {
        List<Throwable> failures = results.allEvents()
                .finished()
                .map(event -> event.getRequiredPayload(TestExecutionResult.class))
                .flatMap(result -> result.getThrowable().stream())
                .toList();
        assertThat(failures).hasSize(1);
        return failures.get(0);
    }
}

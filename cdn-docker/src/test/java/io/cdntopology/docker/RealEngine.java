package io.cdntopology.docker;

import io.cdntopology.failure.CdnException;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** The Docker engine of this machine, for the tests of {@link NeedsEngine}. */
final class RealEngine implements BeforeAllCallback {
    /** Where it is: where {@code DOCKER_HOST} says, as {@code scripts/engine} sets it. */
    static DockerHost host() {
        return DockerHost.local();
    }

    @Override
    public void beforeAll(ExtensionContext tests) {
        requireAnswer(host());
    }

    /** Fails if no engine answers there, and says how to get one. */
    static void requireAnswer(DockerHost host) {
        try {
            EngineConnection.open(host, EngineConnection.DEFAULT_TIMEOUT).close();
        } catch (CdnException e) {
            throw new AssertionError(
                    "These tests need a Docker engine, and none that can be used answers at " + host
                            + ". Run ./verify, or eval \"$(scripts/engine start)\" before the tests; classes of such tests"
                            + " are annotated with @NeedsEngine.",
                    e);
        }
    }
}

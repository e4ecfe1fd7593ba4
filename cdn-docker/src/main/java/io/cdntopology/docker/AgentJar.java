package io.cdntopology.docker;

import io.cdntopology.failure.CdnException;
import io.cdntopology.failure.ErrorCode;
import io.cdntopology.failure.Problem;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The agent, as it is copied to an engine.
 *
 * @param file where it is; empty for the one on the class path
 */
record AgentJar(Optional<Path> file) {
    /** Where {@code cdn-agent-bundle} has it. */
    private static final String RESOURCE = "/io/cdntopology/agent/cdn-agent-all.jar";

    private static final String ATTEMPTED = "Reading the agent";

    /** The whole of it, with all that it needs but Java. */
    byte[] bytes() {
        return file.map(AgentJar::read).orElseGet(AgentJar::onClassPath);
    }

    private static byte[] read(Path file) {
        try {
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw CdnException.of(
                    ErrorCode.INVALID_TOPOLOGY,
                    ATTEMPTED,
                    new Problem(
                            file.toString(), "it cannot be read (" + e + ")", "give the path of cdn-agent-…-all.jar"),
                    e);
        }
    }

    private static byte[] onClassPath() {
        try (InputStream resource = AgentJar.class.getResourceAsStream(RESOURCE)) {
            if (resource == null) {
                throw CdnException.of(
                        ErrorCode.INVALID_TOPOLOGY,
                        ATTEMPTED,
                        new Problem(
                                "platform.agentJar",
                                "no agent is on the class path",
                                "add the dependency io.cdntopology:cdn-agent-bundle, or give agentJar(…)"));
            }
            return resource.readAllBytes();
        } catch (IOException e) {
            throw CdnException.of(
                    ErrorCode.INVALID_TOPOLOGY,
                    ATTEMPTED,
                    new Problem(RESOURCE, "it cannot be read (" + e + ")", "look at the class path"),
                    e);
        }
    }
}

package io.cdntopology.docker;

import io.cdntopology.spi.ContainerPlatform;
import io.cdntopology.testkit.ContainerPlatformContractTest;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

@NeedsEngine
class DockerPlatformContractIT extends ContainerPlatformContractTest {
    @TempDir
    static Path directory;

    private static ContainerPlatform platform;

    @BeforeAll
    static void describe() {
        platform = Docker.engine(RealEngine.host())
                .edgeImage("cdn-test/nginx:1")
                .agentImage("cdn-test/java:1")
                .agentJar(IdleAgent.jar(directory.resolve("agent.jar")))
                .workDirectory(directory.resolve("work"));
    }

    @Override
    protected ContainerPlatform platform() {
        return platform;
    }
}

package io.cdntopology.docker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cdntopology.failure.CdnException;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("The agent's jar")
class AgentJarTest {
    private static final byte[] AGENT = "an agent, ".repeat(100_000).getBytes(StandardCharsets.US_ASCII);

    @TempDir
    Path directory;

    private static long checksum(byte[] bytes) {
        CRC32 checksum = new CRC32();
        checksum.update(bytes);
        return checksum.getValue();
    }

    private static void assertIsTheAgent(AgentJar jar) throws IOException {
        assertThat(jar.size()).isEqualTo(AGENT.length);
        assertThat(jar.checksum()).isEqualTo(checksum(AGENT));
        try (InputStream in = jar.open()) {
            assertThat(in.readAllBytes()).isEqualTo(AGENT);
        }
    }

    private Path write(String name, byte[] bytes) throws IOException {
        return Files.write(directory.resolve(name), bytes);
    }

    /** A jar that has something else before the agent, and the agent compressed. */
    private Path bundle() throws IOException {
        Path bundle = directory.resolve("bundle of 100%.jar");
        try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(bundle))) {
            zip.putNextEntry(new ZipEntry("io/other.jar"));
            zip.write(1);
            zip.putNextEntry(new ZipEntry("io/agent.jar"));
            zip.write(AGENT);
        }
        return bundle;
    }

    @Test
    @DisplayName("is a file")
    void file() throws Exception {
        assertIsTheAgent(AgentJar.of(Optional.of(write("the agent #1.jar", AGENT))));
    }

    @Test
    @DisplayName("is a file within a jar, whose size and checksum are what the jar lists")
    void withinJar() throws Exception {
        Path bundle = bundle();
        AgentJar jar = new AgentJar(
                "agent", URI.create("jar:" + bundle.toUri() + "!/io/agent.jar").toURL());

        assertIsTheAgent(jar);

        byte[] damaged = Files.readAllBytes(bundle);
        int inAgent = damaged.length / 2;
        damaged[inAgent] ^= 1;
        Files.write(bundle, damaged);
        assertThat(jar.size()).isEqualTo(AGENT.length);
        assertThat(jar.checksum()).isEqualTo(checksum(AGENT));
    }

    @Test
    @DisplayName("is another one with another content")
    void other() throws Exception {
        AgentJar jar = AgentJar.of(Optional.of(write("agent.jar", AGENT)));
        long before = jar.checksum();
        write("agent.jar", "another".getBytes(StandardCharsets.US_ASCII));

        assertThat(jar.checksum()).isNotEqualTo(before);
    }

    @Test
    @DisplayName("that is not there is told by its name")
    void missing() {
        Path missing = directory.resolve("missing.jar");
        AgentJar jar = AgentJar.of(Optional.of(missing));

        assertThatThrownBy(jar::checksum)
                .isInstanceOf(CdnException.class)
                .hasMessageContaining(missing.toString())
                .hasMessageContaining("agentJar(");
        assertThatThrownBy(jar::open).isInstanceOf(CdnException.class).hasMessageContaining(missing.toString());
    }
}

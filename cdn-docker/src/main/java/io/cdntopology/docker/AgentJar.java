package io.cdntopology.docker;

import io.cdntopology.failure.CdnException;
import io.cdntopology.failure.ErrorCode;
import io.cdntopology.failure.Problem;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.zip.CRC32;
import java.util.zip.CheckedInputStream;

/**
 * The agent, as it is copied to an engine.
 *
 * @param file where it is; empty for the one on the class path
 */
record AgentJar(Optional<Path> file) implements SeedFile.Content {
    /** Where {@code cdn-agent-bundle} has it. */
    private static final String RESOURCE = "/io/cdntopology/agent/cdn-agent-all.jar";

    private static final String ATTEMPTED = "Reading the agent";

    @Override
    public long size() {
        return read(in -> in.transferTo(OutputStream.nullOutputStream()));
    }

    /** The whole of it, with all that it needs but Java. */
    @Override
    public InputStream open() {
        try {
            return find();
        } catch (IOException e) {
            throw failure(e);
        }
    }

    /** A number that is another one for another agent. It is asked for each time a network is looked at, so it is cheap. */
    long checksum() {
        return read(in -> {
            CheckedInputStream checked = new CheckedInputStream(in, new CRC32());
            checked.transferTo(OutputStream.nullOutputStream());
            return checked.getChecksum().getValue();
        });
    }

    private interface Reading<T> {
        T from(InputStream in) throws IOException;
    }

    private <T> T read(Reading<T> reading) {
        try (InputStream in = find()) {
            return reading.from(in);
        } catch (IOException e) {
            throw failure(e);
        }
    }

    private CdnException failure(IOException cause) {
        return CdnException.of(
                ErrorCode.INVALID_TOPOLOGY,
                ATTEMPTED,
                new Problem(
                        file.map(Path::toString).orElse(RESOURCE),
                        "it cannot be read (" + cause + ")",
                        "look at the class path, or give the path of cdn-agent-…-all.jar by agentJar(…)"),
                cause);
    }

    private InputStream find() throws IOException {
        if (file.isPresent()) {
            return Files.newInputStream(file.get());
        }
        InputStream resource = AgentJar.class.getResourceAsStream(RESOURCE);
        if (resource == null) {
            throw CdnException.of(
                    ErrorCode.INVALID_TOPOLOGY,
                    ATTEMPTED,
                    new Problem(
                            "platform.agentJar",
                            "no agent is on the class path",
                            "add the dependency io.cdntopology:cdn-agent-bundle, or give agentJar(…)"));
        }
        return resource;
    }
}

package io.cdntopology.docker;

import io.cdntopology.failure.CdnException;
import io.cdntopology.failure.ErrorCode;
import io.cdntopology.failure.Problem;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.JarURLConnection;
import java.net.URL;
import java.nio.file.Path;
import java.util.Optional;
import java.util.jar.JarFile;
import java.util.zip.CRC32;
import java.util.zip.CheckedInputStream;
import java.util.zip.ZipEntry;

/**
 * The agent, as it is copied to an engine.
 *
 * @param name     of it, for reports
 * @param location where it is
 */
record AgentJar(String name, URL location) implements SeedFile.Content {
    /** Where {@code cdn-agent-bundle} has it. */
    private static final String RESOURCE = "/io/cdntopology/agent/cdn-agent-all.jar";

    private static final String ATTEMPTED = "Reading the agent";

    /** Read at once: it has some thirty megabytes, and what sends it asks for four kilobytes at a time. */
    private static final int BUFFER_BYTES = 1 << 18;

    /**
     * Finds it.
     *
     * @param file where it is; empty for the one on the class path
     */
    static AgentJar of(Optional<Path> file) {
        if (file.isPresent()) {
            return of(file.get());
        }
        URL resource = AgentJar.class.getResource(RESOURCE);
        if (resource == null) {
            throw CdnException.of(
                    ErrorCode.INVALID_TOPOLOGY,
                    ATTEMPTED,
                    new Problem(
                            "platform.agentJar",
                            "no agent is on the class path",
                            "add the dependency io.cdntopology:cdn-agent-bundle, or give agentJar(…)"));
        }
        return new AgentJar(RESOURCE, resource);
    }

    private static AgentJar of(Path file) {
        try {
            return new AgentJar(file.toString(), file.toUri().toURL());
        } catch (IOException e) {
            throw failure(file.toString(), e);
        }
    }

    @Override
    public long size() {
        return get(ZipEntry::getSize, in -> in.transferTo(OutputStream.nullOutputStream()));
    }

    /** A number that is another one for another agent. It is asked for each time a network is looked at, so it is cheap. */
    long checksum() {
        return get(ZipEntry::getCrc, in -> {
            CheckedInputStream checked = new CheckedInputStream(in, new CRC32());
            checked.transferTo(OutputStream.nullOutputStream());
            return checked.getChecksum().getValue();
        });
    }

    /** The whole of it, with all that it needs but Java. */
    @Override
    public InputStream open() {
        try {
            return new BufferedInputStream(location.openStream(), BUFFER_BYTES);
        } catch (IOException e) {
            throw failure(name, e);
        }
    }

    private interface Listing {
        long from(ZipEntry entry);
    }

    private interface Reading {
        long from(InputStream in) throws IOException;
    }

    /** What the jar that it is in lists of it; where it is in none, it is read. */
    private long get(Listing listing, Reading reading) {
        try {
            if (location.openConnection() instanceof JarURLConnection connection) {
                connection.setUseCaches(false);
                try (JarFile jar = connection.getJarFile()) {
                    return listing.from(jar.getEntry(connection.getEntryName()));
                }
            }
            try (InputStream in = location.openStream()) {
                return reading.from(in);
            }
        } catch (IOException e) {
            throw failure(name, e);
        }
    }

    private static CdnException failure(String name, IOException cause) {
        return CdnException.of(
                ErrorCode.INVALID_TOPOLOGY,
                ATTEMPTED,
                new Problem(
                        name,
                        "it cannot be read (" + cause + ")",
                        "look at the class path, or give the path of cdn-agent-…-all.jar by agentJar(…)"),
                cause);
    }
}

package io.cdntopology.docker;

import io.cdntopology.spi.EdgeCertificate;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The certificate that edges take when they start: a file on a volume of its own, by way of a container that never runs, since
 * edges may only read it and nobody else sees it. Chain and key are in one file, so that no edge reads the one without the
 * other. Thread-safe.
 */
final class EdgeCertificates {
    /** Where the volume is, in containers. */
    static final String DIRECTORY = "/cdn-certificates";

    /** What nginx reads. */
    static final String FILE = DIRECTORY + "/current.pem";

    private static final String CURRENT = FILE.substring(1);

    /** Written first, for an engine writes a file bit by bit; then what nginx reads becomes one more name of it. */
    private static final String WRITTEN = DIRECTORY.substring(1) + "/written.pem";

    private static final String LOOKING = "Looking for the certificate of edges";

    private final ContainerFiles files;
    private @Nullable EdgeCertificate first;

    /** Whether anything is known to be there. */
    private boolean isAnyPresent;

    /**
     * @param container that has the volume
     */
    EdgeCertificates(EngineConnection engine, String container) {
        this.files = new ContainerFiles(engine, container);
    }

    /** Says which one is put there if there is none. */
    synchronized void begin(EdgeCertificate certificate) {
        first = certificate;
    }

    /** Makes sure that there is one, whichever; who leads may have another than this process. */
    synchronized void require() {
        EdgeCertificate certificate = first;
        if (certificate != null && !isAnyPresent) {
            if (files.read(LOOKING, CURRENT).isEmpty()) {
                write(certificate);
            }
            isAnyPresent = true;
        }
    }

    /** Makes sure that this one is there. */
    synchronized void put(EdgeCertificate certificate) {
        boolean isThere = files.read(LOOKING, CURRENT)
                .filter(found -> Arrays.equals(found.bytes(), certificate.pem()))
                .isPresent();
        if (!isThere) {
            write(certificate);
        }
    }

    /** It may have gone. */
    synchronized void doubt() {
        isAnyPresent = false;
    }

    private void write(EdgeCertificate certificate) {
        SeedFile written = SeedFile.ofUser(WRITTEN, certificate.pem(), EdgeFiles.USER_ID);
        files.write("Writing the certificate of edges", "/", List.of(written, written.linkedAs(CURRENT)));
    }
}

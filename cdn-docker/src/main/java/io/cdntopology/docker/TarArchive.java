package io.cdntopology.docker;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;

/** Files on their way into a container, all owned by one user and readable by nobody else. Not thread-safe. */
final class TarArchive {
    private static final int FILE_MODE = 0100400;
    private static final int DIRECTORY_MODE = 040700;

    private final int owner;
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final TarArchiveOutputStream tar = new TarArchiveOutputStream(bytes, "UTF-8");

    /**
     * An archive without files.
     *
     * @param owner user and group
     */
    TarArchive(int owner) {
        this.owner = owner;
    }

    TarArchive file(String name, byte[] content) {
        TarArchiveEntry entry = new TarArchiveEntry(name);
        entry.setSize(content.length);
        entry.setMode(FILE_MODE);
        return add(entry, content);
    }

    TarArchive directory(String name) {
        TarArchiveEntry entry = new TarArchiveEntry(name + "/", TarConstants.LF_DIR);
        entry.setMode(DIRECTORY_MODE);
        return add(entry, new byte[0]);
    }

    private TarArchive add(TarArchiveEntry entry, byte[] content) {
        entry.setIds(owner, owner);
        try {
            tar.putArchiveEntry(entry);
            tar.write(content);
            tar.closeArchiveEntry();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return this;
    }

    /** The archive as it is now, from its beginning. */
    InputStream content() {
        try {
            tar.finish();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new ByteArrayInputStream(bytes.toByteArray());
    }
}

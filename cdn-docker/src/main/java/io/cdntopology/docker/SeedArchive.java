package io.cdntopology.docker;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;

/** Files on their way into the volumes of a container, and back. */
final class SeedArchive {
    private SeedArchive() {}

    /** The files in their order, which is the one they are written in. */
    static InputStream of(List<SeedFile> files) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (TarArchiveOutputStream tar = new TarArchiveOutputStream(bytes, "UTF-8")) {
            for (SeedFile file : files) {
                TarArchiveEntry entry = new TarArchiveEntry(file.path());
                entry.setIds(file.owner(), file.group());
                entry.setMode(file.mode());
                if (!file.isDirectory()) {
                    entry.setSize(file.bytes().length);
                }
                tar.putArchiveEntry(entry);
                tar.write(file.bytes());
                tar.closeArchiveEntry();
            }
        } catch (IOException e) {
            throw new UncheckedIOException("memory cannot fail", e);
        }
        return new ByteArrayInputStream(bytes.toByteArray());
    }

    /** What is in the only file of an archive. */
    static byte[] single(InputStream archive) throws IOException {
        try (TarArchiveInputStream tar = new TarArchiveInputStream(archive, "UTF-8")) {
            return tar.getNextEntry() == null ? new byte[0] : tar.readAllBytes();
        }
    }
}

package io.cdntopology.docker;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.attribute.FileTime;
import java.util.List;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;

/** Files on their way into the volumes of a container, and back. */
final class SeedArchive {
    private SeedArchive() {}

    /** The files in their order, which is the one they are written in. */
    static InputStream of(List<SeedFile> files) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (TarArchiveOutputStream tar = new TarArchiveOutputStream(bytes, "UTF-8")) {
            tar.setBigNumberMode(TarArchiveOutputStream.BIGNUMBER_POSIX);
            for (SeedFile file : files) {
                tar.putArchiveEntry(entry(file));
                tar.write(file.bytes());
                tar.closeArchiveEntry();
            }
        } catch (IOException e) {
            throw new UncheckedIOException("memory cannot fail", e);
        }
        return new ByteArrayInputStream(bytes.toByteArray());
    }

    private static TarArchiveEntry entry(SeedFile file) {
        TarArchiveEntry entry = file.link()
                .map(target -> {
                    TarArchiveEntry link = new TarArchiveEntry(file.path(), TarConstants.LF_LINK);
                    link.setLinkName(target);
                    return link;
                })
                .orElseGet(() -> new TarArchiveEntry(file.path()));
        entry.setIds(file.owner(), file.group());
        entry.setMode(file.mode());
        entry.setLastModifiedTime(FileTime.from(file.modified()));
        if (!file.isDirectory()) {
            entry.setSize(file.bytes().length);
        }
        return entry;
    }

    /**
     * The only file of an archive.
     *
     * @param path what it is to be called; its name in the archive is without directories
     */
    static SeedFile single(String path, InputStream archive) throws IOException {
        try (TarArchiveInputStream tar = new TarArchiveInputStream(archive, "UTF-8")) {
            TarArchiveEntry entry = tar.getNextEntry();
            if (entry == null) {
                throw new EOFException("the archive of " + path + " is empty");
            }
            return SeedFile.found(
                    path,
                    tar.readAllBytes(),
                    Math.toIntExact(entry.getLongUserId()),
                    Math.toIntExact(entry.getLongGroupId()),
                    entry.getMode(),
                    entry.getLastModifiedTime().toInstant());
        }
    }
}

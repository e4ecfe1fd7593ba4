package io.cdntopology.docker;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.io.UncheckedIOException;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;

/** Files on their way into the volumes of a container, and back. */
final class SeedArchive {
    private SeedArchive() {}

    /** The files in their order, which is the one they are written in; each is read when it is its turn. */
    static InputStream of(List<SeedFile> files) {
        List<InputStream> parts = new ArrayList<>();
        for (SeedFile file : files) {
            long size = file.content().size();
            parts.add(new ByteArrayInputStream(header(file, size)));
            parts.add(file.content().open());
            parts.add(zeros(Math.floorMod(-size, TarConstants.DEFAULT_RCDSIZE)));
        }
        parts.add(zeros(2 * TarConstants.DEFAULT_RCDSIZE));
        return new SequenceInputStream(Collections.enumeration(parts));
    }

    private static InputStream zeros(int count) {
        return new ByteArrayInputStream(new byte[count]);
    }

    /** What is before the content of a file. */
    private static byte[] header(SeedFile file, long size) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try {
            TarArchiveOutputStream tar = new TarArchiveOutputStream(bytes, "UTF-8");
            tar.setBigNumberMode(TarArchiveOutputStream.BIGNUMBER_POSIX);
            tar.putArchiveEntry(entry(file, size));
            return bytes.toByteArray();
        } catch (IOException e) {
            throw new UncheckedIOException("memory cannot fail", e);
        }
    }

    private static TarArchiveEntry entry(SeedFile file, long size) {
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
        entry.setSize(size);
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

package io.cdntopology.docker;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;

/** Files on their way into the volumes of a container, and back. */
final class SeedArchive {
    /** What a tar consists of: a header is one, a file is made up to whole ones, and two empty ones are the end. */
    private static final int RECORD = 512;

    private SeedArchive() {}

    /** The files in their order, which is the one they are written in. Nothing is copied: one of them may be large. */
    static InputStream of(List<SeedFile> files) {
        List<InputStream> pieces = new ArrayList<>();
        for (SeedFile file : files) {
            pieces.add(new ByteArrayInputStream(header(file)));
            pieces.add(new ByteArrayInputStream(file.bytes()));
            pieces.add(new ByteArrayInputStream(new byte[Math.floorMod(-file.bytes().length, RECORD)]));
        }
        pieces.add(new ByteArrayInputStream(new byte[2 * RECORD]));
        return new SequenceInputStream(Collections.enumeration(pieces));
    }

    private static byte[] header(SeedFile file) {
        TarArchiveEntry entry = new TarArchiveEntry(file.path());
        entry.setIds(file.owner(), file.group());
        entry.setMode(file.mode());
        if (!file.isDirectory()) {
            entry.setSize(file.bytes().length);
        }
        byte[] header = new byte[RECORD];
        entry.writeEntryHeader(header);
        return header;
    }

    /** What is in the only file of an archive. */
    static byte[] single(InputStream archive) throws IOException {
        try (TarArchiveInputStream tar = new TarArchiveInputStream(archive, "UTF-8")) {
            return tar.getNextEntry() == null ? new byte[0] : tar.readAllBytes();
        }
    }
}

package io.cdntopology.store;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;

/**
 * Compresses files with gzip, as small as it gets: the same bytes for the same content, as neither a name nor a time is
 * written. Used by one thread at a time.
 */
final class GzipFile {
    private static final int BUFFER_BYTES = 64 * 1024;

    private final byte[] buffer = new byte[BUFFER_BYTES];
    private final Pace pace;

    GzipFile(Pace pace) {
        this.pace = pace;
    }

    /** Compresses a file. */
    void write(Path file, FileChannel target) throws IOException {
        try (FileChannel source = FileChannel.open(file, StandardOpenOption.READ);
                OutputStream out = new Smallest(Channels.newOutputStream(target))) {
            for (int read = read(source); read >= 0; read = read(source)) {
                out.write(buffer, 0, read);
            }
        }
    }

    private int read(FileChannel source) throws IOException {
        StoppedException.throwUnless(pace);
        return source.read(ByteBuffer.wrap(buffer));
    }

    private static final class Smallest extends GZIPOutputStream {
        Smallest(OutputStream out) throws IOException {
            super(out, BUFFER_BYTES);
            def.setLevel(Deflater.BEST_COMPRESSION);
        }
    }
}

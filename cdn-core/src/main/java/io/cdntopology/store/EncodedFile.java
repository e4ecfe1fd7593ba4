package io.cdntopology.store;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Gives files to an encoder in small parts. Used by one thread at a time. */
final class EncodedFile {
    private static final int BUFFER_BYTES = 64 * 1024;

    private final byte[] buffer = new byte[BUFFER_BYTES];
    private final VariantEncoder encoder;
    private final Pace pace;

    EncodedFile(VariantEncoder encoder, Pace pace) {
        this.encoder = encoder;
        this.pace = pace;
    }

    /** Encodes a file. */
    void write(Path file, FileChannel target) throws IOException {
        try (FileChannel source = FileChannel.open(file, StandardOpenOption.READ);
                OutputStream out = encoder.encode(Channels.newOutputStream(target), source.size())) {
            for (int read = read(source); read >= 0; read = read(source)) {
                out.write(buffer, 0, read);
            }
        }
    }

    private int read(FileChannel source) throws IOException {
        StoppedException.throwUnless(pace);
        return source.read(ByteBuffer.wrap(buffer));
    }
}

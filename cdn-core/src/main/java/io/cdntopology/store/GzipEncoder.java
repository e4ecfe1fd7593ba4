package io.cdntopology.store;

import io.cdntopology.topology.Encoding;
import java.io.IOException;
import java.io.OutputStream;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;

/** Encodes with what every JDK has. */
final class GzipEncoder implements VariantEncoder {
    private static final int BUFFER_BYTES = 64 * 1024;

    @Override
    public Encoding encoding() {
        return Encoding.GZIP;
    }

    @Override
    public OutputStream encode(OutputStream target, long fileBytes) throws IOException {
        return new Smallest(target);
    }

    private static final class Smallest extends GZIPOutputStream {
        Smallest(OutputStream out) throws IOException {
            super(out, BUFFER_BYTES);
            def.setLevel(Deflater.BEST_COMPRESSION);
        }
    }
}

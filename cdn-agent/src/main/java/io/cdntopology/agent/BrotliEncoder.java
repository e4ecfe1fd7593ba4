package io.cdntopology.agent;

import com.aayushatharva.brotli4j.Brotli4jLoader;
import com.aayushatharva.brotli4j.encoder.BrotliOutputStream;
import com.aayushatharva.brotli4j.encoder.Encoder;
import io.cdntopology.spi.DirectoryTree;
import io.cdntopology.store.VariantEncoder;
import io.cdntopology.topology.Encoding;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Encodes with the library of brotli itself, which is native code: as small as it gets what is small, and faster the rest. */
final class BrotliEncoder implements VariantEncoder {
    private static final Logger LOG = LoggerFactory.getLogger(BrotliEncoder.class);

    /** Where the library unpacks the native one to; it cannot be told otherwise. */
    private static final String NATIVE_DIRECTORY = "com.aayushatharva.brotli4j.native.workdir";

    /** At the best quality half a second's work, at 0.6 MB/s. */
    private static final long SMALL_BYTES = 256 << 10;

    private static final int BEST_QUALITY = 11;

    /** Ten times as fast, and still a tenth smaller than gzip. */
    private static final int FAST_QUALITY = 9;

    private static final int MIN_WINDOW_BITS = 10;

    /** A larger one takes tens of megabytes outside of the heap. */
    private static final int MAX_WINDOW_BITS = 20;

    private BrotliEncoder() {}

    /**
     * Loads the native library; a process can do so once.
     *
     * @param directory is emptied, and takes the library; it must be one that code may be run from
     * @return empty if it does not run here, which is logged
     */
    static Optional<VariantEncoder> load(Path directory) {
        try {
            DirectoryTree.delete(directory);
            System.setProperty(NATIVE_DIRECTORY, directory.toString());
            Brotli4jLoader.ensureAvailability();
            return Optional.of(new BrotliEncoder());
        } catch (IOException | UnsatisfiedLinkError e) {
            LOG.warn("Files are compressed by gzip alone: the library for brotli does not run here ({})", reason(e));
            return Optional.empty();
        }
    }

    private static String reason(Throwable failure) {
        Throwable cause = failure.getCause();
        return cause == null ? failure.toString() : failure.getMessage() + ": " + cause.getMessage();
    }

    @Override
    public Encoding encoding() {
        return Encoding.BROTLI;
    }

    @Override
    public OutputStream encode(OutputStream target, long fileBytes) throws IOException {
        return new BrotliOutputStream(
                target,
                new Encoder.Parameters()
                        .setQuality(fileBytes <= SMALL_BYTES ? BEST_QUALITY : FAST_QUALITY)
                        .setWindow(windowBits(fileBytes)));
    }

    /** As many as the file needs: what it allocates follows from it. */
    private static int windowBits(long fileBytes) {
        int bits = Long.SIZE - Long.numberOfLeadingZeros(fileBytes);
        return Math.max(MIN_WINDOW_BITS, Math.min(MAX_WINDOW_BITS, bits));
    }
}

package io.cdntopology.store;

import io.cdntopology.release.BlobId;
import io.cdntopology.topology.Encoding;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.FileTime;
import java.util.concurrent.TimeUnit;

/**
 * The modification time of a file, derived from its content: servers make an ETag of it and of the size, which is then
 * the same on every edge, and another one whenever the bytes change.
 */
final class ContentTime {
    /** 2001-09-09; older times upset some tools. */
    private static final long FIRST_SECOND = 1_000_000_000L;

    /** Up to 2023-11-14, so that it is past on any clock that is about right. */
    private static final long SECONDS = 700_000_000L;

    private static final int HEX = 16;

    private ContentTime() {}

    /** Gives a file its time. That of its last access too, which would have to be read first to leave it as it is. */
    static void set(Path file, BlobId blob) throws IOException {
        set(file, of(blob));
    }

    /** Gives a variant its time: two of one file may be of one size, and their tags have to differ. */
    static void set(Path variant, BlobId blob, Encoding encoding) throws IOException {
        long earlier = switch (encoding) {
            case GZIP -> 0;
            case BROTLI -> 1;
        };
        set(variant, FileTime.from(of(blob).to(TimeUnit.SECONDS) - earlier, TimeUnit.SECONDS));
    }

    private static void set(Path file, FileTime time) throws IOException {
        Files.getFileAttributeView(file, BasicFileAttributeView.class).setTimes(time, time, null);
    }

    static FileTime of(BlobId blob) {
        long bits = Long.parseUnsignedLong(blob.value().substring(0, HEX), HEX);
        return FileTime.from(FIRST_SECOND + Long.remainderUnsigned(bits, SECONDS), TimeUnit.SECONDS);
    }
}

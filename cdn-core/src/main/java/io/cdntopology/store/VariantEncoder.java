package io.cdntopology.store;

import io.cdntopology.topology.Encoding;
import java.io.IOException;
import java.io.OutputStream;

/**
 * Encodes files for a {@link ReleaseStore}, which calls it from one thread at a time. The same file always has to become the
 * same bytes.
 */
public interface VariantEncoder {
    /** What it makes. */
    Encoding encoding();

    /**
     * Encodes one file.
     *
     * @param target    takes what it makes; closing the result closes it
     * @param fileBytes how long the file is
     * @return takes the file
     */
    OutputStream encode(OutputStream target, long fileBytes) throws IOException;

    /** Makes gzip's encoding as small as it gets: neither a name nor a time is written. */
    static VariantEncoder gzip() {
        return new GzipEncoder();
    }
}

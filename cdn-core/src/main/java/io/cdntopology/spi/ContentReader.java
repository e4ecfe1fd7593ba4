package io.cdntopology.spi;

import io.cdntopology.release.BlobId;
import io.cdntopology.release.TreeEntry;
import io.cdntopology.release.TreeId;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;

/**
 * Reads trees and blobs of a {@link ContentRepository} by their ids. Used by one thread at a time.
 *
 * <p>All methods throw {@link io.cdntopology.failure.CdnException} with {@code SOURCE_DAMAGED} if the object is
 * missing, of another kind, or damaged.
 */
public interface ContentReader extends AutoCloseable {
    /** Whether a tree is here, or says that it is: what is below it may be missing all the same. */
    boolean has(TreeId tree);

    /** Whether a blob is here. */
    boolean has(BlobId blob);

    /** The entries of a tree in git's order, unchecked. */
    List<TreeEntry> tree(TreeId tree);

    /** The bytes of a blob, without reading it. */
    long size(BlobId blob);

    /**
     * Writes a blob to a stream, piece by piece: a blob may be larger than the memory.
     *
     * @throws IOException only if {@code out} throws it, and then that very exception
     */
    void copy(BlobId blob, OutputStream out) throws IOException;

    @Override
    void close();
}

package io.cdntopology.embedded;

import io.cdntopology.release.BlobId;
import java.io.IOException;
import java.io.OutputStream;

/** The bytes of a file, and the id that git gives them. */
final class GitBlob {
    private final BlobId id;
    private final byte[] bytes;

    private GitBlob(BlobId id, byte[] bytes) {
        this.id = id;
        this.bytes = bytes;
    }

    static GitBlob of(byte[] content) {
        byte[] copy = content.clone();
        return new GitBlob(new BlobId(GitFormat.id("blob", copy)), copy);
    }

    BlobId id() {
        return id;
    }

    int size() {
        return bytes.length;
    }

    /** Writes the first bytes, at most {@code pieceBytes} in one call. */
    void copy(OutputStream out, int count, int pieceBytes) throws IOException {
        for (int done = 0; done < count; done += pieceBytes) {
            out.write(bytes, done, Math.min(pieceBytes, count - done));
        }
    }
}

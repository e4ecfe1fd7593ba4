package io.cdntopology.embedded;

import io.cdntopology.failure.CdnException;
import io.cdntopology.failure.ErrorCode;
import io.cdntopology.failure.Problem;
import io.cdntopology.release.BlobId;
import io.cdntopology.release.TreeEntry;
import io.cdntopology.release.TreeId;
import io.cdntopology.spi.ContentReader;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;

/** Reads what an {@link InMemoryRepository} has brought close. */
final class InMemoryReader implements ContentReader {
    private static final int PIECE_BYTES = 8192;

    private final ObjectDatabase objects;
    private final ContentFaults faults;
    private State state = State.OPEN;

    private enum State {
        OPEN,
        CLOSED
    }

    InMemoryReader(ObjectDatabase objects, ContentFaults faults) {
        this.objects = objects;
        this.faults = faults;
    }

    @Override
    public boolean has(TreeId tree) {
        return isIntact(tree.value()) && objects.tree(tree).isPresent();
    }

    @Override
    public boolean has(BlobId blob) {
        return isIntact(blob.value()) && objects.blob(blob).isPresent();
    }

    private boolean isIntact(String id) {
        requireOpen("Looking for " + id);
        return faults.damage(id) != ContentFaults.Damage.REMOVED;
    }

    @Override
    public List<TreeEntry> tree(TreeId tree) {
        String attempted = "Reading tree " + tree;
        requireReadable(attempted, tree.value());
        return objects.tree(tree).orElseThrow(() -> damaged(attempted, "it is not here")).stream()
                .map(GitEntry::toTreeEntry)
                .toList();
    }

    @Override
    public long size(BlobId blob) {
        return blob("Measuring blob " + blob, blob).size();
    }

    @Override
    public void copy(BlobId blob, OutputStream out) throws IOException {
        String attempted = "Reading blob " + blob;
        GitBlob found = blob(attempted, blob);
        if (faults.damage(blob.value()) == ContentFaults.Damage.BROKEN_OFF) {
            found.copy(out, found.size() / 2, PIECE_BYTES);
            throw damaged(attempted, "it breaks off on demand");
        }
        found.copy(out, found.size(), PIECE_BYTES);
    }

    private GitBlob blob(String attempted, BlobId blob) {
        requireReadable(attempted, blob.value());
        return objects.blob(blob).orElseThrow(() -> damaged(attempted, "it is not here"));
    }

    private void requireOpen(String attempted) {
        if (state == State.CLOSED) {
            throw CdnException.of(
                    ErrorCode.CLOSED, attempted, new Problem("reader", "it is closed", "open another one"));
        }
    }

    private void requireReadable(String attempted, String id) {
        requireOpen(attempted);
        if (faults.damage(id) == ContentFaults.Damage.REMOVED) {
            throw damaged(attempted, "it was removed on demand");
        }
    }

    private static CdnException damaged(String attempted, String why) {
        return CdnException.of(
                ErrorCode.SOURCE_DAMAGED, attempted, new Problem("object", why, "fetch the commit again"));
    }

    @Override
    public void close() {
        state = State.CLOSED;
    }
}

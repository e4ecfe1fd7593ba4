package io.cdntopology.git;

import io.cdntopology.failure.CdnException;
import io.cdntopology.release.BlobId;
import io.cdntopology.release.TreeEntry;
import io.cdntopology.release.TreeId;
import io.cdntopology.spi.ContentReader;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.eclipse.jgit.errors.IncorrectObjectTypeException;
import org.eclipse.jgit.errors.LargeObjectException;
import org.eclipse.jgit.errors.MissingObjectException;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectLoader;
import org.eclipse.jgit.lib.ObjectReader;
import org.eclipse.jgit.treewalk.CanonicalTreeParser;
import org.jspecify.annotations.Nullable;

/** Reads the private repository. */
final class GitReader implements ContentReader {
    /** Larger blobs are read in pieces. Not less: such a blob is opened twice, once for its size. */
    static final int STREAM_THRESHOLD_BYTES = 1 << 20;

    private static final int MAX_PIECE_BYTES = 64 * 1024;

    private final PrivateRepository repository;
    private final Exchanges exchanges;
    private final ObjectReader reader;
    private boolean closed;

    GitReader(PrivateRepository repository, Exchanges exchanges) {
        this.repository = repository;
        this.exchanges = exchanges;
        this.reader = repository.reader();
        reader.setStreamFileThreshold(STREAM_THRESHOLD_BYTES);
    }

    /** Something that is read. */
    private interface Reading<T> {
        T read(ObjectId id) throws IOException;
    }

    @Override
    public boolean has(TreeId tree) {
        return read("tree", tree.value(), reader::has);
    }

    @Override
    public boolean has(BlobId blob) {
        return read("blob", blob.value(), reader::has);
    }

    @Override
    public List<TreeEntry> tree(TreeId tree) {
        return read("tree", tree.value(), id -> {
            CanonicalTreeParser parser = GitTree.entries(reader, id);
            List<TreeEntry> entries = new ArrayList<>();
            for (; !parser.eof(); parser.next(1)) {
                entries.add(entry(parser));
            }
            return entries;
        });
    }

    private static TreeEntry entry(CanonicalTreeParser entry) {
        // Not the parser's own decoding, which takes bytes that are not UTF-8 for some other encoding.
        String name = new String(entry.getEntryPathBuffer(), 0, entry.getEntryPathLength(), StandardCharsets.UTF_8);
        String id = entry.getEntryObjectId().name();
        int mode = entry.getEntryRawMode();
        return switch (mode) {
            case 0100644, 0100664 -> new TreeEntry.File(name, new BlobId(id), TreeEntry.Permission.REGULAR);
            case 0100755 -> new TreeEntry.File(name, new BlobId(id), TreeEntry.Permission.EXECUTABLE);
            case 0120000 -> new TreeEntry.Link(name, new BlobId(id));
            case 0040000 -> new TreeEntry.Directory(name, new TreeId(id));
            default -> new TreeEntry.Unsupported(name, mode);
        };
    }

    @Override
    public long size(BlobId blob) {
        return read(
                "blob", blob.value(), id -> reader.open(id, Constants.OBJ_BLOB).getSize());
    }

    @Override
    public void copy(BlobId blob, OutputStream out) throws IOException {
        Target target = new Target(out);
        try {
            read("blob", blob.value(), id -> {
                target.take(reader.open(id, Constants.OBJ_BLOB), id);
                return id;
            });
        } catch (CdnException e) {
            if (target.failure != null) {
                throw target.failure;
            }
            throw e;
        }
    }

    private <T> T read(String kind, String id, Reading<T> reading) {
        String attempted = "Reading " + kind + " " + id;
        if (closed) {
            throw new IllegalStateException("the reader is closed");
        }
        exchanges.requireOpen(attempted);
        try {
            return PrivateJGit.run(() -> reading.read(ObjectId.fromString(id)));
        } catch (TargetFailure e) {
            throw GitFailures.damaged(attempted, id, e);
        } catch (IOException | LargeObjectException | IndexOutOfBoundsException e) {
            exchanges.requireOpen(attempted);
            if (isTooLarge(ObjectId.fromString(id), e)) {
                throw GitFailures.tooLarge(attempted, id, e);
            }
            if (!(e instanceof IncorrectObjectTypeException)) {
                repository.reportDamage();
            }
            throw GitFailures.damaged(attempted, repository.directory().toString(), e);
        }
    }

    /** JGit says that an object is missing, too, when it is a delta and the heap is too small to apply it. */
    private boolean isTooLarge(ObjectId id, Exception failure) {
        try {
            return failure instanceof LargeObjectException
                    || (failure instanceof MissingObjectException && PrivateJGit.run(() -> reader.has(id)));
        } catch (IOException e) {
            failure.addSuppressed(e);
            return false;
        }
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            repository.release(reader);
        }
    }

    /** The target of a copy failed, not the source. */
    private static final class TargetFailure extends IOException {
        private static final long serialVersionUID = 1L;

        TargetFailure(IOException cause) {
            super(cause);
        }
    }

    /** Passes everything on in pieces, and remembers a failure of the target. */
    private static final class Target extends OutputStream {
        private final OutputStream out;
        private @Nullable ObjectHash hash;
        private @Nullable IOException failure;

        Target(OutputStream out) {
            this.out = out;
        }

        /** Takes a blob, which is what its id says only once that has returned. */
        void take(ObjectLoader blob, ObjectId id) throws IOException {
            ObjectHash computed = new ObjectHash(Constants.OBJ_BLOB, blob.getSize());
            hash = computed;
            blob.copyTo(this);
            computed.requireEqual(id);
        }

        @Override
        public void write(int b) throws IOException {
            write(new byte[] {(byte) b}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            if (hash != null) {
                hash.update(bytes, offset, length);
            }
            try {
                for (int at = 0; at < length; at += MAX_PIECE_BYTES) {
                    out.write(bytes, offset + at, Math.min(MAX_PIECE_BYTES, length - at));
                }
            } catch (IOException e) {
                failure = e;
                throw new TargetFailure(e);
            }
        }
    }
}

package io.cdntopology.git;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import org.eclipse.jgit.internal.storage.file.ObjectDirectory;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectInserter;
import org.eclipse.jgit.lib.ObjectReader;

/**
 * Writes objects that are made here into the private repository: a few as files of their own, more into a pack. They can
 * be read after {@link #flush}.
 */
final class NewObjects implements AutoCloseable {
    private static final int MAX_LOOSE = 64;

    private final PrivateRepository repository;
    private ObjectInserter inserter;
    private int written;

    NewObjects(PrivateRepository repository) {
        this.repository = repository;
        this.inserter = repository.jgit().newObjectInserter();
    }

    ObjectId tree(byte[] bytes) throws IOException {
        return next().insert(Constants.OBJ_TREE, bytes);
    }

    ObjectId blob(byte[] bytes) throws IOException {
        return next().insert(Constants.OBJ_BLOB, bytes);
    }

    /** A file that is not in memory as a whole. */
    ObjectId blob(long length, InputStream bytes) throws IOException {
        return next().insert(Constants.OBJ_BLOB, length, bytes);
    }

    private ObjectInserter next() throws IOException {
        written++;
        if (written == MAX_LOOSE) {
            inserter.flush();
            inserter.close();
            inserter = ((ObjectDirectory) repository.jgit().getObjectDatabase()).newPackInserter();
        }
        return inserter;
    }

    /** How large a blob is, of these or of those that there were. */
    long size(ObjectId blob) throws IOException {
        try (ObjectReader reader = reader()) {
            return reader.getObjectSize(blob, Constants.OBJ_BLOB);
        }
    }

    /** Reads a blob, of these or of those that there were; the caller closes it. */
    InputStream open(ObjectId blob) throws IOException {
        ObjectReader reader = reader();
        boolean opened = false;
        try {
            InputStream in = reader.open(blob, Constants.OBJ_BLOB).openStream();
            opened = true;
            return new FilterInputStream(in) {
                @Override
                public void close() throws IOException {
                    super.close();
                    reader.close();
                }
            };
        } finally {
            if (!opened) {
                reader.close();
            }
        }
    }

    private ObjectReader reader() {
        ObjectReader reader = inserter.newReader();
        reader.setStreamFileThreshold(GitReader.STREAM_THRESHOLD_BYTES);
        return reader;
    }

    void flush() throws IOException {
        inserter.flush();
    }

    @Override
    public void close() {
        inserter.close();
    }
}

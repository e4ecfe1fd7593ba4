package io.cdntopology.git;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import org.eclipse.jgit.transport.FetchConnection;
import org.eclipse.jgit.transport.RefSpec;
import org.eclipse.jgit.transport.Transport;

/**
 * How much a server says of its references, all of which JGit keeps in memory, where they take about five times as much. For
 * one exchange, whose thread asks and reads.
 */
final class ReferenceLimit {
    /** Of a heap of 64 MB about 70,000 references. */
    private static final int MEMORY_SHARE = 16;

    private final long maxBytes = Runtime.getRuntime().maxMemory() / MEMORY_SHARE;
    private boolean listening;
    private long bytes;

    /** Asks for some references; a server may tell all that it has. */
    FetchConnection ask(Transport transport, RefSpec wanted) throws IOException {
        return listen(() -> transport.openFetch(List.of(wanted)));
    }

    /** Asks for all references. */
    FetchConnection askForAll(Transport transport) throws IOException {
        return listen(transport::openFetch);
    }

    private interface Question {
        FetchConnection ask() throws IOException;
    }

    private FetchConnection listen(Question question) throws IOException {
        listening = true;
        bytes = 0;
        try {
            return question.ask();
        } finally {
            listening = false;
        }
    }

    /** What a server says, counted while it tells its references. */
    InputStream limit(InputStream said) {
        return new FilterInputStream(said) {
            @Override
            public int read() throws IOException {
                int read = super.read();
                count(read < 0 ? 0 : 1);
                return read;
            }

            @Override
            public int read(byte[] target, int offset, int length) throws IOException {
                int read = super.read(target, offset, length);
                count(Math.max(0, read));
                return read;
            }
        };
    }

    private void count(int read) throws TooManyReferences {
        bytes += read;
        if (listening && bytes > maxBytes) {
            throw new TooManyReferences(maxBytes);
        }
    }
}

package io.cdntopology.mounts;

import io.cdntopology.failure.CdnException;
import io.cdntopology.failure.ErrorCode;
import io.cdntopology.failure.Problem;
import io.cdntopology.release.BlobId;
import io.cdntopology.release.TreeEntry;
import io.cdntopology.release.TreeId;
import io.cdntopology.spi.ContentReader;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** Reads an object from whichever source has it: an id says what is in it. The one that had the last one is asked first. */
final class MountedReader implements ContentReader {
    private final MountedRepository repository;
    private final List<ContentReader> all;
    private final Deque<ContentReader> lastFirst;

    /**
     * @param readers one of each source; closed with this
     */
    MountedReader(MountedRepository repository, List<ContentReader> readers) {
        this.repository = repository;
        this.all = List.copyOf(readers);
        this.lastFirst = new ArrayDeque<>(readers);
    }

    @Override
    public boolean has(TreeId tree) {
        return repository.joinedTree(tree).isPresent()
                || find(reader -> reader.has(tree)).isPresent();
    }

    @Override
    public boolean has(BlobId blob) {
        return find(reader -> reader.has(blob)).isPresent();
    }

    @Override
    public List<TreeEntry> tree(TreeId tree) {
        return repository
                .joinedTree(tree)
                .orElseGet(() ->
                        require("tree " + tree, reader -> reader.has(tree)).tree(tree));
    }

    @Override
    public long size(BlobId blob) {
        return withBlob(blob).size(blob);
    }

    @Override
    public void copy(BlobId blob, OutputStream out) throws IOException {
        withBlob(blob).copy(blob, out);
    }

    private ContentReader withBlob(BlobId blob) {
        return require("blob " + blob, reader -> reader.has(blob));
    }

    private ContentReader require(String what, Predicate<ContentReader> has) {
        return find(has)
                .orElseThrow(() -> CdnException.of(
                        ErrorCode.SOURCE_DAMAGED,
                        "Reading " + what,
                        new Problem("sources of the site", "none of them has it", "ask for its commit again")));
    }

    private Optional<ContentReader> find(Predicate<ContentReader> has) {
        Optional<ContentReader> found = lastFirst.stream().filter(has).findFirst();
        found.filter(reader -> reader != lastFirst.peekFirst()).ifPresent(reader -> {
            lastFirst.remove(reader);
            lastFirst.addFirst(reader);
        });
        return found;
    }

    @Override
    public void close() {
        all.forEach(ContentReader::close);
    }
}

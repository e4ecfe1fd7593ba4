package io.cdntopology.store;

import io.cdntopology.release.BlobId;
import io.cdntopology.release.TreeEntry;
import io.cdntopology.release.TreeId;
import io.cdntopology.spi.ContentReader;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Trees as they were put in, also such as no work tree could hold; a blob's text is its number. */
final class FixedReader implements ContentReader {
    private final Map<TreeId, List<TreeEntry>> trees = new HashMap<>();
    private long treesRead;

    TreeId add(TreeEntry... entries) {
        TreeId id = new TreeManifest(TreeStat.EMPTY, List.of(entries)).id();
        trees.put(id, List.of(entries));
        return id;
    }

    void add(TreeId id, TreeEntry... entries) {
        trees.put(id, List.of(entries));
    }

    long treesRead() {
        return treesRead;
    }

    @Override
    public boolean has(TreeId tree) {
        return trees.containsKey(tree);
    }

    @Override
    public boolean has(BlobId blob) {
        return true;
    }

    @Override
    public List<TreeEntry> tree(TreeId tree) {
        treesRead++;
        return trees.get(tree);
    }

    @Override
    public long size(BlobId blob) {
        return blob.value().length();
    }

    @Override
    public void copy(BlobId blob, OutputStream out) throws IOException {
        out.write(blob.value().getBytes(StandardCharsets.US_ASCII));
    }

    @Override
    public void close() {}
}

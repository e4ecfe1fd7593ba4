package io.cdntopology.rules;

import io.cdntopology.release.BlobId;
import io.cdntopology.release.TreeEntry;
import io.cdntopology.release.TreeId;
import io.cdntopology.store.GitHash;
import io.cdntopology.store.TreeFormat;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** Files that are in no repository, as git would keep them: whoever makes the same ones finds them by the same ids. Immutable. */
final class GeneratedFiles {
    private static final HexFormat HEX = HexFormat.of();

    private final Map<TreeId, List<TreeEntry>> trees = new HashMap<>();
    private final Map<BlobId, byte[]> blobs = new HashMap<>();
    private final TreeId root;

    /**
     * @param files the bytes by paths, each the name of a directory and that of the file in it
     */
    GeneratedFiles(Map<String, byte[]> files) {
        SortedMap<String, List<TreeEntry>> directories = new TreeMap<>();
        new TreeMap<>(files).forEach((path, bytes) -> {
            int slash = path.indexOf('/');
            directories
                    .computeIfAbsent(path.substring(0, slash), name -> new ArrayList<>())
                    .add(new TreeEntry.File(path.substring(slash + 1), blob(bytes), TreeEntry.Permission.REGULAR));
        });
        List<TreeEntry> top = new ArrayList<>();
        directories.forEach((name, entries) -> top.add(new TreeEntry.Directory(name, tree(entries))));
        this.root = tree(top);
    }

    private BlobId blob(byte[] bytes) {
        BlobId id = new BlobId(HEX.formatHex(
                GitHash.of("blob", bytes.length).update(bytes, bytes.length).digest()));
        blobs.put(id, bytes);
        return id;
    }

    private TreeId tree(List<TreeEntry> entries) {
        List<TreeEntry> sorted = TreeFormat.sorted(entries);
        TreeId id = TreeFormat.id(sorted);
        trees.put(id, sorted);
        return id;
    }

    /** The directory that they are in. */
    TreeId root() {
        return root;
    }

    Optional<List<TreeEntry>> tree(TreeId id) {
        return Optional.ofNullable(trees.get(id));
    }

    Optional<byte[]> blob(BlobId id) {
        return Optional.ofNullable(blobs.get(id));
    }
}

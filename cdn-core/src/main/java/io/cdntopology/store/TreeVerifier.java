package io.cdntopology.store;

import io.cdntopology.release.BlobId;
import io.cdntopology.release.TreeEntry;
import io.cdntopology.release.TreeId;
import io.cdntopology.spi.DirectoryTree;
import io.cdntopology.spi.Variants;
import io.cdntopology.topology.Encoding;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributes;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.Map;
import java.util.Set;

/**
 * Compares stored trees with what their ids promise: every name, every byte, every permission, every link. Removes variants,
 * which no id tells anything of. Used by one thread at a time.
 */
final class TreeVerifier {
    private static final int BUFFER = 64 * 1024;

    private final StoreLayout layout;
    private final byte[] buffer = new byte[BUFFER];

    /** Files that several trees share are read once. */
    private final Map<Object, BlobId> shared = new HashMap<>();

    TreeVerifier(StoreLayout layout) {
        this.layout = layout;
    }

    /** Whether the tree is exactly what its id says. Trees that it links to are not looked at. */
    boolean isIntact(TreeId id) {
        return isIntact(id, layout.tree(id), 0);
    }

    private boolean isIntact(TreeId id, Path directory, int nesting) {
        try {
            PosixFileAttributes attributes =
                    Files.readAttributes(directory, PosixFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
            if (!attributes.isDirectory() || !attributes.permissions().equals(StorePermissions.ofDirectory())) {
                return false;
            }
            Set<String> names = names(directory);
            for (Encoding encoding : Encoding.values()) {
                if (names.remove(Variants.directory(encoding))) {
                    // Made anew where it is missing: cheaper than to find out whether it is whole.
                    DirectoryTree.delete(directory.resolve(Variants.directory(encoding)));
                }
            }
            for (TreeEntry entry : TreeManifest.read(layout.manifest(id), id).entries()) {
                Path path = directory.resolve(entry.name());
                boolean intact = entry instanceof TreeEntry.File file
                        ? isIntact(file, path)
                        : isIntact((TreeEntry.Directory) entry, path, nesting);
                if (!names.remove(entry.name()) || !intact) {
                    return false;
                }
            }
            return names.isEmpty();
        } catch (IOException e) {
            // What cannot be read is as bad as what is wrong: it is written anew.
            return false;
        }
    }

    private boolean isIntact(TreeEntry.Directory child, Path path, int nesting) throws IOException {
        if (Files.isSymbolicLink(path)) {
            return Files.readSymbolicLink(path).equals(StoreLayout.directoryTarget(nesting, child.tree()));
        }
        return isIntact(child.tree(), path, nesting + 1);
    }

    private boolean isIntact(TreeEntry.File file, Path path) throws IOException {
        PosixFileAttributes attributes =
                Files.readAttributes(path, PosixFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        return attributes.isRegularFile()
                && attributes.permissions().equals(StorePermissions.of(file.permission()))
                && attributes.lastModifiedTime().equals(ContentTime.of(file.blob()))
                && blob(path, attributes).equals(file.blob());
    }

    private BlobId blob(Path path, PosixFileAttributes attributes) throws IOException {
        boolean isShared = (int) Files.getAttribute(path, "unix:nlink", LinkOption.NOFOLLOW_LINKS) > 1;
        BlobId known = isShared ? shared.get(attributes.fileKey()) : null;
        if (known != null) {
            return known;
        }
        BlobId blob = hash(path, attributes.size());
        if (isShared) {
            shared.put(attributes.fileKey(), blob);
        }
        return blob;
    }

    private BlobId hash(Path path, long size) throws IOException {
        GitHash hash = GitHash.of("blob", size);
        try (InputStream in = Files.newInputStream(path)) {
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                hash.update(buffer, read);
            }
        }
        return new BlobId(HexFormat.of().formatHex(hash.digest()));
    }

    private static Set<String> names(Path directory) throws IOException {
        Set<String> names = new HashSet<>();
        for (Path entry : StoreFiles.list(directory)) {
            names.add(entry.getFileName().toString());
        }
        return names;
    }
}

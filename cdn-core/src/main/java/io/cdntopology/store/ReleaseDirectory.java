package io.cdntopology.store;

import io.cdntopology.release.Release;
import io.cdntopology.release.TreeEntry.Permission;
import io.cdntopology.release.TreeId;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** The directory of a release: what names it, and a link to the root of its site. */
final class ReleaseDirectory {
    private ReleaseDirectory() {}

    static void write(Path directory, Release release, TreeId site, StorePermissions permissions) throws IOException {
        permissions.createDirectory(directory);
        try (FileChannel file = permissions.createFile(directory.resolve("release.json"), Permission.REGULAR)) {
            file.write(ByteBuffer.wrap(json(release).getBytes(StandardCharsets.UTF_8)));
        }
        Files.createSymbolicLink(directory.resolve(LiveRelease.SITE), StoreLayout.siteTarget(site));
    }

    /**
     * The stored tree that is the root of the site.
     *
     * @throws IOException if the directory does not say so
     */
    static TreeId site(Path directory) throws IOException {
        Path target = Files.readSymbolicLink(directory.resolve(LiveRelease.SITE));
        TreeId site = StoreLayout.treeNamed(target)
                .orElseThrow(() -> new IOException(directory + " links to " + target + ", which names no tree"));
        if (!target.equals(StoreLayout.siteTarget(site))) {
            throw new IOException(directory + " links to " + target + ", which is not in the store");
        }
        return site;
    }

    /** What an edge answers when it is asked for the release that it serves. */
    static String json(Release release) {
        return "{\"version\":1,\"commit\":\"" + release.commit() + "\",\"tree\":\"" + release.tree() + "\"}\n";
    }
}

package io.cdntopology.store;

import io.cdntopology.spi.EdgeContract;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotLinkException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;

/**
 * The links from a release to those that were live before it, by which pages that are still open find their assets. They
 * are written before the release is live, so they cost nothing then unless another one was live meanwhile.
 *
 * @param releases that the store holds
 * @param count    how many links a release has at most
 */
record EarlierReleases(StoredReleases releases, int count) {
    /** As many as stay, but for the live one. */
    static EarlierReleases of(StoredReleases releases, StoreOptions options) {
        return new EarlierReleases(
                releases,
                Math.min(EdgeContract.MAX_EARLIER_RELEASES, options.retention().releases() - 1));
    }

    /**
     * Makes sure that a release leads to those that were live last.
     *
     * @param directory where that of the release is now
     * @param release   where it is, or is going to be
     * @param temporary a name that is free
     */
    void link(Path directory, Path release, Path temporary) throws IOException {
        List<Path> earlier = releases.newestFirst().stream()
                .map(Path::getFileName)
                .filter(name -> !name.equals(release.getFileName()))
                .limit(count)
                .toList();
        for (int i = 0; i < earlier.size(); i++) {
            Path link = directory.resolve(LiveRelease.earlier(i + 1));
            Path target = Path.of("..").resolve(earlier.get(i));
            if (!leadsTo(link, target)) {
                Files.createSymbolicLink(temporary, target);
                Files.move(temporary, link, StandardCopyOption.ATOMIC_MOVE);
            }
        }
    }

    private static boolean leadsTo(Path link, Path target) throws IOException {
        try {
            return Files.readSymbolicLink(link).equals(target);
        } catch (NoSuchFileException | NotLinkException e) {
            return false;
        }
    }
}

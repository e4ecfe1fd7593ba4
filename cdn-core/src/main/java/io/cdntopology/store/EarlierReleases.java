package io.cdntopology.store;

import io.cdntopology.spi.EdgeContract;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotLinkException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The links from a release to those that were live before it, by which pages that are still open find their assets: to the
 * live one, and to those that the live one leads to. They are written before the release is live, so then there is nothing
 * to do but to look at them, unless another one was live meanwhile. What this costs does not grow with what the store holds.
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
        List<Path> earlier = before(release);
        for (int i = 0; i < earlier.size(); i++) {
            Path link = directory.resolve(LiveRelease.earlier(i + 1));
            Path target = Path.of("..").resolve(earlier.get(i));
            if (!target(link).equals(Optional.of(target))) {
                StoreFiles.link(link, target, temporary);
            }
        }
    }

    /** The names of the directories of those that were live last and are there, the live one first. */
    private List<Path> before(Path release) throws IOException {
        List<Path> names = new ArrayList<>();
        Optional<LiveRelease> live = releases.live();
        if (live.isPresent()) {
            Path directory = live.get().directory();
            names.add(directory.getFileName());
            for (int i = 1; i <= count; i++) {
                Path link = directory.resolve(LiveRelease.earlier(i));
                target(link)
                        .filter(there -> Files.isDirectory(link))
                        .ifPresent(there -> names.add(there.getFileName()));
            }
            names.remove(release.getFileName());
        }
        return names.subList(0, Math.min(count, names.size()));
    }

    private static Optional<Path> target(Path link) throws IOException {
        try {
            return Optional.of(Files.readSymbolicLink(link));
        } catch (NoSuchFileException | NotLinkException e) {
            return Optional.empty();
        }
    }
}

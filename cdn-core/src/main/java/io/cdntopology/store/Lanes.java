package io.cdntopology.store;

import io.cdntopology.release.CommitId;
import io.cdntopology.release.Release;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Pointers for edges that serve by one configuration, where that is released together with content. The workers of an
 * nginx that reloads go on with the configuration before, for what they have begun: each finds the content of its own.
 */
record Lanes(StoreLayout layout) {
    /** That of the wanted configuration, and of those before it, which edges may still serve by. */
    private static final int KEPT = 4;

    /** The release that edges find by a configuration, if it is in the store. */
    Optional<Release> release(CommitId configuration) {
        return LiveRelease.at(layout.lane(configuration))
                .filter(found -> Files.isDirectory(found.directory()))
                .map(LiveRelease::release);
    }

    /**
     * Has edges find a release by a configuration.
     *
     * @param temporary a name that is free
     */
    void point(CommitId configuration, Release release, Path temporary) throws IOException {
        if (release(configuration).filter(release::equals).isPresent()) {
            return;
        }
        StorePermissions.createDirectories(layout.lanes());
        StoreFiles.link(layout.lane(configuration), layout.lanes().relativize(layout.release(release)), temporary);
    }

    /** Removes those that nobody has used for longest. */
    void collect() throws IOException {
        record Dated(Path lane, FileTime pointed) {}
        List<Dated> lanes = new ArrayList<>();
        for (Path lane : all()) {
            lanes.add(new Dated(lane, Files.getLastModifiedTime(lane, LinkOption.NOFOLLOW_LINKS)));
        }
        lanes.sort(Comparator.comparing(Dated::pointed).reversed());
        for (Dated old : lanes.subList(Math.min(KEPT, lanes.size()), lanes.size())) {
            Files.delete(old.lane());
        }
    }

    /** The directories of the releases that they lead to. */
    Set<Path> releases() throws IOException {
        Set<Path> releases = new HashSet<>();
        for (Path lane : all()) {
            LiveRelease.at(lane).map(found -> layout.release(found.release())).ifPresent(releases::add);
        }
        return releases;
    }

    /** Makes them survive a power loss. */
    void sync() throws IOException {
        if (Files.isDirectory(layout.lanes())) {
            StoreFiles.sync(layout.lanes());
        }
    }

    private List<Path> all() throws IOException {
        return Files.isDirectory(layout.lanes()) ? StoreFiles.list(layout.lanes()) : List.of();
    }
}

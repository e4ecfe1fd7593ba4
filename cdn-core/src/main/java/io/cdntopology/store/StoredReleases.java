package io.cdntopology.store;

import io.cdntopology.release.Release;
import io.cdntopology.topology.Retention;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The releases that a store holds. The time of a release's directory tells when it was last live, or else written. */
record StoredReleases(StoreLayout layout) {
    boolean contains(Release release) {
        return Files.isDirectory(layout.release(release));
    }

    /** The release that is live; empty also if the pointer leads to one that is not there any more. */
    Optional<LiveRelease> live() {
        return LiveRelease.of(layout.root()).filter(live -> Files.isDirectory(live.directory()));
    }

    /** Their directories: that of the live one, then those that were live last. */
    List<Path> newestFirst() throws IOException {
        record Dated(Path directory, FileTime live) {}
        Optional<Path> live = live().map(LiveRelease::directory);
        List<Dated> dated = new ArrayList<>();
        for (Path directory : StoreFiles.list(layout.releases())) {
            dated.add(new Dated(directory, Files.getLastModifiedTime(directory)));
        }
        return dated.stream()
                .sorted(Comparator.<Dated, Boolean>comparing(release -> !live.equals(Optional.of(release.directory())))
                        .thenComparing(Dated::live, Comparator.reverseOrder())
                        .thenComparing(Dated::directory))
                .map(Dated::directory)
                .toList();
    }

    /** The directories of those that need not be kept any more; never that of the live one, nor one that is served. */
    List<Path> expired(Retention retention, Instant now, Set<Path> served) throws IOException {
        List<Path> newestFirst = newestFirst();
        int kept = Math.min(retention.releases(), newestFirst.size());
        List<Path> expired = new ArrayList<>();
        for (Path release : newestFirst.subList(kept, newestFirst.size())) {
            Instant lastLive = Files.getLastModifiedTime(release).toInstant();
            boolean isOld = Duration.between(lastLive, now).compareTo(retention.grace()) > 0;
            if (isOld && !served.contains(release)) {
                expired.add(release);
            }
        }
        return expired;
    }
}

package io.cdntopology;

import io.cdntopology.failure.CdnException;
import io.cdntopology.failure.ErrorCode;
import io.cdntopology.failure.Problem;
import io.cdntopology.mounts.MountPath;
import io.cdntopology.mounts.MountedSource;
import io.cdntopology.spi.ContentSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What a builder was told to put at paths of the site. */
final class Mounts {
    private final List<Mount> all = new ArrayList<>();

    private record Mount(String path, ContentSource source) {}

    void add(String path, ContentSource source) {
        all.add(new Mount(path, source));
    }

    /** What is missing in the sources. */
    List<Problem> problems() {
        return all.stream().flatMap(mount -> mount.source().problems().stream()).toList();
    }

    /**
     * The source of a site with all of them in it.
     *
     * @throws CdnException with {@code INVALID_ARGUMENT} if a path is none, or they are too many or in one place
     */
    ContentSource around(ContentSource site) {
        Map<MountPath, ContentSource> sources = new LinkedHashMap<>();
        for (Mount mount : all) {
            MountPath path = new MountPath(mount.path());
            if (sources.put(path, mount.source()) != null) {
                throw CdnException.of(
                        ErrorCode.INVALID_ARGUMENT,
                        "Mounting a source",
                        new Problem(
                                "mount(\"" + path + "\")",
                                "there are two of them",
                                "remove one, or give it another path"));
            }
        }
        return MountedSource.of(site, sources);
    }
}

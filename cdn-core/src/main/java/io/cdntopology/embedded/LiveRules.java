package io.cdntopology.embedded;

import io.cdntopology.failure.CdnException;
import io.cdntopology.release.Release;
import io.cdntopology.rules.SiteRules;
import io.cdntopology.store.LiveRelease;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The rules of the release that is live: read once for each. Thread-safe. */
final class LiveRules {
    private static final Logger LOG = LoggerFactory.getLogger(LiveRules.class);

    private final Path contentRoot;
    private final boolean used;
    private volatile @Nullable Known known;

    private record Known(Release release, SiteRules rules) {}

    /**
     * @param used whether the site has any, whatever files there are
     */
    LiveRules(Path contentRoot, boolean used) {
        this.contentRoot = contentRoot;
        this.used = used;
    }

    /** Whether a file is asked for that they are in. */
    boolean areIn(RequestPath path) {
        return used && path.names().size() == 1 && SiteRules.FILES.contains(path.fileName());
    }

    SiteRules of(LiveRelease live) {
        if (!used) {
            return SiteRules.NONE;
        }
        Known before = known;
        if (before != null && before.release().equals(live.release())) {
            return before.rules();
        }
        SiteRules rules = read(live);
        known = new Known(live.release(), rules);
        return rules;
    }

    /** A release was looked at before it went live, unless it did before rules were asked for. */
    private SiteRules read(LiveRelease live) {
        try {
            Map<String, byte[]> files = new HashMap<>();
            for (String name : SiteRules.FILES) {
                Optional<StoredFile> file = StoredFile.find(contentRoot, live.site(), name)
                        .filter(found -> found.attributes().isRegularFile());
                if (file.isPresent()) {
                    files.put(name, bytes(file.get()));
                }
            }
            return SiteRules.of(files);
        } catch (CdnException | IOException e) {
            LOG.warn("Release {} is served without its rules", live.release(), e);
            return SiteRules.NONE;
        }
    }

    private static byte[] bytes(StoredFile file) throws IOException {
        try (InputStream in = Files.newInputStream(file.path())) {
            return in.readNBytes(SiteRules.MAX_BYTES + 1);
        }
    }
}

package io.cdntopology.mounts;

import io.cdntopology.failure.CdnException;
import io.cdntopology.failure.ErrorCode;
import io.cdntopology.failure.Problem;
import io.cdntopology.release.CommitId;
import io.cdntopology.spi.AgentOptions;
import io.cdntopology.spi.ContentRepository;
import io.cdntopology.spi.ContentSource;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The sources of one site: its own, and others at paths of it. A commit of it is one of each, joined, see {@link CommitId}: the
 * site's own first, then in the order of the paths. What is at a path takes nothing else's place: a commit in which something is
 * there already cannot be published.
 */
public final class MountedSource implements ContentSource {
    private final ContentSource site;
    private final SortedMap<MountPath, ContentSource> mounts;

    private MountedSource(ContentSource site, SortedMap<MountPath, ContentSource> mounts) {
        this.site = site;
        this.mounts = mounts;
    }

    /**
     * The sources of a site.
     *
     * @param site   its own
     * @param mounts others by where they are; the site's own itself if there are none
     * @throws CdnException with {@code INVALID_ARGUMENT} if they are more than {@value CommitId#MAX_PARTS} in all
     */
    public static ContentSource of(ContentSource site, Map<MountPath, ContentSource> mounts) {
        if (mounts.isEmpty()) {
            return site;
        }
        if (mounts.size() >= CommitId.MAX_PARTS) {
            throw CdnException.of(
                    ErrorCode.INVALID_ARGUMENT,
                    "Mounting sources",
                    new Problem(
                            "mount",
                            "there are " + mounts.size() + " of them",
                            "mount up to " + (CommitId.MAX_PARTS - 1) + ", or keep some of them in one repository"));
        }
        return new MountedSource(site, new TreeMap<>(mounts));
    }

    /** The site's own and then the others, as parts of a commit are. */
    private Stream<ContentSource> all() {
        return Stream.concat(Stream.of(site), mounts.values().stream());
    }

    @Override
    public String location() {
        return mounts.entrySet().stream()
                .map(mount -> mount.getKey() + " from " + mount.getValue().location())
                .collect(Collectors.joining(", ", site.location() + ", ", ""));
    }

    /** The shortest of all. */
    @Override
    public Duration pollInterval() {
        return all().map(ContentSource::pollInterval).min(Duration::compareTo).orElseThrow();
    }

    @Override
    public List<Problem> problems() {
        return all().flatMap(source -> source.problems().stream()).toList();
    }

    @Override
    public ContentRepository open(Path directory) {
        List<ContentRepository> opened = new ArrayList<>();
        boolean complete = false;
        try {
            opened.add(site.open(directory.resolve("site")));
            mounts.forEach((path, source) -> opened.add(
                    source.open(directory.resolve(URLEncoder.encode(path.value(), StandardCharsets.UTF_8)))));
            complete = true;
            return new MountedRepository(List.copyOf(mounts.keySet()), opened);
        } finally {
            if (!complete) {
                opened.forEach(ContentRepository::close);
            }
        }
    }

    /** The options of each source, those at paths with a prefix before their names: {@code mount.1.} and so on. */
    @Override
    public AgentOptions forAgent() {
        AgentOptions told = site.forAgent();
        int number = 0;
        for (Map.Entry<MountPath, ContentSource> mount : mounts.entrySet()) {
            number++;
            AgentOptions path =
                    new AgentOptions(Map.of("path", mount.getKey().value()), Map.of(), List.of(), List.of());
            told = told.and(mount.getValue().forAgent().and(path).prefixed("mount." + number + "."));
        }
        return told;
    }

    /** The location. */
    @Override
    public String toString() {
        return location();
    }
}

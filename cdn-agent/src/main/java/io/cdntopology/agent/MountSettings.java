package io.cdntopology.agent;

import io.cdntopology.agent.SourceOption.Kind;
import io.cdntopology.mounts.MountPath;
import io.cdntopology.release.CommitId;
import io.cdntopology.spi.ContentSource;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * The options that put another source at a path of the site.
 *
 * @param number 1 and so on
 */
record MountSettings(int number) {
    private static final String FIX = "give the path of a directory in the site, such as /docs, each another one";

    /** As many as there may be. */
    static Stream<MountSettings> all() {
        return IntStream.range(1, CommitId.MAX_PARTS).mapToObj(MountSettings::new);
    }

    Stream<NamedOption> options() {
        return Stream.concat(
                Stream.of(path()),
                Arrays.stream(Kind.values())
                        .map(kind -> kind.likeOf(source().prefix(), "the source at that path", number > 1)));
    }

    private SourceOption path() {
        return new SourceOption(
                "mount." + number + ".path",
                "PATH",
                "Where in the site another source is, such as /docs. There may be more, up to --mount-"
                        + (CommitId.MAX_PARTS - 1) + "-path with its options.",
                number > 1);
    }

    private SourceSettings source() {
        return new SourceSettings("mount." + number + ".git.");
    }

    /** All that are given, by where they are. */
    static Map<MountPath, ContentSource> read(OptionReader options) {
        Map<MountPath, ContentSource> mounts = new LinkedHashMap<>();
        all().filter(mount -> options.has(mount.path()) || mount.source().isGiven(options))
                .forEach(mount -> mount.read(options, mounts));
        return mounts;
    }

    private void read(OptionReader options, Map<MountPath, ContentSource> mounts) {
        Optional<MountPath> path = options.required(path(), MountPath::new, FIX);
        Optional<ContentSource> source = source().read(options);
        if (path.isPresent() && source.isPresent() && mounts.put(path.get(), source.get()) != null) {
            options.reject(path(), "another source is at this path, too", FIX);
        }
    }
}

package io.cdntopology.release;

import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * The URLs for which one release is answered otherwise than another, and no more than these: what a cache in front of the
 * edges has to forget.
 *
 * <p>A URL is an absolute path, in percent-encoding as browsers send it, without a host or a query. A directory has a URL
 * with a slash at its end if it holds an {@code index.html}, which has one too, and one without the slash, from which
 * edges lead there. Links of the repository are what they name. What edges never serve is not among them: names that
 * begin with a dot, but for {@code /.well-known/}. Neither is what no list can hold: all that a page for other paths
 * answers, such as {@code fallback} of a configuration of edges, if that page is among the {@link #changed}.
 *
 * @param previous what is compared with
 * @param release  what is compared
 * @param added    what only {@code release} has; a cache may have kept that there was nothing. Sorted, as all are
 * @param changed  what both have, but not alike
 * @param removed  what only {@code previous} has
 */
public record ReleaseDiff(
        Release previous, Release release, List<String> added, List<String> changed, List<String> removed) {
    public ReleaseDiff {
        Objects.requireNonNull(previous, "previous");
        Objects.requireNonNull(release, "release");
        added = List.copyOf(added);
        changed = List.copyOf(changed);
        removed = List.copyOf(removed);
    }

    /** All of them, sorted. */
    public List<String> urls() {
        return Stream.of(added, changed, removed).flatMap(List::stream).sorted().toList();
    }
}

package io.cdntopology.store;

import io.cdntopology.release.BlobId;
import io.cdntopology.release.Release;
import io.cdntopology.release.ReleaseDiff;
import io.cdntopology.release.TreeEntry;
import io.cdntopology.release.TreeId;
import io.cdntopology.spi.ContentReader;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;

/**
 * Compares two releases as edges serve them. Goes only to where trees differ, and to trees with links, which may name what
 * differs; so its cost follows the change.
 */
final class SiteDiff {
    private static final String INDEX = "index.html";
    private static final String WELL_KNOWN = ".well-known";

    private final ContentReader reader;
    private final Predicate<TreeId> hasNoLinks;
    private final LinkResolver links;
    private final SortedSet<String> added = new TreeSet<>();
    private final SortedSet<String> changed = new TreeSet<>();
    private final SortedSet<String> removed = new TreeSet<>();

    /**
     * @param reader     of both releases, which have been found fit to be served
     * @param hasNoLinks whether it is known that nothing in a tree or below it is a link
     */
    SiteDiff(ContentReader reader, Predicate<TreeId> hasNoLinks) {
        this.reader = reader;
        this.hasNoLinks = hasNoLinks;
        this.links = new LinkResolver(reader);
    }

    /** A path in one of the releases, and what is there. */
    private record Place(Optional<LinkResolver.Target> target) {
        static final Place EMPTY = new Place(Optional.empty());

        static Place of(LinkResolver.Target target) {
            return new Place(Optional.of(target));
        }

        /** The content of the file that is there. */
        Optional<BlobId> content() {
            return target.filter(LinkResolver.Target.ToFile.class::isInstance)
                    .map(file -> ((LinkResolver.Target.ToFile) file).file().blob());
        }

        Optional<SourceDirectory> directory() {
            return target.filter(LinkResolver.Target.ToDirectory.class::isInstance)
                    .map(directory -> ((LinkResolver.Target.ToDirectory) directory).directory());
        }

        /** Equal for two places that edges answer for in the same way. */
        Optional<Object> answer() {
            return target.map(present -> content().<Object>map(blob -> blob).orElse("see the directory"));
        }
    }

    /** Compares; once. */
    ReleaseDiff between(Release previous, Release release) {
        compareDirectories("", root(previous), root(release));
        return new ReleaseDiff(previous, release, List.copyOf(added), List.copyOf(changed), List.copyOf(removed));
    }

    private static Place root(Release release) {
        return Place.of(new LinkResolver.Target.ToDirectory(SourceDirectory.root(release.tree())));
    }

    private void compareDirectories(String url, Place before, Place after) {
        Optional<TreeId> tree = after.directory().map(SourceDirectory::tree);
        if (tree.filter(hasNoLinks).isPresent()
                && tree.equals(before.directory().map(SourceDirectory::tree))) {
            return;
        }
        Map<String, Place> entriesBefore = entries(url, before);
        Map<String, Place> entriesAfter = entries(url, after);
        Set<String> names = new TreeSet<>(entriesBefore.keySet());
        names.addAll(entriesAfter.keySet());
        for (String name : names) {
            Place childBefore = entriesBefore.getOrDefault(name, Place.EMPTY);
            Place childAfter = entriesAfter.getOrDefault(name, Place.EMPTY);
            String child = url + "/" + UrlPath.encoded(name);
            tell(child, childBefore.answer(), childAfter.answer());
            if (name.equals(INDEX)) {
                tell(url + "/", childBefore.content(), childAfter.content());
            }
            compareDirectories(child, childBefore, childAfter);
        }
    }

    private void tell(String url, Optional<?> before, Optional<?> after) {
        if (before.isEmpty() && after.isPresent()) {
            added.add(url);
        } else if (before.isPresent() && after.isEmpty()) {
            removed.add(url);
        } else if (!before.equals(after)) {
            changed.add(url);
        }
    }

    /** What is served below a directory, by name; nothing if it is none. */
    private Map<String, Place> entries(String url, Place place) {
        Map<String, Place> entries = new TreeMap<>();
        place.directory().ifPresent(directory -> {
            for (TreeEntry entry : reader.tree(directory.tree())) {
                if (!isHidden(url, entry.name())) {
                    target(directory, entry).ifPresent(target -> entries.put(entry.name(), Place.of(target)));
                }
            }
        });
        return entries;
    }

    private static boolean isHidden(String url, String name) {
        return name.startsWith(".") && !(url.isEmpty() && name.equals(WELL_KNOWN));
    }

    private Optional<LinkResolver.Target> target(SourceDirectory directory, TreeEntry entry) {
        if (entry instanceof TreeEntry.File file) {
            return Optional.of(new LinkResolver.Target.ToFile(file));
        }
        if (entry instanceof TreeEntry.Directory child) {
            return Optional.of(new LinkResolver.Target.ToDirectory(directory.child(child)));
        }
        if (entry instanceof TreeEntry.Link link) {
            try {
                return links.resolve(directory, link);
            } catch (LinkResolver.RefusedLinkException e) {
                throw new IllegalArgumentException("a release that may not be served is compared: " + e.why(), e);
            }
        }
        return Optional.empty();
    }
}

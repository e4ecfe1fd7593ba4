package io.cdntopology.store;

import io.cdntopology.release.EntryName;
import io.cdntopology.release.TreeEntry;
import io.cdntopology.release.TreeId;
import io.cdntopology.spi.ContentReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Finds what a symbolic link names, within the site and never outside of it, by reading trees only. */
final class LinkResolver {
    /** As many links as Linux follows in one lookup. */
    private static final int MAX_LINKS = 40;

    private static final int MAX_TARGET_BYTES = 4_096;

    /** Links tend to name neighbours of each other; this many directories are read once for all of them. */
    private static final int RECENT_TREES = 64;

    private final ContentReader reader;
    private final Map<TreeId, Map<String, TreeEntry>> recent = new LinkedHashMap<>(RECENT_TREES, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<TreeId, Map<String, TreeEntry>> eldest) {
            return size() > RECENT_TREES;
        }
    };

    LinkResolver(ContentReader reader) {
        this.reader = reader;
    }

    /** What a link names. */
    sealed interface Target {
        /** A file. */
        record ToFile(TreeEntry.File file) implements Target {}

        /** A directory, at its own place in the site. */
        record ToDirectory(SourceDirectory directory) implements Target {}
    }

    /** A link that is never followed; the message says why. */
    static final class RefusedLinkException extends Exception {
        private static final long serialVersionUID = 1L;

        private final String why;

        RefusedLinkException(String why) {
            super(why);
            this.why = why;
        }

        String why() {
            return why;
        }
    }

    /**
     * What a link names, or empty if it names nothing, in which case its path answers as any other that does not exist.
     *
     * @throws RefusedLinkException if the link leaves the site or goes round in circles
     */
    Optional<Target> resolve(SourceDirectory directory, TreeEntry.Link link) throws RefusedLinkException {
        return new Lookup().follow(directory, link);
    }

    /** One lookup, which counts the links that it follows: links that name links can multiply beyond any number. */
    private final class Lookup {
        private int links;

        Optional<Target> follow(SourceDirectory from, TreeEntry.Link link) throws RefusedLinkException {
            links++;
            if (links > MAX_LINKS) {
                throw new RefusedLinkException(
                        "the link goes round in circles, or over more than " + MAX_LINKS + " others");
            }
            String target = target(link);
            if (target.startsWith("/")) {
                throw leavesSite(target);
            }
            Iterator<String> segments = List.of(target.split("/", -1)).iterator();
            SourceDirectory at = from;
            while (segments.hasNext()) {
                Optional<Target> next = step(at, segments.next(), target);
                if (next.isPresent() && next.get() instanceof Target.ToDirectory directory) {
                    at = directory.directory();
                } else {
                    return segments.hasNext() ? Optional.empty() : next;
                }
            }
            return Optional.of(new Target.ToDirectory(at));
        }

        private Optional<Target> step(SourceDirectory at, String segment, String target) throws RefusedLinkException {
            if (segment.isEmpty() || segment.equals(".")) {
                return Optional.of(new Target.ToDirectory(at));
            }
            if (segment.equals("..")) {
                return Optional.of(new Target.ToDirectory(at.parent().orElseThrow(() -> leavesSite(target))));
            }
            TreeEntry entry = entries(at.tree()).get(segment);
            if (entry instanceof TreeEntry.File file) {
                return Optional.of(new Target.ToFile(file));
            }
            if (entry instanceof TreeEntry.Directory directory) {
                return Optional.of(new Target.ToDirectory(at.child(directory)));
            }
            return entry instanceof TreeEntry.Link link ? follow(at, link) : Optional.empty();
        }
    }

    private static RefusedLinkException leavesSite(String target) {
        return new RefusedLinkException(
                "the link names '" + EntryName.printable(target) + "', which is outside of the site");
    }

    private Map<String, TreeEntry> entries(TreeId tree) {
        return recent.computeIfAbsent(tree, id -> {
            Map<String, TreeEntry> byName = new HashMap<>();
            reader.tree(id).forEach(entry -> byName.putIfAbsent(entry.name(), entry));
            return byName;
        });
    }

    private String target(TreeEntry.Link link) throws RefusedLinkException {
        if (reader.size(link.target()) > MAX_TARGET_BYTES) {
            throw new RefusedLinkException("the link is longer than " + MAX_TARGET_BYTES + " bytes");
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try {
            reader.copy(link.target(), bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toString(StandardCharsets.UTF_8);
    }
}

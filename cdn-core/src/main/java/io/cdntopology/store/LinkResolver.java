package io.cdntopology.store;

import io.cdntopology.release.TreeEntry;
import io.cdntopology.spi.ContentReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;

/** Finds what a symbolic link names, within the site and never outside of it, by reading trees only. */
final class LinkResolver {
    /** As many links as Linux follows in one lookup. */
    private static final int MAX_HOPS = 40;

    private static final int MAX_TARGET_BYTES = 4_096;

    private final ContentReader reader;

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
        return follow(directory, link, 0);
    }

    private Optional<Target> follow(SourceDirectory from, TreeEntry.Link link, int hops) throws RefusedLinkException {
        if (hops >= MAX_HOPS) {
            throw new RefusedLinkException("the link goes round in circles");
        }
        String target = target(link);
        if (target.startsWith("/")) {
            throw new RefusedLinkException("the link names '" + target + "', which is outside of the site");
        }
        List<String> segments = Arrays.stream(target.split("/", -1))
                .filter(segment -> !segment.isEmpty() && !segment.equals("."))
                .toList();
        return walk(from, segments.iterator(), target, hops);
    }

    private Optional<Target> walk(SourceDirectory from, Iterator<String> segments, String target, int hops)
            throws RefusedLinkException {
        SourceDirectory at = from;
        while (segments.hasNext()) {
            Optional<Target> next = step(at, segments.next(), target, hops);
            if (next.isPresent() && next.get() instanceof Target.ToDirectory directory) {
                at = directory.directory();
            } else {
                return segments.hasNext() ? Optional.empty() : next;
            }
        }
        return Optional.of(new Target.ToDirectory(at));
    }

    private Optional<Target> step(SourceDirectory at, String segment, String target, int hops)
            throws RefusedLinkException {
        if (segment.equals("..")) {
            SourceDirectory parent = at.parent()
                    .orElseThrow(() ->
                            new RefusedLinkException("the link names '" + target + "', which is outside of the site"));
            return Optional.of(new Target.ToDirectory(parent));
        }
        TreeEntry entry = at.entry(reader, segment).orElse(null);
        if (entry instanceof TreeEntry.File file) {
            return Optional.of(new Target.ToFile(file));
        }
        if (entry instanceof TreeEntry.Directory directory) {
            return Optional.of(new Target.ToDirectory(at.child(directory)));
        }
        if (entry instanceof TreeEntry.Link link) {
            return follow(at, link, hops + 1);
        }
        return Optional.empty();
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

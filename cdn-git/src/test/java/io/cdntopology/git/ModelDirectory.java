package io.cdntopology.git;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** A directory of a site at its place, before anything becomes of its links, and how Linux would look for a path from it. */
final class ModelDirectory {
    /** As many as Linux follows in one lookup. */
    private static final int MAX_LINKS = 40;

    private static final int MAX_TARGET_BYTES = 4_096;

    private final Optional<ModelDirectory> parent;
    private final String path;
    private final List<RawEntry> entries;
    private final Map<String, ModelDirectory> directories = new LinkedHashMap<>();

    /**
     * @param path from the root of the site, its bytes by ISO-8859-1
     */
    ModelDirectory(Optional<ModelDirectory> parent, String path, List<RawEntry> entries) {
        this.parent = parent;
        this.path = path;
        this.entries = entries;
    }

    /** What is at the end of a link. */
    sealed interface End {
        record Nothing() implements End {}

        record File(RawEntry entry) implements End {}

        record Directory(ModelDirectory directory) implements End {}

        /** It leaves the site, or nobody would get to its end. */
        record Refused() implements End {}
    }

    List<RawEntry> entries() {
        return entries;
    }

    String path(String name) {
        return path.isEmpty() ? name : path + "/" + name;
    }

    void put(String name, ModelDirectory directory) {
        directories.putIfAbsent(name, directory);
    }

    /** Empty if there is none, although the entry says so. */
    Optional<ModelDirectory> child(RawEntry entry) {
        return Optional.ofNullable(directories.get(entry.name()));
    }

    /** This one and all below it. */
    List<ModelDirectory> all() {
        List<ModelDirectory> all = new ArrayList<>(List.of(this));
        directories.values().forEach(directory -> all.addAll(directory.all()));
        return all;
    }

    /** The directories in this one, also those that links in it lead to. */
    List<ModelDirectory> reached(UnaryOperator<String> blobs) {
        List<ModelDirectory> reached = new ArrayList<>(directories.values());
        for (RawEntry entry : entries) {
            if (entry.isLink() && end(entry, blobs) instanceof End.Directory end) {
                reached.add(end.directory());
            }
        }
        return reached;
    }

    /** Follows a link of this directory. */
    End end(RawEntry link, UnaryOperator<String> blobs) {
        return new Lookup(blobs).follow(this, link);
    }

    private static final class Lookup {
        private final UnaryOperator<String> blobs;
        private int links;

        Lookup(UnaryOperator<String> blobs) {
            this.blobs = blobs;
        }

        private End follow(ModelDirectory from, RawEntry link) {
            String target = blobs.apply(link.id());
            links++;
            if (links > MAX_LINKS || target.length() > MAX_TARGET_BYTES || target.isEmpty() || target.startsWith("/")) {
                return new End.Refused();
            }
            End end = new End.Directory(from);
            for (String name : target.split("/", -1)) {
                if (!(end instanceof End.Directory directory)) {
                    return end instanceof End.Refused ? end : new End.Nothing();
                }
                end = step(directory.directory(), name);
            }
            return end;
        }

        private End step(ModelDirectory at, String name) {
            if (name.isEmpty() || name.equals(".")) {
                return new End.Directory(at);
            }
            if (name.equals("..")) {
                return at.parent.<End>map(End.Directory::new).orElseGet(End.Refused::new);
            }
            Optional<RawEntry> found = at.entries.stream()
                    .filter(entry -> RawEntry.text(entry.name()).equals(RawEntry.text(name)))
                    .findFirst();
            if (found.isEmpty()) {
                return new End.Nothing();
            }
            RawEntry entry = found.get();
            if (entry.isLink()) {
                return follow(at, entry);
            }
            if (entry.isFile()) {
                return new End.File(entry);
            }
            return at.child(entry).<End>map(End.Directory::new).orElseGet(End.Nothing::new);
        }
    }
}

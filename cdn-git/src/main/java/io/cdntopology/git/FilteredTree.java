package io.cdntopology.git;

import io.cdntopology.git.PathFilter.Fate;
import io.cdntopology.git.PathFilter.Place;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.eclipse.jgit.errors.StopWalkException;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectReader;
import org.eclipse.jgit.treewalk.CanonicalTreeParser;
import org.jspecify.annotations.Nullable;

/**
 * Makes a tree with some of the files of another. Directories of which nothing is left vanish.
 *
 * <p>Goes only where a file may be left out, and only where the tree differs from one that the same was done with before.
 */
final class FilteredTree {
    private final ObjectReader reader;
    private final NewObjects objects;
    private final Deadline deadline;

    /**
     * A tree for which it was done.
     *
     * @param source what it was
     * @param made   what became of it
     */
    record Known(ObjectId source, ObjectId made) {}

    FilteredTree(SiteTarget target) {
        this.reader = target.reader();
        this.objects = target.objects();
        this.deadline = target.deadline();
    }

    /**
     * Makes it. With an explicit stack: how deep trees are nested is up to whoever made them.
     *
     * @return empty if nothing is left
     */
    Optional<ObjectId> make(ObjectId tree, Place place, Optional<Known> known) throws IOException {
        if (known.filter(before -> before.source().equals(tree)).isPresent()) {
            return Optional.of(known.get().made());
        }
        Deque<Level> levels = new ArrayDeque<>();
        levels.push(new Level(tree, place, known));
        while (true) {
            if (deadline.isCancelled()) {
                throw StopWalkException.INSTANCE;
            }
            Level level = levels.element();
            Optional<Level> below = level.goOn();
            if (below.isPresent()) {
                levels.push(below.get());
                continue;
            }
            Optional<ObjectId> made = level.made();
            levels.pop();
            if (levels.isEmpty()) {
                return made;
            }
            levels.element().add(made);
        }
    }

    /** A directory that is being gone through. */
    private final class Level {
        private final ObjectId tree;
        private final Place place;
        private final CanonicalTreeParser parser;
        private final TreeBytes bytes = new TreeBytes();
        private final Map<String, ObjectId> sources;
        private final Map<String, ObjectId> results;
        private TreeBytes.@Nullable Entry waiting;
        private boolean isAnother;

        Level(ObjectId tree, Place place, Optional<Known> known) throws IOException {
            this.tree = tree;
            this.place = place;
            this.parser = GitTree.entries(reader, tree);
            this.sources = known.isPresent() ? directories(known.get().source()) : Map.of();
            this.results = known.isPresent() ? directories(known.get().made()) : Map.of();
        }

        /** Goes on to the next directory that has to be gone through itself; empty at the end. */
        Optional<Level> goOn() throws IOException {
            for (; !parser.eof(); parser.next(1)) {
                TreeBytes.Entry entry = TreeBytes.entry(parser);
                Fate fate = place.fate(entry.text(), entry.isDirectory());
                if (fate instanceof Place inside) {
                    ObjectId source = sources.get(entry.name());
                    ObjectId result = results.get(entry.name());
                    waiting = entry;
                    if (!entry.id().equals(source)) {
                        parser.next(1);
                        Optional<Known> below = source == null || result == null
                                ? Optional.empty()
                                : Optional.of(new Known(source, result));
                        return Optional.of(new Level(entry.id(), inside, below));
                    }
                    add(Optional.ofNullable(result));
                } else if (fate instanceof PathFilter.Taken) {
                    bytes.add(entry);
                } else {
                    isAnother = true;
                }
            }
            return Optional.empty();
        }

        /** Adds what became of the directory that was gone through. */
        void add(Optional<ObjectId> made) {
            TreeBytes.Entry entry = waiting;
            if (entry == null) {
                throw new IllegalStateException("no directory was gone through");
            }
            isAnother |= !made.equals(Optional.of(entry.id()));
            made.map(entry::withId).ifPresent(bytes::add);
        }

        Optional<ObjectId> made() throws IOException {
            if (bytes.isEmpty()) {
                return Optional.empty();
            }
            return Optional.of(isAnother ? objects.tree(bytes.get()) : tree);
        }
    }

    private Map<String, ObjectId> directories(ObjectId tree) throws IOException {
        Map<String, ObjectId> directories = new HashMap<>();
        for (CanonicalTreeParser parser = GitTree.entries(reader, tree); !parser.eof(); parser.next(1)) {
            TreeBytes.Entry entry = TreeBytes.entry(parser);
            if (entry.isDirectory()) {
                directories.put(entry.name(), entry.id());
            }
        }
        return directories;
    }
}

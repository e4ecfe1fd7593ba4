package io.cdntopology.git;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectReader;

/**
 * What was made of a commit, by the same options, step by step. Kept as a tree, so that a reference to it keeps all of it.
 *
 * @param whole    the commit's tree, with those of its submodules in it
 * @param filtered what is taken of the directory that is the site
 * @param site     what is served
 * @param modules  how many submodules are in it
 * @param rewrites what was made by {@link SiteFiles#rewrite}
 */
record DerivedSite(ObjectId whole, ObjectId filtered, ObjectId site, int modules, Optional<ObjectId> rewrites) {
    private static final String WHOLE = "1-whole";
    private static final String FILTERED = "2-filtered";
    private static final String SITE = "3-site";
    private static final String MODULES = "4-modules-";
    private static final String REWRITES = "5-rewrites";

    /** What is taken is served as it is. */
    DerivedSite(ObjectId whole, ObjectId filtered, int modules) {
        this(whole, filtered, filtered, modules, Optional.empty());
    }

    DerivedSite with(ObjectId otherSite, Optional<ObjectId> otherRewrites) {
        return new DerivedSite(whole, filtered, otherSite, modules, otherRewrites);
    }

    /** Writes the tree. */
    ObjectId write(NewObjects objects) throws IOException {
        List<TreeBytes.Entry> parts = new ArrayList<>();
        parts.add(part(WHOLE, whole));
        parts.add(part(FILTERED, filtered));
        parts.add(part(SITE, site));
        parts.add(part(MODULES + modules, whole));
        rewrites.ifPresent(tree -> parts.add(part(REWRITES, tree)));
        return objects.tree(TreeBytes.of(parts));
    }

    private static TreeBytes.Entry part(String name, ObjectId tree) {
        return new TreeBytes.Entry(TreeBytes.DIRECTORY, name, tree);
    }

    /**
     * Reads one.
     *
     * @throws IOException if it is none
     */
    static DerivedSite read(ObjectReader reader, ObjectId tree) throws IOException {
        List<TreeBytes.Entry> parts = TreeBytes.entries(reader, tree);
        int modules = parts.stream()
                .filter(part -> part.name().startsWith(MODULES))
                .mapToInt(part -> Integer.parseInt(part.name().substring(MODULES.length())))
                .sum();
        return new DerivedSite(
                required(parts, WHOLE),
                required(parts, FILTERED),
                required(parts, SITE),
                modules,
                find(parts, REWRITES));
    }

    private static ObjectId required(List<TreeBytes.Entry> parts, String name) throws IOException {
        return find(parts, name).orElseThrow(() -> new IOException("a site has no part " + name));
    }

    private static Optional<ObjectId> find(List<TreeBytes.Entry> parts, String name) {
        return parts.stream()
                .filter(part -> part.name().equals(name))
                .map(TreeBytes.Entry::id)
                .findFirst();
    }
}
